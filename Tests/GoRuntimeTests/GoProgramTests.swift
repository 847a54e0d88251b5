// A program: what it hands out, and what it knows of its code.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A program")
struct GoProgramTests {
  private func program() throws -> (program: GoProgram, drawn: SyntheticProcess) {
    let drawn = SyntheticProcess(
      functions: SyntheticFunction.usual + [SyntheticFunction("main.work", frame: 0x28)])
    return (GoProgram(try drawn.open()), drawn)
  }

  @Test("tells the frames of a code point, and the point itself")
  func point() throws {
    let (program, drawn) = try program()
    let pc = Address(drawn.pc("main.work", 8))
    let index = try #require(program.point(at: pc, isExact: true))
    #expect(program[index].pc == pc)
    #expect(program[index].entry == Address(drawn.pc("main.work", 0)))
    #expect(program.frames(at: index).map(program.functionName) == ["main.work"])
  }

  @Test("knows nothing of an index that is none", arguments: [Int32.min, -1, 1_000_000, .max])
  func noPoint(index: Int32) throws {
    let (program, _) = try program()
    #expect(program[index].pc.isNull)
    #expect(program[index].stackDelta == 0)
    #expect(program.frames(at: index).isEmpty)
  }
}
