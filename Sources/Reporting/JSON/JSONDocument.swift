// A whole document: an object on a line of its own, which begins with the name of its format.

/// A document that values are written as.
package struct JSONDocument<Value>: Sendable {
  /// The format: a name and, behind a slash, the major version, within which members are only added.
  private let name: String
  private let shape: JSONShape<Value>

  /// `describe` adds the members behind `schema`.
  package init(
    _ name: String, _ doc: String, _ describe: (inout JSONMembers<Value>) -> Void
  ) {
    self.name = name
    shape = .object(doc) { document in
      document.constant(
        "schema", "The name and major version of this format.", name, required: true)
      describe(&document)
    }
  }

  /// Writes one document and a newline.
  package func write(_ value: Value, to out: TextWriter) {
    var json = JSONWriter(out)
    shape.write(value, &json)
    out.write("\n")
  }

  /// The file that describes it.
  package var schemaFile: SchemaFile { SchemaFile(name, shape.schema) }
}

extension JSONMembers {
  /// The member `tool`; `doc`: what it wrote.
  package mutating func tool(_ doc: String) {
    object("tool", doc, required: true) { _ in
      ReportV1.toolVersion
    } members: { tool in
      tool.text(
        "version", "The version of gocore.", pattern: #"^\d+\.\d+\.\d+"#, required: true
      ) { $0 }
    }
  }
}
