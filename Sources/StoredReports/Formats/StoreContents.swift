// What a store holds, in all the ways in which it can be seen, and their formats.

internal import Basics
package import Reporting

/// What of a store is shown.
package enum StoreView: Sendable, Equatable {
  /// The table of signatures.
  case table
  /// The signatures, a line each.
  case brief
  /// The cores, a line each.
  case cores
  /// The builds that cores wait for.
  case missing
  /// The cores that could not be analysed.
  case failed
  /// Signatures by time and by version.
  case timeline
  /// The report of the core of this path.
  case report(String)
}

/// What a store holds: tables, the reports, or everything.
package struct StoreContents: FormattedAnswer {
  package typealias WritingError = any Error

  private let store: ReportStore
  private let table: SignatureTable
  private let view: StoreView

  /// `table` may be empty where no format shows it.
  package init(_ store: ReportStore, _ table: SignatureTable, view: StoreView = .table) {
    self.store = store
    self.table = table
    self.view = view
  }

  package static let formats: [AnswerFormat<StoreContents>] = [
    AnswerFormat(.text) { contents, options, out throws(any Error) in
      if case .report(let path) = contents.view {
        let report = try contents.store.document(of: path)
        report.write(report.text, options.style, to: out)
      } else {
        TextRenderer(style: options.style, out: out).write(contents.document)
      }
    },
    AnswerFormat(.markdown) { contents, options, out throws(any Error) in
      if case .report(let path) = contents.view {
        let report = try contents.store.document(of: path)
        report.write(report.markdown, options.style, to: out)
      } else {
        MarkdownRenderer(out: out).write(contents.document)
      }
    },
    AnswerFormat(.tsv) { contents, _, out throws(any Error) in
      TableTSV.write(contents.table, contents.view, to: out)
    },
    AnswerFormat(json: [SignaturesV1.schemaFile, ReportV1.schemaFile]) {
      (contents, _, out) throws(any Error) in
      if case .report(let path) = contents.view {
        out.write(try contents.store.report(of: path))
        out.write("\n")
      } else {
        SignaturesV1.write(contents.table, to: out)
      }
    },
    AnswerFormat(.prometheus) { contents, _, out throws(any Error) in
      TablePrometheus.write(contents.table, to: out)
    },
    AnswerFormat(.ndjson) { contents, _, out throws(any Error) in
      try contents.writeReports(to: out)
    },
    AnswerFormat(.dump) { contents, _, out throws(any Error) in
      try contents.store.dump(to: out)
    },
  ]

  private var document: Document {
    switch view {
    case .table, .report: TableDocument(table).document
    case .brief: ListDocuments(table).brief
    case .cores: ListDocuments(table).cores
    case .missing: ListDocuments(table).missing
    case .failed: ListDocuments(table).failed
    case .timeline: TimelineDocument(table).document
    }
  }

  /// Writes the reports that are selected, a line each.
  private func writeReports(to out: TextWriter) throws {
    if case .report(let path) = view {
      out.write(try store.report(of: path))
      out.write("\n")
      return
    }
    let wanted = table.selection.isOfAll ? nil : Set(table.cores.map(\.path))
    try store.forEachReport { row in
      guard wanted?.contains(row.path) ?? true else { return }
      out.write(row.report)
      out.write("\n")
    }
  }
}

extension AnswerFormat<StoreContents> {
  /// Whether it shows the table of signatures.
  package var isOfTable: Bool { SignatureTable.formats.contains { $0.format == format } }

  /// Whether it can show `view`.
  package func shows(_ view: StoreView) -> Bool {
    switch view {
    case .report: [.text, .markdown, .json, .ndjson].contains(format)
    case .table, .brief: true
    case .cores: ![.prometheus, .dump].contains(format)
    case .missing, .failed, .timeline: ![.prometheus, .dump, .ndjson].contains(format)
    }
  }

  /// Whether it is about everything in the store, whatever is selected.
  package var isOfAll: Bool { format == .dump }
}
