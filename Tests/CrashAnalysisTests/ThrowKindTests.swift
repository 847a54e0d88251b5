// Throws that tell of damage, of errors of the system, or of the program's own mistakes.

import CrashAnalysis
import TestSupport
import Testing

@Suite("A throw")
struct ThrowKindTests {
  private func diagnosis(_ printed: String) throws -> Diagnosis {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    death.drawn.printBacklog(printed)
    return try death.diagnose()
  }

  @Test(
    "of memory that the runtime trusted and that was overwritten is likely heap corruption",
    arguments: [
      "sync: inconsistent mutex state", "s.allocCount != s.nelems && freeIndex == s.nelems",
      "s.allocCount > s.nelems", "invalid pointer found on stack", "unknown caller pc",
    ])
  func overwritten(text: String) throws {
    let verdict = try diagnosis("fatal error: \(text)\n").verdict
    #expect(verdict.crashClass == "heap-corruption")
    #expect(verdict.confidence == .likely)
  }

  @Test("that the program made fatal leads to no issue of the Go project's, but to its own code")
  func fatal() throws {
    func steps(_ function: String, throwing: UInt64) throws -> [RunbookStep] {
      var death = Death(
        inner: ["runtime.fatalthrow", function], functions: [SyntheticFunction("runtime.fatal")])
      death.drawn.set("runtime.m", "throwing", of: death.machine, throwing)
      death.drawn.printBacklog("fatal error: the bucket is not a bucket\n")
      let verdict = try death.diagnose().verdict
      #expect(verdict.crashClass == "runtime-throw")
      return verdict.runbook ?? verdict.rule.explanation.runbook
    }
    let issues = RunbookStep.check(
      "is the text known to the Go project? https://go.dev/issue")
    #expect(try steps("runtime.throw", throwing: 2).contains(issues))
    #expect(try !steps("runtime.fatal", throwing: 1).contains(issues))
    // Its m or its stack alone tells, too.
    #expect(try !steps("runtime.throw", throwing: 1).contains(issues))
    #expect(try !steps("runtime.fatal", throwing: 0).contains(issues))
  }

  @Test("has the number of an error in words")
  func errorNumber() throws {
    let verdict = try diagnosis(
      "runtime: epollwait on fd 3 failed with 9\nfatal error: runtime: netpoll failed\n"
    ).verdict
    #expect(verdict.evidence.contains { $0.text == "error 9 is EBADF, bad file descriptor" })
    let thread = try diagnosis(
      "runtime: failed to create new OS thread (have 5 already; errno=11)\n"
        + "fatal error: newosproc\n"
    ).verdict
    #expect(
      thread.evidence.contains {
        $0.text == "error 11 is EAGAIN, resource temporarily unavailable"
      })
  }

  @Test("of a thread that the system refused tells no limit of Go's, and who has the others")
  func refusedThread() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"])
    death.drawn.add(SyntheticGoroutine(id: 8, members: ["lockedm": death.machine]))
    death.drawn.printBacklog(
      "runtime: failed to create new OS thread (have 5 already; errno=11)\n"
        + "fatal error: newosproc\n")
    let diagnosis = try death.diagnose()
    let use = try #require(diagnosis.details.threadUse)
    #expect(use.isRefused)
    #expect(use.holders.map(\.count).count == 2)
    #expect(use.holders.map(\.example).contains(8))
    #expect(
      diagnosis.verdict.title
        == "newosproc, the system refused another thread: 1 threads, 1 in running of main.work")
  }

  @Test("of a bad pointer in a frame begins with the frame that the runtime names")
  func blamed() throws {
    let found = try diagnosis(
      "runtime: bad pointer in frame main.main at 0xc000068f98: 0x17\n"
        + "fatal error: invalid pointer found on stack\n")
    let frame = try #require(found.programFrame)
    #expect(found.stack.frames[frame].function == "main.main")
    #expect(found.signature.text == "heap-corruption | app.main")
  }
}
