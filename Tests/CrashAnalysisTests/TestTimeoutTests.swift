// What the alarm of `go test -timeout` says of the tests that were running.

import Testing

@testable import CrashAnalysis

@Suite("The text of a test's alarm")
struct TestTimeoutTests {
  private func tests(_ text: String) -> [String] {
    CrashScene.runningTests(text.split(separator: "\n"))
  }

  @Test("names the tests that ran, without those that only waited for a subtest")
  func names() {
    #expect(
      tests(
        "test timed out after 10m0s\n\trunning tests:\n\t\tTestA (1s)\n\t\tTestA/sub (1s)\n"
          + "\t\tTestAll (10m0s)")
        == ["TestA/sub", "TestAll"])
  }

  @Test("names none where the release does not tell, or the text is cut")
  func nothing() {
    #expect(tests("test timed out after 500ms").isEmpty)
    #expect(tests("test timed out after 500ms\n\trunning tests:").isEmpty)
    #expect(tests("test timed out after 500ms\n\trunning tests:\n\t\tTestA (") == ["TestA"])
  }
}
