// The formats of the table of signatures. A format is one file of this folder and one line here.

package import Reporting

/// A format that the table can be written in.
package struct TableFormat: Sendable {
  /// What `--format` calls it.
  package let name: String
  /// Writes the table.
  package let write: @Sendable (SignatureTable, TextStyle, TextWriter) -> Void

  /// All formats; the first is what is written unless another is named.
  package static let all = [text, markdown, tsv, json, prometheus]

  /// For people at a terminal.
  package static let text = TableFormat(name: "text") { TableText(style: $1).write($0, to: $2) }

  /// For tickets and weekly mails.
  package static let markdown = TableFormat(name: "markdown") { table, _, out in
    TableMarkdown.write(table, to: out)
  }

  /// For spreadsheets and awk.
  package static let tsv = TableFormat(name: "tsv") { table, _, out in
    TableTSV.write(table, to: out)
  }

  /// `gocore.signatures/1`.
  package static let json = TableFormat(name: "json") { table, _, out in
    SignaturesV1.write(table, to: out)
  }

  /// For the textfile collector of Prometheus' node exporter.
  package static let prometheus = TableFormat(name: "prometheus") { table, _, out in
    TablePrometheus.write(table, to: out)
  }

  /// The format of that name.
  package static func named(_ name: String) -> TableFormat? { all.first { $0.name == name } }
}
