// JSON judged by the shipped schemas, with a validator that is not ours: Python's `jsonschema`.

import Foundation

/// Validates documents against `Sources/Reporting/Schema/Files`.
package enum SchemaValidator {
  private static let script = """
    import json, sys
    import jsonschema
    folder, documents = sys.argv[1], sys.argv[2]
    validators = {}
    for line in open(documents, encoding="utf-8"):
        kind, name, text = line.rstrip("\\n").split("\\t", 2)
        if kind not in validators:
            schema = json.load(open(f"{folder}/gocore.{kind}-1.schema.json", encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            validators[kind] = jsonschema.Draft202012Validator(schema)
        def pairs(items):
            keys = [key for key, _ in items]
            if len(keys) != len(set(keys)):
                print(f"{name}: a member is there twice: {sorted(keys)}")
            return dict(items)
        try:
            document = json.loads(text, object_pairs_hook=pairs)
        except ValueError as error:
            print(f"{name}: no JSON: {error}")
            continue
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

  /// What is wrong with the documents, a line each.
  package static func problems(of documents: [Document]) throws -> [String] {
    try stride(from: 0, to: documents.count, by: 32).flatMap { start in
      try check(documents[start..<min(start + 32, documents.count)])
    }
  }

  /// One run of the validator, which takes a second for a few documents.
  private static func check(_ documents: ArraySlice<Document>) throws -> [String] {
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
      ["python3", "-c", script, SchemaFolder.path, file])
    guard result.status == 0 else { return ["the validator failed: \(result.errors)"] }
    return result.text.split(separator: "\n").map(String.init)
  }
}
