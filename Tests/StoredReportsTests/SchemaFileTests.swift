// Every schema file, held against the descriptions that the documents are written by.

import Reporting
import StoredReports
import TestSupport
import Testing

@Suite("The schema files")
struct SchemaFileTests {
  private static let files =
    ReportV1.schemaFiles + [SignaturesV1.schemaFile, ComparisonV1.schemaFile]

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
