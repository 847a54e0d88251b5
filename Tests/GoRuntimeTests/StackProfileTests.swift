// What a deep stack is made of: cycles, shares, and what is no cycle.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The profile of a stack")
struct StackProfileTests {
  private static let functions = [
    SyntheticFunction("main.a", frame: 0x18), SyntheticFunction("main.b", frame: 0x38),
    SyntheticFunction("main.c", frame: 0x58),
  ]

  /// The profile of a stack of main.`letters`, innermost first, and how a walk that keeps `keep` frames
  /// at either end saw it.
  private func profile(
    _ letters: String, keep: Int = 256
  ) throws -> (profile: StackProfile, program: GoProgram) {
    var drawn = SyntheticProcess(functions: SyntheticFunction.usual + Self.functions)
    let frames =
      letters.map { SyntheticFrame("main.\($0)") } + [SyntheticFrame("runtime.goexit", 1)]
    let stack = drawn.draw(frames, on: drawn.mapStack(size: 0x80000))
    let address = drawn.onHeap(drawn.types["runtime.g"]?.size ?? 0)
    for (name, value) in [
      ("stack.lo", stack.range.start.rawValue), ("stack.hi", stack.range.end.rawValue),
      ("goid", 7), ("atomicstatus.value", 4), ("sched.sp", stack.stackPointer),
      ("sched.pc", drawn.pc(frames[0].function)), ("sched.g", address),
    ] { drawn.set("runtime.g", name, of: address, value) }
    var walk = Walk(try drawn.open(), keep: keep)
    let trace = try #require(try walk.trace(of: address))
    #expect(trace.depth == frames.count)
    #expect((trace.profile != nil) == (frames.count > keep))
    return (
      walk.program.profile(of: trace),
      walk.program
    )
  }

  private func names(_ points: [Int32], _ program: GoProgram) -> String {
    points.map { point in
      program.frames(at: point).last
        .map { String(program.functionName($0).suffix(1)) } ?? "?"
    }.joined()
  }

  @Test("is the same whether frames were left out or not", arguments: [8, 256])
  func shares(keep: Int) throws {
    let (profile, program) = try profile(String(repeating: "ba", count: 100), keep: keep)
    #expect(profile.frames == 201)
    #expect(profile.bytes == 100 * (0x20 + 0x40) + 8)
    #expect(names(profile.shares.map(\.point), program).prefix(2) == "ba")
    #expect(profile.shares.prefix(2).map(\.frames) == [100, 100])
    #expect(profile.shares.prefix(2).map(\.bytes) == [6_400, 3_200])
  }

  @Test(
    "has the cycle in the order of its calls, from the outermost on",
    arguments: [
      (String(repeating: "a", count: 50), "a", 50), (String(repeating: "ba", count: 60), "ab", 60),
      // The innermost frames and the outermost are no part of it.
      ("ccb" + String(repeating: "cba", count: 40) + "bb", "abc", 40),
      // A function may stand twice in a cycle.
      (String(repeating: "abac", count: 30), "caba", 30),
      // A cycle that is broken and goes on is one.
      (
        String(repeating: "ab", count: 20) + "cc" + String(repeating: "ab", count: 20), "ba", 40
      ),
    ])
  func cycles(letters: String, cycle: String, repeats: UInt64) throws {
    let (profile, program) = try profile(letters)
    let recursion = try #require(profile.recursion)
    #expect(names(recursion.cycle, program) == cycle)
    #expect((repeats...repeats + 1).contains(recursion.repeats))
    let (short, _) = try self.profile(letters, keep: 4)
    #expect(short == profile)
  }

  @Test("has no cycle where nothing repeats without end")
  func none() throws {
    let (profile, _) = try profile("abc")
    #expect(profile.recursion == nil)
  }
}
