// The members of an object, each described once: its name, what it has, and how it is read from a value.

/// Collects the members of objects that values are written as, in the order of writing. A member whose
/// value is nil is left out; one that is `required` never is.
package struct JSONMembers<Value> {
  /// Writes one member. An array of bare functions would call each through a thunk that copies the
  /// value.
  struct Writer: Sendable {
    let write: JSONShape<Value>.Write
  }

  private(set) var properties: [JSONSchema.Property] = []
  private(set) var writers: [Writer] = []
  private(set) var conditions: [JSONSchema.Condition] = []

  private mutating func add(
    _ name: String, _ doc: String, isRequired: Bool = false, _ schema: JSONSchema,
    _ write: @escaping (JSONName) -> JSONShape<Value>.Write
  ) {
    properties.append(
      JSONSchema.Property(name: name, doc: doc, isRequired: isRequired, schema: schema))
    writers.append(Writer(write: write(JSONName(name))))
  }

  // MARK: - Members of any shape

  /// A member of a shape that is described elsewhere.
  package mutating func member<Inner>(
    _ name: String, _ doc: String, _ shape: JSONShape<Inner>, required: Bool = false,
    _ get: @escaping @Sendable (Value) -> Inner?
  ) {
    let write = shape.write
    add(name, doc, isRequired: required, shape.schema) { name in
      { value, json in
        guard let inner = get(value) else { return }
        json.name(name)
        write(inner, &json)
      }
    }
  }

  /// An object that is described here.
  package mutating func object<Inner>(
    _ name: String, _ doc: String, required: Bool = false,
    _ get: @escaping @Sendable (Value) -> Inner?,
    members describe: (inout JSONMembers<Inner>) -> Void
  ) {
    member(name, doc, .object(doc, describe), required: required, get)
  }

  /// An array. `most`: how many elements it has at most; `isUnique`: whether each is there once.
  package mutating func list<Values: Sequence & SendableMetatype>(
    _ name: String, _ doc: String, of element: JSONShape<Values.Element>, most: Int? = nil,
    isUnique: Bool = false, required: Bool = false,
    _ get: @escaping @Sendable (Value) -> Values?
  ) where Values.Element: SendableMetatype {
    member(
      name, doc, .list(doc, of: element, most: most, isUnique: isUnique), required: required, get)
  }

  /// Members that depend on nothing but the object that `get` gives. They are put into bytes once for each
  /// such object; an object is taken for unchangeable.
  package mutating func common<Key: AnyObject>(
    _ get: @escaping @Sendable (Value) -> Key, members describe: (inout JSONMembers<Key>) -> Void
  ) {
    var members = JSONMembers<Key>()
    describe(&members)
    properties += members.properties
    conditions += members.conditions
    let part = JSONCommonPart()
    let common = members.writers
    writers.append(
      Writer { value, json in
        let key = get(value)
        json.common(part, of: key) { json in
          for writer in common { writer.write(key, &json) }
        }
      })
  }

  // MARK: - Members of simple values

  /// A text. `pattern`: an expression that it matches.
  package mutating func text(
    _ name: String, _ doc: String, pattern: String? = nil, minLength: Int? = nil,
    required: Bool = false, _ get: @escaping @Sendable (Value) -> String?
  ) {
    let schema = JSONSchema(doc, .text(pattern: pattern, minLength: minLength))
    add(name, doc, isRequired: required, schema) { name in
      { value, json in
        guard let text = get(value) else { return }
        json.name(name)
        json.text(text)
      }
    }
  }

  /// One of the texts in `choices`.
  package mutating func choice(
    _ name: String, _ doc: String, among choices: [String], required: Bool = false,
    _ get: @escaping @Sendable (Value) -> String?
  ) {
    add(name, doc, isRequired: required, JSONSchema(doc, .choice(choices))) { name in
      { value, json in
        guard let text = get(value) else { return }
        json.name(name)
        json.text(text)
      }
    }
  }

  /// The raw value of one of the cases.
  package mutating func word<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ doc: String, required: Bool = false,
    _ get: @escaping @Sendable (Value) -> Word?
  ) {
    choice(name, doc, among: Word.allCases.map(\.rawValue), required: required) {
      get($0)?.rawValue
    }
  }

  /// A number in the range of `least` and `greatest`, where they are given.
  package mutating func integer<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ doc: String, from least: Int? = nil, to greatest: Int? = nil,
    required: Bool = false, _ get: @escaping @Sendable (Value) -> Number?
  ) {
    let schema = JSONSchema(doc, .integer(from: least, to: greatest))
    add(name, doc, isRequired: required, schema) { name in
      { value, json in
        guard let number = get(value) else { return }
        json.name(name)
        json.number(number)
      }
    }
  }

  /// A number that counts something.
  package mutating func count<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ doc: String, required: Bool = false,
    _ get: @escaping @Sendable (Value) -> Number?
  ) {
    integer(name, doc, from: 0, required: required, get)
  }

  /// An address or the contents of a register.
  package mutating func address(
    _ name: String, _ doc: String, _ get: @escaping @Sendable (Value) -> UInt64?
  ) {
    add(name, doc, JSONShape<UInt64>.address.schema) { name in
      { value, json in
        guard let address = get(value) else { return }
        json.name(name)
        json.address(address)
      }
    }
  }

  /// A truth value.
  package mutating func truth(
    _ name: String, _ doc: String, required: Bool = false,
    _ get: @escaping @Sendable (Value) -> Bool?
  ) {
    add(name, doc, isRequired: required, JSONSchema(doc, .truth)) { name in
      { value, json in
        guard let truth = get(value) else { return }
        json.name(name)
        json.truth(truth)
      }
    }
  }

  /// `true`, or no member at all.
  package mutating func mark(
    _ name: String, _ doc: String, _ isSet: @escaping @Sendable (Value) -> Bool
  ) {
    add(name, doc, JSONSchema(doc, .alwaysTrue)) { name in
      { value, json in
        guard isSet(value) else { return }
        json.name(name)
        json.truth(true)
      }
    }
  }

  /// Always the same text, where it is there.
  package mutating func constant(
    _ name: String, _ doc: String, _ text: String, required: Bool = false,
    where isThere: @escaping @Sendable (Value) -> Bool = { _ in true }
  ) {
    add(name, doc, isRequired: required, JSONSchema(doc, .constant(text))) { name in
      { value, json in
        guard isThere(value) else { return }
        json.name(name)
        json.text(text)
      }
    }
  }

  // MARK: - What is not written here

  /// A text that others add to the written object.
  package mutating func addedText(_ name: String, _ doc: String) {
    properties.append(
      JSONSchema.Property(
        name: name, doc: doc, isRequired: false,
        schema: JSONSchema(doc, .text(pattern: nil, minLength: nil))))
  }

  /// What the members' values have to do with each other.
  package mutating func condition(_ condition: JSONSchema.Condition) {
    conditions.append(condition)
  }
}
