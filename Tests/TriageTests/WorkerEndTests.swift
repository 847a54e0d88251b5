// What is said of a core that ended its worker.

import Basics
import Glibc
import Testing
import Triage

@Suite("The end of a worker")
struct WorkerEndTests {
  private func failure(
    _ status: Int32, _ errors: String = "", timeLimit: Double? = nil
  ) -> (exitCode: Basics.ExitStatus, message: String) {
    WorkerEnd(status: status, errorText: errors).failure(
      timeLimit: timeLimit, memoryLimit: 64 << 20)
  }

  @Test("by a signal is told with the last line that it wrote")
  func signal() {
    let (exitCode, message) = failure(SIGILL, "one\nFatal\u{1b} error\n")
    #expect(exitCode == .internalError)
    #expect(message == "the analysis was ended by SIGILL: Fatal\\u{1b} error")
  }

  @Test("by the limit on memory names the limit")
  func memory() {
    let (exitCode, message) = failure(Basics.ExitStatus.limit.rawValue << 8)
    #expect(exitCode == .limit)
    #expect(message == "the analysis needed more memory than its limit of 64 MB (--max-memory)")
  }

  @Test("by the limit on time names it, however the process ended then")
  func time() {
    let (exitCode, message) = failure(SIGKILL, timeLimit: 300)
    #expect(exitCode == .limit)
    #expect(message == "the analysis took more than 300 s and was ended (--timeout)")
  }

  @Test("by itself is told with its exit code")
  func exit() {
    #expect(failure(2 << 8).message == "the analysis ended with exit code 2")
    #expect(failure(2 << 8).exitCode == .internalError)
  }
}
