// The holder of a lock as the subject of a signature.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@testable import CrashAnalysis

@Suite("The subject of a signature before a lock")
struct LockHolderSubjectTests {
  /// The signature of a process in which `waiters` goroutines wait for a lock that goroutine 1 holds, and
  /// the number of waiters that was asked for.
  private func signature(waiters: UInt64, others: UInt64) throws -> (Signature, asked: Int) {
    var drawn = SyntheticProcess()
    func add(_ id: UInt64, _ function: String) {
      drawn.add(
        SyntheticGoroutine(
          id: id, status: 4, waitReason: 14,
          frames: [SyntheticFrame("runtime.gopark"), SyntheticFrame(function)]
            + [SyntheticFrame("runtime.goexit", 1)]))
    }
    add(1, "main.leaf")
    for id in 2..<(2 + waiters) { add(id, "main.work") }
    for id in 100..<(100 + others) { add(id, "main.main") }
    let process = try drawn.open()
    let program = GoProgram(process)
    var holder: Goroutine?
    _ = process.forEachGoroutine { if $0.id == 1 { holder = $0 } }
    var lock = ContestedLock(
      object: SyncObject(.mutex, at: Address(0xc000_0100)), waiterCount: Int(waiters))
    lock.holders = [
      LockHolder(
        goroutine: try #require(holder), isReader: false, confidence: .likely,
        evidence: Evidence("test"))
    ]
    var grouper = GoroutineGrouper(program)
    var subject = SignatureSubject(program, lists: .standard)
    var asked = 0
    let input = subject.input(
      rule: try #require(RuleCatalog.rule("external-signal")), goroutines: [],
      facts: CrashFacts(),
      stack: StackDescription(frames: [], elided: 0, elidedAfter: 0, end: .outermost),
      summary: grouper.summarize()
    ) { least in
      asked = least
      return lock.waiterCount >= least ? lock : nil
    }
    return (Signature(input), asked)
  }

  @Test("is who holds it, where as many wait for it as are in the largest group")
  func few() throws {
    let (found, asked) = try signature(waiters: 3, others: 2)
    #expect(asked == 3)
    #expect(found.text == "external-signal | app.leaf")
    #expect(found.notes.first == "subject: the likely holder of a lock that 3 goroutines wait for")
  }

  @Test("is who holds it before a crowd, whatever most goroutines do")
  func crowd() throws {
    let (found, asked) = try signature(waiters: 10, others: 20)
    #expect(asked == 10)
    #expect(found.text == "external-signal | app.leaf")
  }

  @Test("is the largest group where it is larger, and no crowd waits")
  func larger() throws {
    #expect(try signature(waiters: 3, others: 5).0.text == "external-signal | app.main")
    #expect(try signature(waiters: 1, others: 0).asked == 2)
  }
}
