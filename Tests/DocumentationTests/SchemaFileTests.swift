// Every schema file, held against the descriptions that the documents are written by.

import Reporting
import TestSupport
import Testing

@testable import gocore

@Suite("The schema files")
struct SchemaFileTests {
  /// By name: several commands write reports.
  private static let files: [SchemaFile] = {
    let all = gocore.GocoreCommand.schemas.map { ($0.name, $0) }
    return Dictionary(all) { first, _ in first }.values.sorted { $0.name < $1.name }
  }()

  @Test("are what the documents are written by", arguments: files)
  func contents(file: SchemaFile) throws {
    #expect(
      try SchemaFolder.holds(file.text, in: file.name),
      "\(file.name) is of older descriptions: UPDATE_SCHEMAS=1 swift test --filter SchemaFileTests")
  }

  @Test("are one for each document")
  func names() throws {
    #expect(try SchemaFolder.names() == Set(Self.files.map(\.name)))
  }
}
