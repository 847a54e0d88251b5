// What JSON Schema says of a value, as far as our documents need it.

/// The schema of a value.
package struct JSONSchema: Sendable {
  /// A member of an object.
  package struct Property: Sendable {
    let name: String
    let doc: String
    let isRequired: Bool
    let schema: JSONSchema
  }

  /// A rule about the members of an object, which depends on the text of one of them.
  package enum Condition: Sendable {
    /// Where `member` is one of `texts`, `other` is `text`.
    case implication(_ member: String, in: [String], other: String, is: String)
    /// `other` is there where `member` is `text`, and only there.
    case presence(of: String, onlyWhere: String, is: String)
  }

  package indirect enum Kind: Sendable {
    case text(pattern: String?, minLength: Int?)
    case choice([String])
    case constant(String)
    case alwaysTrue
    case truth
    case integer(from: Int?, to: Int?)
    /// A number, not below zero.
    case seconds
    case list(JSONSchema, most: Int?, isUnique: Bool)
    case object([Property], [Condition])
    /// An object with members of any name.
    case map(JSONSchema, names: String?)
    case oneOf([JSONSchema])
  }

  /// Words for the reader. A member has its own in their place.
  let doc: String
  /// The name under `$defs`; nil for what is described in its place.
  let name: String?
  let kind: Kind

  init(_ doc: String, name: String? = nil, _ kind: Kind) {
    self.doc = doc
    self.name = name
    self.kind = kind
  }

  /// The schemas that it contains.
  var parts: [JSONSchema] {
    switch kind {
    case .list(let element, _, _): [element]
    case .map(let value, _): [value]
    case .object(let properties, _): properties.map(\.schema)
    case .oneOf(let choices): choices
    case .text, .choice, .constant, .alwaysTrue, .truth, .integer, .seconds: []
    }
  }
}
