// Which of the known layouts are tried for a program, whatever release it says it is of.

import Testing

@testable import GoRuntime

@Suite("The layouts that may fit a program")
struct KnownLayoutTests {
  private func releases(for release: String) -> [String] {
    KnownLayout.candidates(for: release, architecture: "amd64").map(\.release)
  }

  @Test("are the nearest ones")
  func nearest() throws {
    let found = releases(for: "go1.23.1")
    #expect(found.count == 6)
    #expect(try #require(found.first).hasPrefix("go1.23"))
  }

  @Test(
    "are there for numbers that no release has",
    arguments: [
      "go1.23.9223372036854775807", "go1.9223372036854775807.9223372036854775807",
      "go1.99999999999999999999.1", "go1..", "devel", "",
    ])
  func hostile(release: String) {
    #expect(releases(for: release).count == 6)
  }
}
