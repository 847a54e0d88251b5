// What the library's page says, against the sources.

import Foundation
import TestSupport
import Testing

@Suite("The page of the library")
struct LibraryPageTests {
  private func contents(_ path: String) throws -> String {
    try String(contentsOfFile: "\(SampleCore.root)/\(path)", encoding: .utf8)
  }

  @Test("shows the example as it is")
  func example() throws {
    let page = try contents("Documentation/Library.md")
    let source = try contents("Documentation/Example/Sources/MutexCallers/main.swift")
    #expect(page.contains("```swift\n\(source)```"))
  }

  @Test("lists types that are there")
  func types() throws {
    let folder = "\(SampleCore.root)/Sources/GocoreLibrary"
    let sources = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") }.map { try contents("Sources/GocoreLibrary/\($0)") }
      .joined()
    let rows = try Page("Documentation/Library.md").table("public types")
    #expect(!rows.isEmpty)
    for row in rows {
      let name = try #require(Page.code(row[0]).first)
      #expect(sources.contains("\npublic struct \(name)"), "\(name)")
    }
  }
}
