// Descriptions of JSON: what is written by them, and what schema they have.

import Reporting
import TestSupport
import Testing

private struct Address {
  let street: String
  let number: Int?
}

private enum Speed: String, CaseIterable {
  case slow, fast
}

private struct Parcel {
  var id: UInt64 = 7
  var speed: Speed? = .fast
  var from = Address(street: "Mill Lane", number: 3)
  var to: Address?
  var contents: [String] = []
  var notes: [(key: String, value: Int)] = []
  var isFragile = false
}

private let address = JSONShape<Address>.object("A place.", name: "address") { address in
  address.text("street", "The street.", minLength: 1, required: true) { $0.street }
  address.count("number", "The house.") { $0.number }
}

private let parcel = JSONDocument<Parcel>("post.parcel/2", "A parcel.") { parcel in
  parcel.integer("id", "Its number.", from: 1, to: 99, required: true) { $0.id }
  parcel.word("speed", "How it travels.") { $0.speed }
  parcel.member("from", "Who sent it.", address, required: true) { $0.from }
  parcel.member("to", "Who gets it.", address) { $0.to }
  parcel.list("contents", "What is in it.", of: .text("A thing."), most: 5, isUnique: true) {
    $0.contents
  }
  parcel.member(
    "notes", "Notes by name.",
    .map(
      "Notes.", names: "^[a-z]+$", of: .integer("A number."), name: { $0.key }, value: { $0.value })
  ) { $0.notes.isEmpty ? nil : $0.notes }
  parcel.mark("fragile", "Whether it may break.") { $0.isFragile }
  parcel.addedText("stamp", "What the office adds.")
  parcel.condition(.presence(of: "to", onlyWhere: "speed", is: "fast"))
}

@Suite("A description of JSON")
struct JSONShapeTests {
  private func written(_ value: Parcel) -> String {
    let output = Output()
    parcel.write(value, to: output.writer)
    return output.text
  }

  @Test("writes the members in its order, on one line that begins with the document's name")
  func everything() {
    let value = Parcel(
      to: Address(street: "Hill\n", number: nil), contents: ["tea", "cups"],
      notes: [("weight", 12), ("a\"b", -1)], isFragile: true)
    #expect(
      written(value) == """
        {"schema":"post.parcel/2","id":7,"speed":"fast","from":{"street":"Mill Lane","number":3},\
        "to":{"street":"Hill\\n"},"contents":["tea","cups"],"notes":{"weight":12,"a\\"b":-1},\
        "fragile":true}

        """)
  }

  @Test("leaves out what has no value")
  func absent() {
    #expect(
      written(Parcel(speed: nil)) == """
        {"schema":"post.parcel/2","id":7,"from":{"street":"Mill Lane","number":3},"contents":[]}

        """)
  }

  @Test("writes what many values have alike once for each object, wherever it stands")
  func common() {
    final class Sender {
      var name: String?
      var town: String?

      init(_ name: String?, _ town: String? = nil) { (self.name, self.town) = (name, town) }
    }
    struct Letter {
      let id: Int?
      let sender: Sender
      var weight: Int?
    }
    let letter = JSONShape<Letter>.object("A letter.") { letter in
      letter.count("id", "Its number.") { $0.id }
      letter.common {
        $0.sender
      } members: { sender in
        sender.text("name", "Who sent it.") { $0.name }
        sender.text("town", "From where.") { $0.town }
      }
      letter.count("weight", "How heavy it is.") { $0.weight }
    }
    let known = Sender("Ann", "Hill")
    let nobody = Sender(nil)
    let output = Output(blockSize: 8)
    var json = JSONWriter(output.writer)
    json.array { json in
      letter.write(Letter(id: nil, sender: known), &json)
      letter.write(Letter(id: 1, sender: known, weight: 2), &json)
      for id in [3, nil] { letter.write(Letter(id: id, sender: nobody, weight: 4), &json) }
      letter.write(Letter(id: nil, sender: nobody), &json)
      // Read once, it does not change.
      known.name = "Bob"
      letter.write(Letter(id: 5, sender: known), &json)
      letter.write(Letter(id: 6, sender: Sender("Bob")), &json)
    }
    #expect(
      output.text == """
        [{"name":"Ann","town":"Hill"},{"id":1,"name":"Ann","town":"Hill","weight":2},\
        {"id":3,"weight":4},{"weight":4},{},{"id":5,"name":"Ann","town":"Hill"},\
        {"id":6,"name":"Bob"}]
        """)
  }

  @Test("has a schema that is complete in itself, with what has a name there once")
  func schema() {
    #expect(parcel.schemaFile.name == "post.parcel-2.schema.json")
    let text = String(decoding: parcel.schemaFile.text, as: UTF8.self)
    #expect(
      text == """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://gocore.invalid/schema/post.parcel-2.schema.json",
          "title": "post.parcel/2",
          "type": "object",
          "description": "A parcel.",
          "properties": {
            "schema": {
              "description": "The name and major version of this format.",
              "const": "post.parcel/2"
            },
            "id": {
              "type": "integer",
              "description": "Its number.",
              "minimum": 1,
              "maximum": 99
            },
            "speed": {
              "type": "string",
              "description": "How it travels.",
              "enum": [
                "slow",
                "fast"
              ]
            },
            "from": {
              "description": "Who sent it.",
              "$ref": "#/$defs/address"
            },
            "to": {
              "description": "Who gets it.",
              "$ref": "#/$defs/address"
            },
            "contents": {
              "type": "array",
              "description": "What is in it.",
              "items": {
                "type": "string",
                "description": "A thing."
              },
              "maxItems": 5,
              "uniqueItems": true
            },
            "notes": {
              "type": "object",
              "description": "Notes by name.",
              "additionalProperties": {
                "type": "integer",
                "description": "A number."
              },
              "propertyNames": {
                "pattern": "^[a-z]+$"
              }
            },
            "fragile": {
              "description": "Whether it may break.",
              "const": true
            },
            "stamp": {
              "type": "string",
              "description": "What the office adds."
            }
          },
          "required": [
            "schema",
            "id",
            "from"
          ],
          "additionalProperties": false,
          "allOf": [
            {
              "if": {
                "properties": {
                  "speed": {
                    "const": "fast"
                  }
                }
              },
              "then": {
                "required": [
                  "to"
                ]
              },
              "else": {
                "properties": {
                  "to": false
                }
              }
            }
          ],
          "$defs": {
            "address": {
              "type": "object",
              "description": "A place.",
              "properties": {
                "street": {
                  "type": "string",
                  "description": "The street.",
                  "minLength": 1
                },
                "number": {
                  "type": "integer",
                  "description": "The house.",
                  "minimum": 0
                }
              },
              "required": [
                "street"
              ],
              "additionalProperties": false
            }
          }
        }

        """)
  }
}
