// The report for people at a terminal.

/// Writes the text report.
package struct TextReport {
  private var options = ReportOptions()

  package init(style: TextStyle, stackOptions: StackTextOptions, includesAllGoroutines: Bool) {
    options.style = style
    options.stack = stackOptions
    options.includesAllGoroutines = includesAllGoroutines
  }

  /// Writes `report`.
  package func write(_ report: Report, to out: TextWriter) {
    TextRenderer(style: options.style, out: out).write(ReportDocument(report, options).document)
  }
}
