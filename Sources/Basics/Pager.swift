// A program that shows long text a screen at a time, started as git starts it.

internal import Glibc

/// Standard output where it is a terminal. What is longer than the screen goes through a pager; it is
/// started once that shows.
@safe
package final class Pager {
  private let command: String
  private let screen: (rows: Int, columns: Int)
  /// What was written before it was clear whether it is long.
  private var held: [UInt8] = []
  private var row = 0
  private var column = 0
  private var stream: UnsafeMutablePointer<FILE>?
  private var hasNoPager = false

  /// Nil where standard output is no terminal that can move its cursor, or where no pager is wanted.
  package init?() {
    guard isatty(STDOUT_FILENO) == 1, environmentVariable("TERM") != "dumb",
      let command = Self.command
    else { return nil }
    self.command = command
    var size = winsize()
    let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
    screen = isKnown ? (Int(size.ws_row), max(1, Int(size.ws_col))) : (24, 80)
  }

  /// The user's pager, or less where it is installed.
  private static var command: String? {
    for name in ["GOCORE_PAGER", "PAGER"] {
      guard let value = unsafe getenv(name) else { continue }
      let command = unsafe String(cString: value)
      return command.isEmpty || command == "cat" ? nil : command
    }
    let folders = environmentVariable("PATH")?.split(separator: ":") ?? []
    return folders.contains { unsafe access("\($0)/less", X_OK) == 0 } ? "less" : nil
  }

  /// Takes what is to be shown.
  ///
  /// - Returns: false when nobody looks any more.
  package func write(_ bytes: borrowing [UInt8]) -> Bool {
    if let stream = unsafe stream { return writeAll(bytes, to: unsafe fileno(stream)) }
    if hasNoPager { return writeAll(bytes, to: STDOUT_FILENO) }
    held += copy bytes
    count(bytes)
    guard row >= screen.rows else { return true }
    start()
    let text = held
    held = []
    return write(text)
  }

  private func count(_ bytes: borrowing [UInt8]) {
    for index in bytes.indices where row < screen.rows {
      column += 1
      if bytes[index] == 0x0a || column > screen.columns {
        row += 1
        column = 0
      }
    }
  }

  private func start() {
    unsafe setenv("LESS", "FRX", 0)
    unsafe setenv("LV", "-c", 0)
    unsafe stream = popen(command, "w")
    guard unsafe stream != nil else {
      hasNoPager = true
      return
    }
    // Ctrl-C is the pager's; and that it was quit shows when a write fails.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Shows what is left, and waits for the pager to be quit.
  ///
  /// - Returns: whether everything was shown, or it was the reader who wanted no more.
  package func finish() -> Bool {
    guard let stream = unsafe stream else { return writeAll(held, to: STDOUT_FILENO) }
    unsafe pclose(stream)
    unsafe self.stream = nil
    signal(SIGINT, SIG_DFL)
    signal(SIGPIPE, SIG_DFL)
    return true
  }
}
