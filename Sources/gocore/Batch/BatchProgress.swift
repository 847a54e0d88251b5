// How far a batch is, on standard error: a line that renews itself on a terminal, or JSON.

internal import Glibc
internal import Reporting

/// Tells of the progress of a batch.
final class BatchProgress {
  private let mode: ProgressMode
  private let isTerminal = isatty(2) == 1
  private let started = Progress.now()
  private var last = 0.0
  private var hasLine = false
  /// How many cores are known, so far.
  var total = 0
  private(set) var done = 0
  private(set) var failed = 0

  init(mode: ProgressMode) {
    self.mode = mode
  }

  /// Counts a core.
  func count(isFailed: Bool) {
    done += 1
    total = max(total, done)
    if isFailed { failed += 1 }
    tell()
  }

  /// Tells how many of the files were looked at.
  func looked(at count: Int, of files: Int) {
    guard isDue(every: 0.2) else { return }
    switch mode {
    case .json:
      json("scan") {
        $0.member("done", count)
        $0.member("total", files)
      }
    case .auto where isTerminal: line("looking at \(count) of \(files) files")
    default: break
    }
  }

  /// Tells how many cores are done, not oftener than the eye can follow.
  func tell(isLast: Bool = false) {
    guard isLast || isDue(every: mode == .json ? 1 : 0.2) else { return }
    let seconds = Progress.now() - started
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let left = rate > 0 ? Double(total - done) / rate : 0
    switch mode {
    case .json:
      json("analysis") {
        $0.member("done", done)
        $0.member("total", total)
        $0.member("failed", failed)
        $0.member("perSecond", seconds: rate)
        $0.member("secondsLeft", seconds: left)
      }
    case .auto where isTerminal:
      var text = "\(done) of \(total) cores, \(Self.rate(rate))"
      if done < total, done > 0 { text += ", \(Self.duration(left)) left" }
      if failed > 0 { text += ", \(failed) failed" }
      line(text)
      if isLast { clear() }
    default: break
    }
  }

  /// Writes a message, and goes on below it.
  func say(_ text: String) {
    clear()
    StandardError.write("gocore: \(text)")
  }

  /// Takes the line away.
  func clear() {
    guard hasLine else { return }
    StandardError.writePart("\r\u{1b}[K")
    hasLine = false
  }

  private func isDue(every seconds: Double) -> Bool {
    let now = Progress.now()
    guard now - last >= seconds else { return false }
    last = now
    return true
  }

  private func line(_ text: String) {
    StandardError.writePart("\r\(text)\u{1b}[K")
    hasLine = true
  }

  private func json(_ phase: String, _ body: (inout JSONWriter) -> Void) {
    let bytes = TextWriter.collect { out in
      var json = JSONWriter(out)
      json.object {
        $0.member("phase", phase)
        body(&$0)
      }
    }
    StandardError.write(String(decoding: bytes, as: UTF8.self))
  }

  private static func rate(_ rate: Double) -> String {
    rate >= 10 ? "\(Int(rate)) a second" : "\(Int(rate * 60)) a minute"
  }

  /// `1 h 04 min`, `3 min 20 s`, `12 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole >= 3_600 { return "\(whole / 3_600) h \(two(whole / 60 % 60)) min" }
    return whole >= 60 ? "\(whole / 60) min \(two(whole % 60)) s" : "\(whole) s"
  }
}
