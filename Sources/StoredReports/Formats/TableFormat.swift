// The formats of the table of signatures. A further format is a line here.

package import Reporting

/// A format that the table can be written in.
package typealias TableFormat = AnswerFormat<SignatureTable>

extension SignatureTable: FormattedAnswer {
  package static let formats: [AnswerFormat<SignatureTable>] = [
    AnswerFormat(text: { table, _ in TableDocument(table).document }),
    AnswerFormat(markdown: { table, _ in TableDocument(table).document }),
    AnswerFormat(.tsv) { TableTSV.write($0, .table, to: $2) },
    AnswerFormat(json: [SignaturesV1.schemaFile]) { SignaturesV1.write($0, to: $2) },
    AnswerFormat(.prometheus) { TablePrometheus.write($0, to: $2) },
  ]
}
