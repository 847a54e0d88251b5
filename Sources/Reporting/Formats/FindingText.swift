// Findings beside the verdict, as lines of the text report.

internal import CrashAnalysis

/// Writes NOTICE lines.
struct FindingText {
  let style: TextStyle

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
