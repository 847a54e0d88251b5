// The schema files as they are committed.

import Foundation

/// The folder `Sources/Reporting/Schema/Files`.
package enum SchemaFolder {
  package static let path = SampleCore.root + "/Sources/Reporting/Schema/Files"

  /// The names of the schema files.
  package static func names() throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { $0.hasSuffix(".schema.json") })
  }

  /// Whether a file holds `text`. With `UPDATE_SCHEMAS` in the environment it is written first.
  package static func holds(_ text: [UInt8], in name: String) throws -> Bool {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["UPDATE_SCHEMAS"] != nil {
      try Data(text).write(to: file)
    }
    return try Data(contentsOf: file) == Data(text)
  }
}
