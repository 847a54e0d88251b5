// What a batch is asked for, and how it ends.

import Basics
import Reporting
import Testing
import Triage

@Suite("A batch")
struct BatchRequestTests {
  @Test("has another version for everything that changes its reports, and for nothing else")
  func version() {
    func version(_ change: (inout BatchRequest) -> Void) -> String {
      var request = BatchRequest(paths: ["a"])
      change(&request)
      return request.toolVersion
    }
    let plain = version { _ in }
    #expect(plain == ReportV1.toolVersion)
    #expect(version { $0.analysis.search.binaries = ["bin"] } == plain)
    #expect(version { $0.analysis.memoryLimit = 1 } == plain)
    #expect(version { $0.analysis.showsValues = true } == plain + " values")
    #expect(version { $0.analysis.search.sysroot = "/r" } == plain + " sysroot /r")
    #expect(
      version { $0.analysis.search.debugDirectory = ["d", "e"] } == plain + " debug d debug e")
    let lists = version { $0.analysis.signatureLists = [.prefix: Array("main.*\n".utf8)] }
    #expect(lists.hasPrefix(plain + " lists "))
    #expect(lists != version { $0.analysis.signatureLists = [.prefix: Array("main.a\n".utf8)] })
  }

  @Test("ends by what went wrong in it, and before that by what its table shows")
  func end() {
    var outcome = BatchOutcome()
    #expect(outcome.exitStatus(failedCores: 0, table: .success) == .success)
    #expect(outcome.exitStatus(failedCores: 1, table: .success) == .failedCores)
    #expect(outcome.exitStatus(failedCores: 1, table: .newSignature) == .newSignature)
    outcome.problems = ["a folder that cannot be read"]
    #expect(outcome.exitStatus(failedCores: 0, table: .success) == .failedCores)
    outcome.isInterrupted = true
    #expect(outcome.exitStatus(failedCores: 1, table: .newSignature) == .interrupted)
  }
}
