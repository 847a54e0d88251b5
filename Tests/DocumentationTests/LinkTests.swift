// The links of the pages, and what no page may say.

import Foundation
import TestSupport
import Testing

@Suite("The pages")
struct LinkTests {
  @Test("link to files and headings that are there", arguments: Page.all)
  func links(page: Page) throws {
    let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
    for line in page.prose {
      for match in line.matches(of: #/\]\(([^)\s]+)\)/#) where !match.1.contains("://") {
        let parts = match.1.split(separator: "#", omittingEmptySubsequences: false)
        let target = URL(fileURLWithPath: SampleCore.root).appendingPathComponent(folder)
          .appendingPathComponent(parts[0].isEmpty ? "" : String(parts[0])).standardized.path
        #expect(FileManager.default.fileExists(atPath: target), "\(page): \(match.1)")
        guard parts.count > 1 else { continue }
        let linked =
          parts[0].isEmpty ? page : try Page(String(target.dropFirst(SampleCore.root.count + 1)))
        #expect(linked.anchors.contains(String(parts[1])), "\(page): \(match.1)")
      }
    }
  }

  @Test("are all reached from README.md")
  func reached() throws {
    let readme = try Page("README.md").lines.joined()
    for page in Page.all.dropFirst() {
      #expect(readme.contains("(\(page.path))"), "\(page)")
    }
  }

  @Test("leave README.md short")
  func length() throws {
    #expect(try Page("README.md").lines.count <= 110)
  }

  @Test("are what comments of the sources refer to, by headings that are there")
  func references() throws {
    let anchors = Set(
      try Page("Documentation/Contract.md").lines.filter { $0.hasPrefix("## ") }
        .map { String($0.dropFirst(3)) })
    let folder = SampleCore.root + "/Sources"
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    var count = 0
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      for match in text.matches(of: #/Documentation/Contract\.md, ([A-Z][a-z ]*[a-z])/#) {
        count += 1
        #expect(anchors.contains(String(match.1)), "\(file): \(match.1)")
      }
    }
    #expect(count > 0)
  }
}
