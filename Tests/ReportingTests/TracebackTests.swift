// The runtime's own text, as each release words it.

import CrashAnalysis
import ElfCore
import GoRuntime
import Reporting
import TestSupport
import Testing

@Suite("The traceback")
struct TracebackTests {
  @Test(
    "of a parked goroutine is what the runtime prints",
    arguments: [
      (RuntimeShape.go119, "goroutine 9 [chan receive]:"),
      (.go121, "goroutine 9 [chan receive]:"),
      (.go125, "goroutine 9 gp=GP m=nil [chan receive]:"),
    ])
  func parked(shape: RuntimeShape, header: String) throws {
    var drawn = SyntheticProcess(shape: shape)
    let (address, stack) = drawn.add(
      SyntheticGoroutine(
        id: 9, frames: [SyntheticFrame("main.work"), SyntheticFrame("runtime.goexit", 1)]))
    drawn.set("runtime.g", "gopc", of: address, drawn.pc("main.main", 0x30))
    drawn.set("runtime.g", "parentGoid", of: address, 1)
    func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
    let creator = shape.hasParent ? " in goroutine 1" : ""
    let expected = """
      \(header.replacing("GP", with: hex(address)))
      main.work()
      \t/app/main.go:41 +0x40 fp=\(hex(stack.frameEnds[0])) sp=\(hex(stack.stackPointers[0])) pc=\(hex(drawn.pc("main.work")))
      runtime.goexit()
      \t/src/runtime.go:10 +0x1 fp=\(hex(stack.frameEnds[1])) sp=\(hex(stack.stackPointers[1])) pc=\(hex(drawn.pc("runtime.goexit", 1)))
      created by main.main\(creator)
      \t/app/main.go:21 +0x30

      """
    #expect(try drawn.report().traceback(showsValues: true) == expected)
  }

  @Test("names the machine that ran the goroutine")
  func running() throws {
    var drawn = SyntheticProcess()
    let (address, stack) = drawn.add(SyntheticGoroutine(id: 1, status: 2))
    let (machine, _, _) = drawn.addMachine(id: 5, thread: 31, current: address)
    drawn.addThread(31, at: (drawn.pc("runtime.gopark"), stack.stackPointer))
    let text = try drawn.report().traceback(showsValues: true)
    #expect(
      text.hasPrefix("goroutine 1 gp=\(Address(address)) m=5 mp=\(Address(machine)) [running]:\n"))
    // Goroutine 1 is nobody's.
    #expect(!text.contains("created by"))
  }

  @Test("of a function without a frame, struck by a signal, has its caller in the link register")
  func leaf() throws {
    let sent = CoreNotes(.arm64).sentDescriptor(number: 6, sender: 77, user: 1_000)
    let signal = SyntheticSignalDeath(SyntheticDeath(.arm64, inner: [])) { death in
      SignalDrawing(
        pc: death.drawn.pc("main.leaf"), sp: death.stack.stackPointer, information: sent,
        registers: [30: death.drawn.pc("main.work")])
    }
    let text = try signal.death.drawn.report().traceback(showsValues: true)
    let functions = text.split(separator: "\n").dropFirst().prefix { !$0.hasPrefix("goroutine") }
      .filter { !$0.hasPrefix("\t") }
    #expect(
      functions.map(String.init)
        == ["main.leaf()", "main.work()", "main.main()", "runtime.main()", "runtime.goexit()"])
  }

  @Test("begins where the runtime began: at the call of panic")
  func panic() throws {
    var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    death.drawn.add(SyntheticGoroutine(id: 9))
    let lines = try death.drawn.report().traceback(showsValues: true).split(separator: "\n").map(
      String.init)
    #expect(lines[0].hasPrefix("goroutine 7 gp="))
    #expect(lines[1].hasPrefix("panic("))
    #expect(!lines.contains { $0.hasPrefix("runtime.fatalpanic") })
    #expect(lines.contains { $0.hasPrefix("goroutine 9 gp=") })
  }

  /// A goroutine of `depth` frames of main.work and goexit.
  private func deep(_ depth: Int, shape: RuntimeShape) throws -> String {
    var drawn = SyntheticProcess(shape: shape)
    let frames =
      Array(repeating: SyntheticFrame("main.work"), count: depth - 1)
      + [SyntheticFrame("runtime.goexit", 1)]
    let range = drawn.mapStack(size: 0x40 * (depth + 8))
    let stack = drawn.draw(frames, on: range)
    let (g, _) = drawn.add(SyntheticGoroutine(id: 5))
    for (name, value) in [
      ("stack.lo", range.start.rawValue), ("stack.hi", range.end.rawValue),
      ("sched.sp", stack.stackPointer), ("sched.pc", drawn.pc("main.work")),
    ] { drawn.set("runtime.g", name, of: g, value) }
    return try drawn.report().traceback(showsValues: true)
  }

  private func frameCount(_ text: String) -> Int {
    text.split(separator: "\n").filter {
      $0.hasPrefix("main.work(") || $0.hasPrefix("runtime.goexit(")
    }.count
  }

  @Test(
    "of a hundred frames is whole, of more the innermost and the outermost fifty",
    arguments: [
      (100, nil), (101, "...1 frames elided..."), (700, "...600 frames elided..."),
    ] as [(Int, String?)])
  func elision(depth: Int, message: String?) throws {
    let text = try deep(depth, shape: .go125)
    #expect(frameCount(text) == 100)
    #expect(text.contains("runtime.goexit("))
    if let message {
      let lines = text.split(separator: "\n").map(String.init)
      // A header, then two lines for each frame.
      #expect(lines.firstIndex(of: message) == 1 + 2 * 50)
    } else {
      #expect(!text.contains("elided"))
    }
  }

  @Test(
    "up to go1.20 is cut after a hundred frames, and says so where exactly a hundred were printed",
    arguments: [
      (99, 99, false), (100, 100, true), (300, 100, true),
    ])
  func oldElision(depth: Int, frames: Int, isTold: Bool) throws {
    let text = try deep(depth, shape: .go119)
    #expect(frameCount(text) == frames)
    #expect(text.contains("...additional frames elided...") == isTold)
  }

  @Test("prints inlined calls without arguments, before the frame that holds them")
  func inlined() throws {
    let outer = SyntheticFunction("main.outer", frame: 0x28, file: "/app/a.go", line: 100).with {
      $0.inlined = [SyntheticInlining("main.inner", parentOffset: 0x8)]
      $0.inlineIndex = [Step(below: 0x10, -1), Step(below: 0x100, 0)]
      $0.lines = [Step(below: 0x10, 100), Step(below: 0x100, 200)]
    }
    var drawn = SyntheticProcess(functions: SyntheticFunction.usual + [outer])
    drawn.add(
      SyntheticGoroutine(
        id: 1, frames: [SyntheticFrame("main.outer"), SyntheticFrame("runtime.goexit", 1)]))
    let text = try drawn.report().traceback(showsValues: true)
    #expect(
      text.contains("main.inner(...)\n\t/app/a.go:200\nmain.outer()\n\t/app/a.go:100 +0x40 fp="))
  }

  @Test(
    "prints labels since go1.27, quoted where they have more than letters and digits",
    arguments: [
      ("tenant", "acme", "{tenant: acme}"), ("a.b/c_d", "", "{a.b/c_d: }"),
      ("k", "two words", #"{k: "two words"}"#), ("k", "q\"b\\", #"{k: "q\"b\\"}"#),
      ("k", "é\u{1}\u{1F600}", #"{k: "\u00e9\x01\U0001f600"}"#),
    ])
  func labels(key: String, value: String, text: String) throws {
    var drawn = SyntheticProcess(shape: .go127)
    let (address, _) = drawn.add(SyntheticGoroutine(id: 1))
    let array = drawn.onHeap(32)
    drawn.memory.writeGoString(key, at: array, bytesIn: drawn.heap)
    drawn.memory.writeGoString(value, at: array + 16, bytesIn: drawn.heap)
    let set = drawn.onHeap(64)
    drawn.memory.words(
      [array, 1, 1],
      at: set + UInt64(drawn.field("internal/runtime/pprof/label.Set", "List").offset))
    drawn.set("runtime.g", "labels", of: address, set)
    let header = try #require(
      try drawn.report().traceback(showsValues: true).split(separator: "\n").first)
    #expect(header.hasSuffix("[chan receive] \(text):"))
  }
}
