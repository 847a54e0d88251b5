// The catalog of formats: what each is called, who reads it, and for each command what writes it.

/// A format that answers are written in.
package struct Format: Sendable, Equatable {
  /// What `--format` calls it.
  package let name: String
  /// Whether programs read it, not people.
  package let isForPrograms: Bool
  /// Whether it may have colour.
  package let hasColor: Bool

  private init(_ name: String, isForPrograms: Bool = false, hasColor: Bool = false) {
    self.name = name
    self.isForPrograms = isForPrograms
    self.hasColor = hasColor
  }

  /// For people at a terminal.
  package static let text = Format("text", hasColor: true)
  /// For tickets and postmortems.
  package static let markdown = Format("markdown")
  /// What the Go runtime prints.
  package static let traceback = Format("traceback")
  /// One object, by a schema of its own.
  package static let json = Format("json", isForPrograms: true)
  /// Reports in JSON, a line each.
  package static let ndjson = Format("ndjson", isForPrograms: true)
  /// For spreadsheets and awk.
  package static let tsv = Format("tsv", isForPrograms: true)
  /// For the textfile collector of Prometheus' node exporter.
  package static let prometheus = Format("prometheus", isForPrograms: true)
  /// Everything that a store holds, as SQL.
  package static let dump = Format("dump", isForPrograms: true)
}

/// What a command answers, in one of several formats.
package protocol FormattedAnswer: SendableMetatype {
  /// What can go wrong while it is written, beside the output.
  associatedtype WritingError: Error = Never

  /// All formats; the first is what is written unless another is named.
  static var formats: [AnswerFormat<Self>] { get }
}

/// How an answer looks.
package struct ReportOptions: Sendable {
  package var style = TextStyle(usesColor: false)
  package var stack = StackTextOptions()
  /// Every goroutine in full.
  package var includesAllGoroutines = false
  /// How many threads may write; the answer does not depend on it.
  package var threads = 1

  package init() {}
}

/// A format of an answer, with what writes it.
package struct AnswerFormat<Answer: FormattedAnswer>: Sendable {
  package typealias Writer =
    @Sendable (Answer, ReportOptions, TextWriter) throws(Answer.WritingError) -> Void

  package let format: Format
  /// Writes an answer.
  package let write: Writer
  /// Makes the schemas of the documents that it may write; none where it is not JSON.
  package let schemas: @Sendable () -> [SchemaFile]

  package init(_ format: Format, _ write: @escaping Writer) {
    self.format = format
    self.write = write
    schemas = { [] }
  }

  /// JSON: one of the documents that have these schemas.
  package init(
    json schemas: @autoclosure @escaping @Sendable () -> [SchemaFile], _ write: @escaping Writer
  ) {
    format = .json
    self.write = write
    self.schemas = schemas
  }

  /// A format that is a document, made anew for each answer.
  package init(
    text document:
      @escaping @Sendable (Answer, ReportOptions) throws(Answer.WritingError) -> Document
  ) {
    self.init(.text) { (answer, options, out) throws(Answer.WritingError) in
      TextRenderer(style: options.style, out: out).write(try document(answer, options))
    }
  }

  /// The same as a page.
  package init(
    markdown document:
      @escaping @Sendable (Answer, ReportOptions) throws(Answer.WritingError)
      -> Document
  ) {
    self.init(.markdown) { (answer, options, out) throws(Answer.WritingError) in
      MarkdownRenderer(out: out).write(try document(answer, options))
    }
  }

  /// What `--format` calls it.
  package var name: String { format.name }

  /// The format of that name.
  package static func named(_ name: String) -> Self? { all.first { $0.name == name } }

  /// What is written unless another is named.
  package static var standard: Self { all[0] }

  /// All formats of the answer.
  package static var all: [Self] { Answer.formats }
}
