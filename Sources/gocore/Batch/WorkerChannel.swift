// A worker's side of the pipes, and the limits that a worker puts itself under.

internal import Basics
internal import Glibc

/// Standard input and output of a worker.
struct WorkerChannel {
  private var buffer: [UInt8] = []
  private var position = 0

  /// Readies this process to serve: it leaves no core of its own, does not hear Ctrl-C, ends when the
  /// batch ends, and gets no more memory than `limit` bytes.
  static func prepare(memoryLimit limit: UInt64?) throws {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    signal(SIGINT, SIG_IGN)
    if let limit {
      // RLIMIT_AS would forbid mapping a large core.
      var memory = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
      guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &memory) == 0 else {
        throw Failure(.limit, "--max-memory: the system refuses the limit")
      }
    }
    // An allocation that fails is a trap. It is told as the limit where a small one fails, too.
    for number in [SIGILL, SIGTRAP, SIGABRT] {
      signal(number) { number in
        let attempt = unsafe mmap(
          nil, 1 << 23, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        if unsafe attempt == MAP_FAILED { _exit(ExitStatus.limit.rawValue) }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    var thread = pthread_t()
    // Whoever waits for the answer may be gone in the middle of a long analysis.
    unsafe pthread_create(
      &thread, nil,
      { _ in
        var input = pollfd(fd: 0, events: 0, revents: 0)
        while unsafe poll(&input, 1, -1) <= 0 {}
        _exit(0)
      }, nil)
  }

  /// The next frame; nil at the end.
  mutating func next() throws -> ArraySlice<UInt8>? {
    while true {
      if let range = try FrameReader.next(in: buffer, at: position) {
        position = range.upperBound
        return buffer[range]
      }
      buffer.removeFirst(position)
      position = 0
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe Glibc.read(0, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  /// Sends a frame; a batch that is gone ends this process.
  static func send(_ answer: WorkerAnswer) {
    let bytes = answer.frame
    unsafe bytes.withUnsafeBytes { frame in
      var sent = 0
      while sent < frame.count {
        let count = unsafe Glibc.write(
          1, frame.baseAddress.map { unsafe $0 + sent }, frame.count - sent)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { _exit(0) }
        sent += count
      }
    }
  }
}
