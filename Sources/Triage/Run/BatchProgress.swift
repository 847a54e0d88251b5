// How far a batch is: a line that renews itself on a terminal, or lines of JSON.

internal import Basics
internal import Reporting

/// Shows the progress of a batch.
package final class BatchProgress {
  /// How progress is shown.
  package enum Style: Sendable {
    /// Not at all.
    case silent
    /// As one line of a terminal, which is written over again and again.
    case line
    /// As lines of JSON.
    case json
  }

  private let style: Style
  private let write: (String) -> Void
  private let now: () -> Double
  private let started: Double
  private var last = 0.0
  private var hasLine = false
  /// How many cores are known so far.
  package var total = 0
  package private(set) var done = 0
  package private(set) var failed = 0

  /// `write` takes texts as they are; `now` is a clock in seconds.
  package init(
    _ style: Style, write: @escaping (String) -> Void = StandardError.writePart,
    now: @escaping () -> Double = monotonicSeconds
  ) {
    self.style = style
    self.write = write
    self.now = now
    started = now()
  }

  /// Counts a core.
  package func count(isFailed: Bool) {
    done += 1
    total = max(total, done)
    if isFailed { failed += 1 }
    show()
  }

  /// Takes note that there is a core less than it seemed.
  package func leaveOut() { total = max(total - 1, done) }

  /// Shows how many of the files were opened.
  package func showScan(_ count: Int, of files: Int) {
    guard style != .silent, isDue(every: 0.2) else { return }
    switch style {
    case .silent: break
    case .json:
      json("scan") {
        $0.member("done", count)
        $0.member("total", files)
      }
    case .line: line("looking at \(count) of \(files) files")
    }
  }

  /// Shows how much of a file is expanded, once that has taken a second.
  package func showExpansion(_ bytes: UInt64, of size: UInt64) {
    guard style != .silent else { return }
    let seconds = now() - started
    guard seconds >= 1, isDue(every: style == .json ? 1 : 0.2) else { return }
    let rate = Double(bytes) / seconds
    let left = rate > 0 ? Double(size - min(bytes, size)) / rate : 0
    switch style {
    case .silent: break
    case .json:
      json("expansion") {
        $0.member("bytes", bytes)
        $0.member("total", size)
        $0.member("secondsLeft", seconds: left)
      }
    case .line:
      line(
        "expanding \(humanSize(bytes)) of \(humanSize(size)), \(humanSize(UInt64(rate))) a second, "
          + "\(Self.duration(left)) left")
    }
  }

  /// Shows how many cores are done, not more often than the eye can follow.
  package func show(isLast: Bool = false) {
    guard style != .silent, isLast || isDue(every: style == .json ? 1 : 0.2) else { return }
    let seconds = now() - started
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let left = rate > 0 ? Double(total - done) / rate : 0
    switch style {
    case .silent: break
    case .json:
      json("analysis") {
        $0.member("done", done)
        $0.member("total", total)
        $0.member("failed", failed)
        $0.member("perSecond", seconds: rate)
        $0.member("secondsLeft", seconds: left)
      }
    case .line:
      var text = "\(done) of \(total) cores, \(Self.rate(rate))"
      if done < total, done > 0 { text += ", \(Self.duration(left)) left" }
      if failed > 0 { text += ", \(failed) failed" }
      line(text)
      if isLast { clear() }
    }
  }

  /// Writes a message on a line of its own; the progress goes on below it.
  package func say(_ text: String) {
    clear()
    write("gocore: \(text)\n")
  }

  /// Takes the line away.
  package func clear() {
    guard hasLine else { return }
    write("\r\u{1b}[K")
    hasLine = false
  }

  private func isDue(every seconds: Double) -> Bool {
    let now = now()
    guard now - last >= seconds else { return false }
    last = now
    return true
  }

  private func line(_ text: String) {
    write("\r\(text)\u{1b}[K")
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
    write(String(decoding: bytes, as: UTF8.self) + "\n")
  }

  private static func rate(_ rate: Double) -> String {
    rate >= 10 ? "\(Int(rate)) a second" : "\(Int(rate * 60)) a minute"
  }

  /// `1 h 04 min`, `3 min 20 s`, `12 s`.
  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole >= 3_600 { return "\(whole / 3_600) h \(two(whole / 60 % 60)) min" }
    return whole >= 60 ? "\(whole / 60) min \(two(whole % 60)) s" : "\(whole) s"
  }
}
