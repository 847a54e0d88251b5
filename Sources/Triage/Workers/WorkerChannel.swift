// A worker's side of the pipes, and the limits that a worker puts itself under.

internal import Basics
internal import Glibc

/// Standard input and output of a worker.
struct WorkerChannel {
  private var buffer: [UInt8] = []
  private var position = 0

  init() {}

  /// Readies this process to serve: it leaves no core of its own, does not hear Ctrl-C, ends when the
  /// batch ends, and gets no more memory than `limit` bytes.
  static func prepare(memoryLimit limit: UInt64?) throws(MemoryLimitRefusal) {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    signal(SIGINT, SIG_IGN)
    if let limit { try limitMemory(to: limit) }
    // Whether it was the limit shows when a small allocation fails, too.
    onTrap { number in
      let attempt = unsafe mmap(
        nil, 1 << 23, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      if unsafe attempt == MAP_FAILED { _exit(ExitStatus.limit.rawValue) }
      signal(number, SIG_DFL)
      raise(number)
    }
    var thread = pthread_t()
    // The batch may be gone in the middle of a long analysis: nobody wants the answer then.
    unsafe pthread_create(
      &thread, nil,
      { _ in
        var input = pollfd(fd: 0, events: 0, revents: 0)
        while unsafe poll(&input, 1, -1) <= 0 {}
        _exit(0)
      }, nil)
  }

  /// The next order; nil at the end.
  mutating func next() throws(FrameError) -> WorkerOrder? {
    while true {
      if let range = try FrameReader.next(in: buffer, at: position) {
        position = range.upperBound
        return try WorkerOrder(buffer[range])
      }
      buffer.removeFirst(position)
      position = 0
      guard let block = readSome(from: 0, limit: 1 << 16), !block.isEmpty else { return nil }
      buffer += block
    }
  }

  /// Sends an answer. When the batch is gone, this process ends.
  static func send(_ answer: WorkerAnswer) {
    if !writeAll(answer.frame, to: 1) { _exit(0) }
  }
}
