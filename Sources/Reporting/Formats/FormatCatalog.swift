// The formats of a report. A format is one file of this folder and one line here.

/// What a writer of reports is told.
package struct ReportOptions: Sendable {
  package var style = TextStyle(usesColor: false)
  package var stack = StackTextOptions()
  /// Every goroutine in full.
  package var includesAllGoroutines = false

  package init() {}
}

/// A format that reports can be written in.
package struct ReportFormat: Sendable {
  /// What `--format` calls it.
  package let name: String
  /// Whether programs read it: a failure is then told in it, too.
  package let isForPrograms: Bool
  /// Writes a report.
  package let write: @Sendable (Report, ReportOptions, TextWriter) -> Void

  /// All formats; the first is what is written unless another is named.
  package static let all = [text, json, markdown]

  /// For people at a terminal.
  package static let text = ReportFormat(name: "text", isForPrograms: false) {
    TextRenderer(style: $1.style, out: $2).write(ReportDocument($0, $1).document)
  }

  /// `gocore.report/1`.
  package static let json = ReportFormat(name: "json", isForPrograms: true) {
    ReportV1(includesAllGoroutines: $1.includesAllGoroutines).write($0, to: $2)
  }

  /// For tickets and postmortems.
  package static let markdown = ReportFormat(name: "markdown", isForPrograms: false) {
    MarkdownRenderer(out: $2).write(ReportDocument($0, $1).document)
  }

  /// The format of that name.
  package static func named(_ name: String) -> ReportFormat? { all.first { $0.name == name } }
}
