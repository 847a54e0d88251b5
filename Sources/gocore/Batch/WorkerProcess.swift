// A worker as the batch sees it: a process of this same program with three pipes.

internal import Basics
internal import ElfCore
internal import Glibc
internal import Loading
internal import Reporting

/// A running worker.
final class WorkerProcess {
  private let process: pid_t
  private let orders: Int32
  /// Where its answers come from.
  let answers: Int32
  /// Where its standard error comes from.
  let errors: Int32
  private var incoming: [UInt8] = []
  private var position = 0
  private var errorText: [UInt8] = []
  private var hasEnded = false
  /// What it was given and has not ended, in order.
  var jobs: [BatchJob] = []
  /// The core that it has begun.
  var begun: CoreStart?
  /// A row of an archive that is held back until it is known whether another follows.
  var held: CoreResult?
  /// Whether it has said that it is there.
  var isReady = false
  /// How many binaries' debug information it has read.
  var readings: UInt64 = 0
  /// When what it is doing must be done, in seconds of the monotonic clock.
  var deadline = Double.infinity
  /// Whether its time was over.
  var isOverTime = false
  /// The group whose cores it serves.
  var group: Int?

  /// A trap writes no page of text; and memory that one core needed is kept for the next (mallopt(3)):
  /// giving it back and asking for it anew takes the kernel an eighth of a small core's time.
  private static let variables = [
    "SWIFT_BACKTRACE=enable=no", "MALLOC_MMAP_THRESHOLD_=33554432",
    "MALLOC_TRIM_THRESHOLD_=268435456",
  ]

  /// Starts one with these words behind the program's name.
  init(arguments: [String]) throws {
    var ends: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard unsafe pipe(&pair) == 0 else {
        let reason = SystemRefusal(code: errno).reason
        for end in ends.joined() { close(end) }
        throw Failure(.internalError, "a worker cannot be started: \(reason)")
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
    // The batch waits for its signals in its own way; a worker starts as any program does.
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    // A process group of its own keeps the terminal's Ctrl-C from it.
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var started: pid_t = 0
    let failure = unsafe withStrings(["gocore"] + arguments) { words in
      unsafe withStrings(DebugServer.environment() + Self.variables) { variables in
        unsafe posix_spawn(&started, "/proc/self/exe", &actions, &attributes, words, variables)
      }
    }
    for end in [ends[0][0], ends[1][1], ends[2][1]] { close(end) }
    (process, orders, answers, errors) = (started, ends[0][1], ends[1][0], ends[2][0])
    guard failure == 0 else {
      hasEnded = true
      throw Failure(
        .internalError, "a worker cannot be started: \(SystemRefusal(code: failure).reason)")
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
    unsafe frame.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = unsafe Glibc.write(
          orders, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        sent += count
      }
    }
  }

  /// Takes in what has come; false when the worker has closed its end.
  func receive() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(answers, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return true }
      guard count > 0 else { return false }
      incoming += chunk[..<count]
      if count < chunk.count { return true }
    }
  }

  /// The next answer; nil where none is whole.
  func next() throws(FrameError) -> WorkerAnswer? {
    guard let range = try FrameReader.next(in: incoming, at: position) else {
      incoming.removeFirst(position)
      position = 0
      return nil
    }
    position = range.upperBound
    return try WorkerAnswer(incoming[range])
  }

  /// Takes in what came on standard error, of which the end is kept.
  func receiveErrors() {
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe Glibc.read(errors, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      errorText = Array((errorText + chunk[..<count]).suffix(8_192))
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

  /// Why it ended, when it has: an exit code for the core that it was at, and words.
  func reason(timeLimit: Double, memoryLimit: UInt64?) -> (exitCode: ExitStatus, words: String) {
    let status = wait()
    receiveErrors()
    if isOverTime {
      return (
        .limit,
        "the analysis took more than \(Int(timeLimit)) s and was ended (--timeout)"
      )
    }
    // wait(2): the low seven bits are the signal, the next eight the exit status.
    let (signal, code) = (status & 0x7f, status >> 8 & 0xff)
    if signal == 0, code == ExitStatus.limit.rawValue {
      let limit = memoryLimit.map { " of \($0 >> 20) MB" } ?? ""
      return (
        .limit,
        "the analysis needed more memory than its limit\(limit) (--max-memory)"
      )
    }
    let last = String(decoding: errorText, as: UTF8.self).split(separator: "\n").last
    let said = last.map { ": \(displayable(String($0)))" } ?? ""
    if signal != 0 {
      return (
        .internalError,
        "the analysis was ended by \(SignalName.name(signal))\(said)"
      )
    }
    return (.internalError, "the analysis ended with exit code \(code)\(said)")
  }
}

/// Signals that end a batch: it hears them only while it waits, so that what it does is never cut.
enum Interruption {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  /// From now on they are kept until `wait`. A worker or a reader that is gone ends nothing either.
  static func hold() {
    for number in numbers { signal(number) { _ in } }
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe sigprocmask(SIG_BLOCK, &set, nil)
  }

  /// Lets them end the program again.
  static func release() {
    for number in numbers + [SIGPIPE] { signal(number, SIG_DFL) }
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigprocmask(SIG_SETMASK, &set, nil)
  }

  /// Whether one has come.
  static var isPending: Bool {
    var set = sigset_t()
    unsafe sigpending(&set)
    return numbers.contains { unsafe sigismember(&set, $0) == 1 }
  }

  /// Waits for bytes on one of `descriptors`, at most so many seconds.
  ///
  /// - Returns: which have some, or nil when a signal has come.
  static func wait(for descriptors: [Int32], seconds: Double) -> Set<Int32>? {
    let whole = max(0, min(seconds, 3_600))
    var limit = timespec(
      tv_sec: Int(whole), tv_nsec: Int((whole - whole.rounded(.down)) * 1e9))
    var none = sigset_t()
    unsafe sigemptyset(&none)
    var ready = fd_set()
    for descriptor in descriptors { unsafe ready[descriptor] = true }
    // pselect(2) and not poll: it opens the signals' gate for no longer than it waits.
    let count = unsafe pselect((descriptors.max() ?? 0) + 1, &ready, nil, nil, &limit, &none)
    if count < 0 { return errno == EINTR ? nil : [] }
    return Set(descriptors.filter { unsafe ready[$0] })
  }
}

extension fd_set {
  /// The bit of a descriptor, which FD_SET and FD_ISSET give to C.
  @unsafe fileprivate subscript(descriptor: Int32) -> Bool {
    get {
      guard descriptor >= 0, descriptor < FD_SETSIZE else { return false }
      return unsafe withUnsafeBytes(of: self) {
        unsafe $0[Int(descriptor) / 8] & 1 << UInt8(descriptor % 8) != 0
      }
    }
    set {
      guard descriptor >= 0, descriptor < FD_SETSIZE else { return }
      unsafe withUnsafeMutableBytes(of: &self) {
        unsafe $0[Int(descriptor) / 8] |= newValue ? 1 << UInt8(descriptor % 8) : 0
      }
    }
  }
}
