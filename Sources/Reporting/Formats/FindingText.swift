// What the verdict rests on, and findings beside it, as lines of the text report.

internal import Basics
internal import CrashAnalysis
internal import ElfCore

/// Writes BECAUSE and NOTICE lines.
struct FindingText {
  let style: TextStyle

  /// What a verdict rests on beyond this is in the JSON report.
  private static let limit = 12

  /// Writes what the verdict rests on and no section of its own tells.
  func write(_ evidence: [Evidence], to out: TextWriter) {
    let shown = evidence.filter { !$0.hasSection }
    guard !shown.isEmpty else { return }
    out.write("\n")
    let indent = String(repeating: " ", count: 8)
    for (index, item) in shown.prefix(Self.limit).enumerated() {
      let address = item.address.map(hexadecimal).flatMap {
        item.text.containsBytes($0) ? nil : "  " + $0
      }
      let line = index == 0 ? style.label("BECAUSE") : indent
      out.write(line + displayable(item.text) + (address ?? "") + "\n")
    }
    if shown.count > Self.limit { out.write("\(indent)… \(shown.count - Self.limit) more\n") }
  }

  /// Writes `findings`, one paragraph for each.
  func write(_ findings: [Finding], to out: TextWriter) {
    guard !findings.isEmpty else { return }
    out.write("\n")
    let indent = String(repeating: " ", count: 8)
    for (index, finding) in findings.enumerated() {
      let mark = finding.confidence == .certain ? "" : "  [\(finding.confidence.rawValue)]"
      out.write(
        (index == 0 ? style.label("NOTICE") : indent) + displayable(finding.summary) + mark + "\n")
    }
  }
}
