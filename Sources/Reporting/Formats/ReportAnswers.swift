// What `inspect`, `identify`, `goroutines` and `threads` answer, in their formats. A further format is
// a line here.

package import CrashAnalysis
package import ElfCore

/// A format that reports can be written in.
package typealias ReportFormat = AnswerFormat<Report>

extension Report: FormattedAnswer {
  package static let formats = [textFormat, jsonFormat, markdownFormat]

  fileprivate static let textFormat = ReportFormat(text: { ReportDocument($0, $1).document })
  fileprivate static let jsonFormat = ReportFormat(json: [ReportV1.schemaFile]) {
    ReportV1(includesAllGoroutines: $1.includesAllGoroutines, threads: $1.threads)
      .write($0, to: $2)
  }
  fileprivate static let markdownFormat = ReportFormat(markdown: { ReportDocument($0, $1).document }
  )
}

extension ReportFormat {
  /// For people at a terminal.
  package static var text: ReportFormat { Report.textFormat }
  /// `gocore.report/1`.
  package static var json: ReportFormat { Report.jsonFormat }
  /// For tickets and postmortems.
  package static var markdown: ReportFormat { Report.markdownFormat }
}

/// A report of what the core alone says.
package struct IdentityAnswer: FormattedAnswer {
  private let report: Report
  /// Whether text lists the modules of the build; JSON always does.
  private let listsModules: Bool

  package init(_ report: Report, listsModules: Bool = false) {
    self.report = report
    self.listsModules = listsModules
  }

  package static let formats: [AnswerFormat<IdentityAnswer>] = [
    AnswerFormat(text: { answer, options in
      var document = ReportDocument(answer.report, options).document
      if answer.listsModules { document.sections.append(answer.report.moduleSection) }
      return document
    }),
    AnswerFormat(json: [ReportV1.schemaFile]) {
      ReportV1(includesAllGoroutines: false).write($0.report, to: $2)
    },
  ]
}

/// Goroutines: a line each, in full, or grouped.
package struct GoroutineAnswer: FormattedAnswer {
  package let goroutines: GoroutineList
  package let traceback: Traceback
  /// What is missing of core and program.
  package let limits: [Limit]
  package let architecture: Architecture
  package let showsValues: Bool
  /// What chose the goroutines; nil where all are there.
  package var filter: GoroutineFilter?
  /// Goroutines with the same stack together; nil where they are not asked for.
  package var groups: (list: GroupList, summary: GoroutineSummary)?
  /// Each goroutine in full.
  package var isInFull = false

  package init(
    _ goroutines: GoroutineList, traceback: Traceback, limits: [Limit], architecture: Architecture,
    showsValues: Bool
  ) {
    self.goroutines = goroutines
    self.traceback = traceback
    self.limits = limits
    self.architecture = architecture
    self.showsValues = showsValues
  }

  package static let formats: [AnswerFormat<GoroutineAnswer>] = [
    AnswerFormat(text: { $0.document($1) }),
    AnswerFormat(json: [GoroutinesV1.document.schemaFile, GroupsV1.document.schemaFile]) {
      $0.writeJSON($1, to: $2)
    },
    AnswerFormat(.traceback) { answer, options, out in
      var shown = TracebackOptions()
      shown.showsAllFrames = options.stack.showsAllFrames
      shown.showsValues = answer.showsValues
      shown.threads = options.threads
      TracebackReport(answer.traceback, options: shown, out: out).write()
    },
  ]

  private func document(_ options: ReportOptions) -> Document {
    let documents = GoroutineDocuments(
      architecture: architecture, options: options.stack, showsValues: showsValues,
      threads: options.threads)
    if let groups { return documents.groups(groups.list) }
    return isInFull ? documents.full(goroutines) : documents.lines(goroutines)
  }

  private func writeJSON(_ options: ReportOptions, to out: TextWriter) {
    if let groups {
      ReportV1(includesAllGoroutines: false).write(
        groups.list, of: groups.summary, limits: limits, to: out)
    } else {
      ReportV1(includesAllGoroutines: true, threads: options.threads).write(
        goroutines, limits: limits, showsValues: showsValues,
        showsAllFrames: options.stack.showsAllFrames, to: out)
    }
  }
}

/// The operating system's threads.
package struct ThreadAnswer: FormattedAnswer {
  private let threads: [ThreadDescription]
  /// What is missing of core and program.
  package let limits: [Limit]
  private let architecture: Architecture

  package init(_ threads: [ThreadDescription], limits: [Limit], architecture: Architecture) {
    self.threads = threads
    self.limits = limits
    self.architecture = architecture
  }

  package static let formats: [AnswerFormat<ThreadAnswer>] = [
    AnswerFormat(text: { answer, options in
      var stack = options.stack
      // A thread is mostly in the runtime: hiding that would leave nothing.
      stack.showsRuntime = true
      return GoroutineDocuments(
        architecture: answer.architecture, options: stack, showsValues: false
      ).threads(answer.threads)
    }),
    AnswerFormat(json: [ThreadsV1.document.schemaFile]) {
      ReportV1(includesAllGoroutines: false).write($0.threads, limits: $0.limits, to: $2)
    },
  ]
}
