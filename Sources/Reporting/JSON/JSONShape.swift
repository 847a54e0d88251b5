// How values are written as JSON, described once: what writes them has their schema, too.

/// How values of one type are written as JSON, and the schema of what is written.
///
/// To add a member to a document, add a line where its object is described (`Schema/…V1.swift`): the
/// name, words for the reader, and how it is read from the value. Then
/// `UPDATE_SCHEMAS=1 swift test --filter SchemaFileTests` writes the schema files anew.
package struct JSONShape<Value>: Sendable {
  package typealias Write = @Sendable (Value, inout JSONWriter) -> Void

  package let schema: JSONSchema
  package let write: Write

  init(_ schema: JSONSchema, write: @escaping Write) {
    self.schema = schema
    self.write = write
  }

  /// An object with the members that `describe` adds, in their order. Where it has a name, its schema
  /// stands once in a file, under that name in `$defs`.
  package static func object(
    _ doc: String, name: String? = nil, _ describe: (inout JSONMembers<Value>) -> Void
  ) -> JSONShape {
    var members = JSONMembers<Value>()
    describe(&members)
    let writers = members.writers
    return JSONShape(
      JSONSchema(doc, name: name, .object(members.properties, members.conditions))
    ) { value, json in
      json.object { json in
        for writer in writers { writer.write(value, &json) }
      }
    }
  }
}

extension JSONShape where Value == String {
  /// A text.
  package static func text(_ doc: String, name: String? = nil, minLength: Int? = nil) -> JSONShape {
    JSONShape(JSONSchema(doc, name: name, .text(pattern: nil, minLength: minLength))) {
      $1.text($0)
    }
  }

  /// One of the texts in `choices`.
  package static func choice(_ doc: String, name: String, among choices: [String]) -> JSONShape {
    JSONShape(JSONSchema(doc, name: name, .choice(choices))) { $1.text($0) }
  }
}

extension JSONShape where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
  /// The raw value of one of the cases.
  package static func word(_ doc: String, name: String) -> JSONShape {
    JSONShape(JSONSchema(doc, name: name, .choice(Value.allCases.map(\.rawValue)))) {
      $1.text($0.rawValue)
    }
  }
}

extension JSONShape where Value: BinaryInteger & SendableMetatype {
  /// A number in the range of `least` and `greatest`, where they are given.
  package static func integer(
    _ doc: String, from least: Int? = nil, to greatest: Int? = nil
  ) -> JSONShape {
    JSONShape(JSONSchema(doc, .integer(from: least, to: greatest))) { $1.number($0) }
  }
}

extension JSONShape where Value == Double {
  /// A number of seconds.
  package static func seconds(_ doc: String) -> JSONShape {
    JSONShape(JSONSchema(doc, .seconds)) { $1.seconds($0) }
  }
}

extension JSONShape where Value == UInt64 {
  /// An address or the contents of a register.
  package static var address: JSONShape {
    JSONShape(
      JSONSchema(
        "An address or a register: 0x and lower-case hexadecimal digits without padding.",
        name: "address", .text(pattern: "^0x(0|[1-9a-f][0-9a-f]*)$", minLength: nil))
    ) { $1.address($0) }
  }
}

extension JSONShape where Value: Sequence & SendableMetatype, Value.Element: SendableMetatype {
  /// An array. `most`: how many elements it has at most; `isUnique`: whether each is there once.
  package static func list(
    _ doc: String, name: String? = nil, of element: JSONShape<Value.Element>, most: Int? = nil,
    isUnique: Bool = false
  ) -> JSONShape {
    let write = element.write
    return JSONShape(
      JSONSchema(doc, name: name, .list(element.schema, most: most, isUnique: isUnique))
    ) { values, json in
      json.array { json in
        for value in values { write(value, &json) }
      }
    }
  }

  /// An object of which the data give the names. `pattern`: what every name matches.
  package static func map<Inner>(
    _ doc: String, names pattern: String? = nil, of inner: JSONShape<Inner>,
    name: @escaping @Sendable (Value.Element) -> String,
    value: @escaping @Sendable (Value.Element) -> Inner
  ) -> JSONShape {
    let write = inner.write
    return JSONShape(JSONSchema(doc, .map(inner.schema, names: pattern))) { elements, json in
      json.object { json in
        for element in elements {
          json.name(name(element))
          write(value(element), &json)
        }
      }
    }
  }
}
