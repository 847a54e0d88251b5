// The argument words of frames, from the compiler's byte streams.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The arguments of a frame")
struct ArgumentsTests {
  static let architectures = Architecture.supported

  /// What is printed for main.target, called with `words` in its argument slots.
  private func print(
    _ architecture: Architecture = .amd64, info: [UInt8]?, liveness: [UInt8]? = nil,
    index: [Step] = [], words: [UInt64] = [], release: RuntimeShape = .go125,
    inlined: [SyntheticInlining] = [], inlineIndex: [Step] = [], unmapped: Bool = false
  ) throws -> String {
    let target = SyntheticFunction("main.target", frame: 0x20).with {
      $0.argumentInfo = info
      $0.argumentLiveness = liveness
      $0.livenessIndex = index
      $0.inlined = inlined
      $0.inlineIndex = inlineIndex
    }
    var drawn = SyntheticProcess(
      architecture, shape: release, functions: SyntheticFunction.usual + [target])
    let frames = [SyntheticFrame("main.target"), SyntheticFrame("runtime.goexit", 1)]
    let range = drawn.mapStack()
    let stack = drawn.draw(frames, on: range, slack: unmapped ? 0 : 0x100)
    if !unmapped {
      let arguments = stack.frameEnds[0] + UInt64(architecture.argumentsOffset)
      drawn.memory.words(words, at: arguments)
    }
    let process = try drawn.open()
    var walk = Walk(process)
    let trace = walk.trace(from: StackStart(drawn, frames[0], stack))
    var printer = ArgumentReader(walk.program)
    var text: [UInt8] = []
    printer.print(try #require(trace.frames.first), to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  @Test("are words in hexadecimal, from where the caller put them", arguments: architectures)
  func words(architecture: Architecture) throws {
    let word = UInt8(architecture.pointerSize)
    #expect(
      try print(
        architecture, info: [0, word, word, word, 0xff], words: [0xdead_beef, 0])
        == "0xdeadbeef, 0x0")
  }

  @Test("are cut to their sizes")
  func sizes() throws {
    #expect(
      try print(info: [0, 1, 1, 1, 2, 2, 4, 4, 0xff], words: [0x8877_6655_4433_2211])
        == "0x11, 0x22, 0x4433, 0x88776655")
  }

  @Test("are grouped by braces, however deep")
  func aggregates() throws {
    #expect(
      try print(
        info: [0xfe, 0, 8, 0xfe, 8, 8, 0xfd, 0xfd, 16, 8, 0xff], words: [1, 2, 3])
        == "{0x1, {0x2}}, 0x3")
    #expect(try print(info: [0xfe, 0xfd, 0, 8, 0xff], words: [1]) == "{}, 0x1")
  }

  @Test("that are too many end in an ellipsis, and those out of reach are underscores")
  func elided() throws {
    #expect(try print(info: [0, 8, 0xfc, 0xff], words: [1]) == "0x1, ...")
    #expect(try print(info: [0, 8, 0xfb, 0xff], words: [1]) == "0x1, _")
    #expect(try print(info: [0xfe, 0xfc, 0xfd, 0xff]) == "{...}")
  }

  @Test("are nothing where the function has none, or says nothing of them")
  func none() throws {
    #expect(try print(info: [0xff]) == "")
    #expect(try print(info: nil) == "")
  }

  @Test("that may be dead have a question mark")
  func dead() throws {
    // Slots from offset 8 on are tracked; map 1 has the first of them live, map 2 the second.
    let info: [UInt8] = [0, 8, 8, 8, 16, 8, 0xff]
    let live: [UInt8] = [8, 0b01, 0b10]
    func text(_ value: Int32) throws -> String {
      try print(
        info: info, liveness: live, index: [Step(below: 0x100, value)], words: [1, 2, 3])
    }
    #expect(try text(1) == "0x1, 0x2, 0x3?")
    #expect(try text(2) == "0x1, 0x2?, 0x3")
    // 0 and -1 mean that all are live.
    #expect(try text(0) == "0x1, 0x2, 0x3")
    #expect(try text(-1) == "0x1, 0x2, 0x3")
  }

  @Test("have their liveness in as many bytes as it takes")
  func manySlots() throws {
    let info: [UInt8] = (0..<10).flatMap { index -> [UInt8] in [UInt8(index * 8), 8] } + [0xff]
    let text = try print(
      info: info, liveness: [0, 0b1111_1111, 0b01], index: [Step(below: 0x100, 1)],
      words: Array(repeating: 7, count: 10))
    #expect(text == Array(repeating: "0x7", count: 9).joined(separator: ", ") + ", 0x7?")
  }

  @Test("are judged at the call within the function, until go1.20 at the outermost inlined call")
  func inlinedLiveness() throws {
    // At the pc the slot is dead; at the inlined call's place in the function it is live.
    func text(_ release: RuntimeShape) throws -> String {
      try print(
        info: [0, 8, 0xff], liveness: [0, 0b1, 0b0],
        index: [Step(below: 0x20, 1), Step(below: 0x100, 2)], words: [5], release: release,
        inlined: [SyntheticInlining("main.inner", parentOffset: 0x10)],
        inlineIndex: [Step(below: 0x30, -1), Step(below: 0x100, 0)])
    }
    #expect(try text(.go119) == "0x5")
    #expect(try text(.go121) == "0x5?")
    #expect(try text(.go127) == "0x5?")
  }

  @Test("that cannot be read are a question mark")
  func unreadable() throws {
    #expect(try print(info: [8, 8, 0x80, 8, 0xff], unmapped: true) == "?, ?")
  }

  @Test("of a stream without an end are none")
  func endlessStream() throws {
    // The drawing pads with 0xff behind the functions' data, so the stream is made longer than read.
    #expect(try print(info: [UInt8](repeating: 0xfc, count: 400)) == "")
  }

  @Test("of a size that no word has are words")
  func oddSize() throws {
    #expect(try print(info: [0, 8, 8, 0xff], words: [1, 2]) == "0x1, 0x2")
    #expect(try print(info: [0, 3, 0xff], words: [5]) == "0x5")
  }
}
