// Ctrl-C and its like, held back until there is a good moment for them.

internal import Glibc

/// The signals that end a long run. Once held, they arrive only in `wait`, so that no step of the run
/// is cut in the middle.
package enum Interruption {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  /// Holds the signals back from now on. SIGPIPE is ignored: a reader that is gone shows when the write
  /// fails.
  package static func hold() {
    for number in numbers { signal(number) { _ in } }
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe sigprocmask(SIG_BLOCK, &set, nil)
  }

  /// Lets the signals end the program again.
  package static func release() {
    for number in numbers + [SIGPIPE] { signal(number, SIG_DFL) }
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigprocmask(SIG_SETMASK, &set, nil)
  }

  /// Whether a signal is waiting.
  package static var isPending: Bool {
    var set = sigset_t()
    unsafe sigpending(&set)
    return numbers.contains { unsafe sigismember(&set, $0) == 1 }
  }

  /// Waits up to `seconds` for one of `descriptors` to have something to read.
  ///
  /// - Returns: the descriptors that have something; nil when a signal has come.
  package static func wait(for descriptors: [Int32], seconds: Double) -> Set<Int32>? {
    let whole = max(0, min(seconds, 3_600))
    var limit = timespec(
      tv_sec: Int(whole), tv_nsec: Int((whole - whole.rounded(.down)) * 1e9))
    var none = sigset_t()
    unsafe sigemptyset(&none)
    var ready = fd_set()
    for descriptor in descriptors { unsafe ready[descriptor] = true }
    // pselect(2) and not poll: it lets signals through exactly while it waits.
    let count = unsafe pselect((descriptors.max() ?? 0) + 1, &ready, nil, nil, &limit, &none)
    if count < 0 { return errno == EINTR ? nil : [] }
    return Set(descriptors.filter { unsafe ready[$0] })
  }
}

extension fd_set {
  /// The bit of a descriptor: FD_SET and FD_ISSET are macros that Swift does not see.
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
