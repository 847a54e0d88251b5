// A worker's process: this same program, started again with three pipes.

internal import Basics
internal import Glibc

/// A process that takes orders on its standard input and answers on its standard output.
final class WorkerProcess {
  private let process: pid_t
  private let orders: Int32
  /// The descriptor of its answers.
  let answers: Int32
  /// The descriptor of its standard error.
  let errors: Int32
  private var incoming: [UInt8] = []
  private var position = 0
  private var errorText: [UInt8] = []
  private var hasEnded = false

  /// No page of backtrace after a trap. And malloc keeps the memory of one core for the next (mallopt(3)):
  /// to give it back and take it anew costs an eighth of the time of a small core.
  private static let variables = [
    "SWIFT_BACKTRACE=enable=no", "MALLOC_MMAP_THRESHOLD_=33554432",
    "MALLOC_TRIM_THRESHOLD_=268435456",
  ]

  /// Starts this program again with `arguments`.
  init(arguments: [String]) throws(TriageError) {
    var ends: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard unsafe pipe(&pair) == 0 else {
        let refusal = SystemRefusal(code: errno)
        for end in ends.joined() { close(end) }
        throw .noProcess(refusal)
      }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends.append(pair)
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in [(0, ends[0][0]), (1, ends[1][1]), (2, ends[2][1])] {
      unsafe posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The batch holds its signals back (see Interruption); a worker must not inherit that.
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    // In a process group of its own, it does not get the terminal's Ctrl-C.
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var started: pid_t = 0
    let failure = unsafe withStrings(["gocore"] + arguments) { words in
      unsafe withStrings(initialEnvironment() + Self.variables) { variables in
        unsafe posix_spawn(&started, "/proc/self/exe", &actions, &attributes, words, variables)
      }
    }
    for end in [ends[0][0], ends[1][1], ends[2][1]] { close(end) }
    (process, orders, answers, errors) = (started, ends[0][1], ends[1][0], ends[2][0])
    guard failure == 0 else {
      hasEnded = true
      throw .noProcess(SystemRefusal(code: failure))
    }
    for end in [answers, errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    if !hasEnded {
      kill(process, SIGKILL)
      _ = wait()
    }
    for end in [orders, answers, errors] { close(end) }
  }

  /// Sends a frame. Whether the worker is still there shows when it is listened to.
  func send(_ frame: [UInt8]) {
    _ = writeAll(frame, to: orders)
  }

  /// Takes in what has come; false when the worker has closed its end.
  func receive() -> Bool {
    while true {
      guard let block = readSome(from: answers, limit: 1 << 16) else { return errno == EAGAIN }
      if block.isEmpty { return false }
      incoming += block
      if block.count < 1 << 16 { return true }
    }
  }

  /// The next answer; nil when none is complete.
  func next() throws(FrameError) -> WorkerAnswer? {
    guard let range = try FrameReader.next(in: incoming, at: position) else {
      incoming.removeFirst(position)
      position = 0
      return nil
    }
    position = range.upperBound
    return try WorkerAnswer(incoming[range])
  }

  /// Takes in what came on standard error; only its end is kept.
  func receiveErrors() {
    while let block = readSome(from: errors, limit: 4_096), !block.isEmpty {
      errorText = Array((errorText + block).suffix(8_192))
    }
  }

  /// Ends it at once.
  func end() {
    kill(process, SIGKILL)
  }

  /// The status that it ended with, as wait(2) gives it.
  private func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    hasEnded = true
    return status
  }

  /// Waits for its end, and says how it ended.
  func awaitEnd() -> WorkerEnd {
    let status = wait()
    receiveErrors()
    return WorkerEnd(status: status, errorText: String(decoding: errorText, as: UTF8.self))
  }
}
