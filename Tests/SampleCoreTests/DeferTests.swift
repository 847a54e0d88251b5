// Pending deferred calls of goroutines whose source is known, in every release.

import ElfCore
import GoRuntime
import Testing

@Suite("Deferred calls of the sample cores")
struct DeferTests {
  private static func samples(_ scenario: String) -> [Sample] {
    SampleCatalog.all.filter { $0.name.hasPrefix("\(scenario)-go1.") }
  }

  /// The functions that frames of `function` have still to call, in each goroutine that has such a
  /// frame, sorted.
  private func pending(_ process: GoProcess, in function: String) -> [[String]] {
    let program = GoProgram(process)
    var unwinder = program.unwinder()
    var reader = DeferReader(program)
    var found: [[String]] = []
    _ = process.forEachGoroutine { goroutine in
      guard let start = program.stackStart(of: goroutine) else { return }
      let stack = unwinder.walk(from: start)
      let defers = reader.pending(of: goroutine, stack: stack)
      #expect(defers.problem == nil)
      for (index, frame) in stack.frames.enumerated() {
        guard let own = program.frames(at: frame.point).last,
          program.functionName(own) == function
        else { continue }
        found.append(defers.calls(of: index).map(\.function))
      }
    }
    return found.sorted { $0.joined() < $1.joined() }
  }

  @Test("are those that the program's source says", arguments: samples("nil-inlined-method"))
  func parked(sample: Sample) throws {
    let process = try Program(opening: sample.binary()).process(of: openCore(sample.core))
    let package = "example.com/crashlab/parked"
    // Of two open-coded ones the second runs and waits.
    #expect(
      pending(process, in: "\(package).waitInDefer")
        == [["example.com/crashlab/orders.(*Cart).Add"]])
    // Of three on the heap the last runs and waits.
    let loop = "\(package).waiter.waitByValue"
    #expect(pending(process, in: "\(package).waitInLoopOfDefers") == [[loop, loop]])
    #expect(pending(process, in: "\(package).waitInDeferredMethod") == [[]])
    #expect(
      pending(process, in: "\(package).waitLockedToThread") == [["runtime.UnlockOSThread"]])
  }

  @Test("of a lock cycle are the unlocks of what is held, with the lock as captured variable")
  func unlocks() throws {
    let sample = try SampleCatalog.sample(of: "lock-cycle")
    let process = try Program(opening: sample.binary()).process(of: openCore(sample.core))
    #expect(
      pending(process, in: "main.transfer")
        == [["sync.(*Mutex).Unlock"], ["sync.(*Mutex).Unlock"]])
  }
}
