// JSON judged by the shipped schemas, with a validator that is not ours: Python's `jsonschema`.

import Foundation

/// Validates documents against `Sources/Reporting/Schema/Files`.
package enum SchemaValidator {
  private static let script = """
    import json, re, sys
    import jsonschema
    from jsonschema import Draft202012Validator
    folder, documents = sys.argv[1], sys.argv[2]
    # Thousands of objects differ in numbers and addresses alone: of those one is validated.
    shapes, shape_of = {}, {}
    address = re.compile("0x[0-9a-f]{1,16}$")
    def shape(value):
        if isinstance(value, dict):
            key = ("object",) + tuple((name, shape(member)) for name, member in value.items())
        elif isinstance(value, list):
            key = ("list",) + tuple(map(shape, value))
        elif isinstance(value, str):
            key = ("address",) if address.match(value) else ("text", value)
        elif type(value) is int and abs(value) > 1:
            key = ("number", value > 0, value.bit_length())
        else:
            key = (type(value), value)
        number = shapes.setdefault(key, len(shapes))
        if isinstance(value, (dict, list)):
            shape_of[id(value)] = number
        return number
    def validator_of(schema):
        valid = set()
        def once(keyword):
            def check(validator, value, instance, part):
                number = shape_of.get(id(instance))
                key = (value if isinstance(value, str) else id(value), number)
                if key in valid:
                    return
                errors = list(keyword(validator, value, instance, part))
                if not errors and number is not None:
                    valid.add(key)
                yield from errors
            return check
        keywords = {
            name: once(Draft202012Validator.VALIDATORS[name])
            for name in ("$ref", "properties", "items")
        }
        return jsonschema.validators.extend(Draft202012Validator, keywords)(schema)
    def pairs(items):
        keys = [key for key, _ in items]
        if len(keys) != len(set(keys)):
            print(f"{name}: a member is there twice: {sorted(keys)}")
        return dict(items)
    validators = {}
    for line in open(documents, encoding="utf-8"):
        kind, name, text = line.rstrip("\\n").split("\\t", 2)
        if kind not in validators:
            schema = json.load(open(f"{folder}/gocore.{kind}-1.schema.json", encoding="utf-8"))
            Draft202012Validator.check_schema(schema)
            validators[kind] = validator_of(schema)
        try:
            document = json.loads(text, object_pairs_hook=pairs)
        except ValueError as error:
            print(f"{name}: no JSON: {error}")
            continue
        shape_of.clear()
        shape(document)
        for error in validators[kind].iter_errors(document):
            place = "/".join(str(part) for part in error.absolute_path)
            print(f"{name}: {place}: {error.message[:300]}")
    """

  /// Whether the validator is installed; where it is not, the reason is printed.
  package static let isAvailable: Bool = {
    let result = try? runProgram(
      "/usr/bin/env", ["python3", "-c", "import jsonschema; jsonschema.Draft202012Validator"])
    if result?.status == 0 { return true }
    print(
      "skipped: python3 has no module jsonschema with draft 2020-12 (Debian: python3-jsonschema)")
    return false
  }()

  /// One document: the schema's name (`report`), a name for messages and the text.
  package struct Document: Sendable {
    package let kind: String
    package let name: String
    package let text: String

    package init(_ kind: String, name: String, _ text: String) {
      self.kind = kind
      self.name = name
      self.text = text
    }
  }

  /// What is wrong with the documents, a line each. One run of the validator takes a second, however few
  /// they are.
  package static func problems(of documents: [Document]) throws -> [String] {
    let workspace = try Workspace()
    defer { withExtendedLifetime(workspace) {} }
    var lines = ""
    for document in documents {
      let text = document.text.hasSuffix("\n") ? String(document.text.dropLast()) : document.text
      guard !text.contains("\n") else { return ["\(document.name): more than one line"] }
      lines += "\(document.kind)\t\(document.name)\t\(text)\n"
    }
    let file = try workspace.file("documents", Array(lines.utf8))
    let result = try runProgram(
      "/usr/bin/env",
      ["python3", "-c", script, SchemaFolder.path, file], limit: 600)
    guard result.status == 0 else { return ["the validator failed: \(result.errors)"] }
    return result.text.split(separator: "\n").map(String.init)
  }
}
