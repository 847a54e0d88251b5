// Schema files: the text of a JSON Schema, draft 2020-12.

/// A file that describes a document, complete in itself.
package struct SchemaFile: Sendable {
  /// `gocore.report-1.schema.json`.
  package let name: String
  package let text: [UInt8]

  /// The schema of the document called `document`, such as `gocore.report/1`.
  init(_ document: String, _ schema: JSONSchema) {
    name = document.split(separator: "/").joined(separator: "-") + ".schema.json"
    var members: [(String, SchemaValue)] = [
      ("$schema", "https://json-schema.org/draft/2020-12/schema"),
      ("$id", .text("https://gocore.invalid/schema/\(name)")),
      ("title", .text(document)),
    ]
    members += schema.inPlace(schema.doc)
    var definitions = Definitions()
    for part in schema.parts { definitions.add(part) }
    if !definitions.found.isEmpty {
      members.append(
        (
          "$defs",
          .object(definitions.found.map { ($0.name, .object($0.schema.inPlace($0.schema.doc))) })
        ))
    }
    var text = SchemaWriter()
    text.write(.object(members))
    self.text = text.bytes + [0x0a]
  }
}

/// The named schemas of a file, each once, in the order of their use.
private struct Definitions {
  private(set) var found: [(name: String, schema: JSONSchema)] = []
  private var names: Set<String> = []

  mutating func add(_ schema: JSONSchema) {
    if let name = schema.name {
      guard names.insert(name).inserted else { return }
      found.append((name, schema))
    }
    for part in schema.parts { add(part) }
  }
}

extension JSONSchema {
  /// What stands where the schema is used by itself, as the elements of a list.
  fileprivate var reference: SchemaValue {
    if let name { return .object([("$ref", .text("#/$defs/\(name)"))]) }
    return .object(inPlace(doc))
  }

  /// What stands for a member.
  fileprivate func reference(_ doc: String) -> SchemaValue {
    guard let name else { return .object(inPlace(doc)) }
    return .object([("description", .text(doc)), ("$ref", .text("#/$defs/\(name)"))])
  }

  /// The schema itself.
  fileprivate func inPlace(_ doc: String) -> [(String, SchemaValue)] {
    var members: [(String, SchemaValue)] = []
    if let type { members.append(("type", .text(type))) }
    members.append(("description", .text(doc)))
    switch kind {
    case .text(let pattern, let minLength):
      if let pattern { members.append(("pattern", .text(pattern))) }
      if let minLength { members.append(("minLength", .integer(minLength))) }
    case .choice(let texts): members.append(("enum", .list(texts.map { .text($0) })))
    case .constant(let text): members.append(("const", .text(text)))
    case .alwaysTrue: members.append(("const", .truth(true)))
    case .truth: break
    case .integer(let least, let greatest):
      if let least { members.append(("minimum", .integer(least))) }
      if let greatest { members.append(("maximum", .integer(greatest))) }
    case .seconds: members.append(("minimum", .integer(0)))
    case .list(let element, let most, let isUnique):
      members.append(("items", element.reference))
      if let most { members.append(("maxItems", .integer(most))) }
      if isUnique { members.append(("uniqueItems", .truth(true))) }
    case .object(let properties, let conditions):
      members.append(
        ("properties", .object(properties.map { ($0.name, $0.schema.reference($0.doc)) })))
      let required = properties.filter(\.isRequired).map { SchemaValue.text($0.name) }
      if !required.isEmpty { members.append(("required", .list(required))) }
      members.append(("additionalProperties", .truth(false)))
      if !conditions.isEmpty { members.append(("allOf", .list(conditions.map(\.value)))) }
    case .map(let value, let names):
      members.append(("additionalProperties", value.reference))
      if let names {
        members.append(("propertyNames", .object([("pattern", .text(names))])))
      }
    case .oneOf(let choices): members.append(("oneOf", .list(choices.map(\.reference))))
    }
    return members
  }

  /// The type's name; nil where the values themselves stand for it.
  private var type: String? {
    switch kind {
    case .text, .choice: "string"
    case .truth: "boolean"
    case .integer: "integer"
    case .seconds: "number"
    case .list: "array"
    case .object, .map: "object"
    case .constant, .alwaysTrue, .oneOf: nil
    }
  }
}

extension JSONSchema.Condition {
  fileprivate var value: SchemaValue {
    func properties(_ name: String, _ value: SchemaValue) -> SchemaValue {
      .object([("properties", .object([(name, value)]))])
    }
    switch self {
    case .implication(let member, let texts, let other, let text):
      return .object([
        ("if", properties(member, .object([("enum", .list(texts.map { .text($0) }))]))),
        ("then", properties(other, .object([("const", .text(text))]))),
      ])
    case .presence(let other, let member, let text):
      return .object([
        ("if", properties(member, .object([("const", .text(text))]))),
        ("then", .object([("required", .list([.text(other)]))])),
        ("else", properties(other, .truth(false))),
      ])
    }
  }
}

/// JSON as a tree whose members keep their order.
private indirect enum SchemaValue: ExpressibleByStringLiteral {
  case text(String)
  case integer(Int)
  case truth(Bool)
  case list([SchemaValue])
  case object([(String, SchemaValue)])

  init(stringLiteral text: String) { self = .text(text) }
}

/// Writes JSON for people, a member on each line.
private struct SchemaWriter {
  private(set) var bytes: [UInt8] = []
  private var depth = 0

  mutating func write(_ value: SchemaValue) {
    switch value {
    case .text(let text): bytes.appendJSON(text)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .truth(let truth): bytes.append(contentsOf: String(truth).utf8)
    case .list(let values): nest("[", values, "]") { $0.write($1) }
    case .object(let members):
      nest("{", members, "}") {
        $0.bytes.appendJSON($1.0)
        $0.bytes.append(contentsOf: ": ".utf8)
        $0.write($1.1)
      }
    }
  }

  private mutating func nest<Element>(
    _ open: String, _ elements: [Element], _ close: String,
    _ body: (inout SchemaWriter, Element) -> Void
  ) {
    bytes.append(contentsOf: open.utf8)
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(contentsOf: ",".utf8) }
      breakLine()
      body(&self, element)
    }
    depth -= 1
    breakLine()
    bytes.append(contentsOf: close.utf8)
  }

  private mutating func breakLine() {
    bytes.append(contentsOf: ("\n" + String(repeating: "  ", count: depth)).utf8)
  }
}
