// The formats of the table of signatures, and of the store that it is made of. A further format is a
// line here.

package import Reporting

/// A format that the table can be written in.
package typealias TableFormat = AnswerFormat<SignatureTable>

extension SignatureTable: FormattedAnswer {
  package static let formats: [AnswerFormat<SignatureTable>] = [
    AnswerFormat(text: { table, _ in TableDocument(table).document }),
    AnswerFormat(markdown: { table, _ in TableDocument(table).document }),
    AnswerFormat(.tsv) { TableTSV.write($0, to: $2) },
    AnswerFormat(.json) { SignaturesV1.write($0, to: $2) },
    AnswerFormat(.prometheus) { TablePrometheus.write($0, to: $2) },
  ]
}

/// What a store holds: the table of signatures, the reports, or everything.
package struct StoreContents: FormattedAnswer {
  package typealias WritingError = any Error

  private let store: ReportStore
  private let table: SignatureTable

  /// `table` may be empty where no format shows it.
  package init(_ store: ReportStore, _ table: SignatureTable) {
    self.store = store
    self.table = table
  }

  package static let formats: [AnswerFormat<StoreContents>] =
    SignatureTable.formats.map { format in
      AnswerFormat(format.format) { contents, options, out throws(any Error) in
        format.write(contents.table, options, out)
      }
    } + [
      AnswerFormat(.ndjson) { contents, _, out throws(any Error) in
        try contents.store.forEachReport { row in
          out.write(row.report)
          out.write("\n")
        }
      },
      AnswerFormat(.dump) { contents, _, out throws(any Error) in
        try contents.store.dump(to: out)
      },
    ]
}

extension AnswerFormat<StoreContents> {
  /// Whether it shows the table of signatures.
  package var isOfTable: Bool { SignatureTable.formats.contains { $0.format == format } }
}
