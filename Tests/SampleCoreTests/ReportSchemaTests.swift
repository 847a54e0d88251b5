// The JSON of every sample, held against the schema that is shipped.

import InputFiles
import TestSupport
import Testing

@Suite("The JSON report of every sample")
struct ReportSchemaTests {
  @Test(
    "is what its schema describes",
    .enabled(if: SchemaValidator.isAvailable, "needs python3-jsonschema"),
    .enabled(if: expandsCompressedInput, "a build without libarchive reads no compressed core"))
  func schema() async throws {
    var documents: [SchemaValidator.Document] = []
    for sample in SampleCatalog.all {
      let report = try await ReportShelf.shared.report(of: sample)
      documents.append(.init("report", name: sample.name, report))
    }
    #expect(!documents.isEmpty)
    let problems = try await onOwnThread { [documents] in
      try SchemaValidator.problems(of: documents)
    }
    #expect(problems == [])
  }
}
