// Which of several images with Go code is looked at.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The Go images of a process")
struct GoImagesTests {
  private static let first: UInt64 = 0x7000_0000
  private static let second: UInt64 = 0x7100_0000
  private static let stack: UInt64 = 0x7200_0000

  /// A process whose first thread is at `pc`, with `word` on its stack.
  private func images(
    pc: UInt64, word: UInt64 = 0, signal: UInt16 = 6
  ) throws -> (process: ProcessImage, found: GoImages) {
    let core = try SyntheticCore(
      notes: [
        CoreNotes(.amd64).prstatus(
          thread: 1, signal: signal, registers: ["rip": pc, "rsp": Self.stack])
      ],
      memory: SyntheticGoLibrary(at: Self.first, id: "first/a").segments
        + SyntheticGoLibrary(at: Self.second, id: "second/b").segments
        + [.load(Self.stack, [UInt8](repeating: 0, count: 8) + word.bytes, flags: 6)]
    ).open()
    let process = core.image()
    return (process, GoImages(LoadedImage.all(of: process), memory: process.memory))
  }

  private func subject(_ images: (process: ProcessImage, found: GoImages)) -> String? {
    images.found.subject(of: images.process)?.buildIDs.go
  }

  @Test("are libraries that brought their own runtime")
  func runtimes() throws {
    let found = try images(pc: 0).found
    #expect(found.runtimes.map(\.buildIDs.go) == ["first/a", "second/b"])
    #expect(found.runtimes.map(\.base) == [Address(Self.first), Address(Self.second)])
  }

  @Test("are told apart by the code that the thread was in that died")
  func byCode() throws {
    #expect(try subject(images(pc: Self.first + 0x100)) == "first/a")
    #expect(try subject(images(pc: Self.second + 0x100)) == "second/b")
  }

  @Test("are told apart by what called the code of C in which the thread died")
  func byCaller() throws {
    #expect(try subject(images(pc: 0x1234, word: Self.second + 0x100)) == "second/b")
    #expect(try subject(images(pc: 0x1234)) == "first/a")
  }

  @Test("are told apart by where the signal struck that another of them raised again")
  func bySignalFrame() throws {
    let frame = SignalDrawing(
      pc: Self.second + 0x100, sp: Self.stack,
      information: CoreNotes(.amd64).sentDescriptor(number: 6, code: -6, sender: 1, user: 0))
    var drawn = SyntheticProcess()
    drawn.memory.map(0x7300_0000, size: 0x8000)
    let stack = AddressRange(start: Address(0x7300_0000), end: Address(0x7300_8000))
    let address = frame.draw(in: &drawn, on: stack)
    drawn.addThread(1, signal: 6, at: (Self.first + 0x100, address - 0x200))
    var core = drawn.core
    core.memory += SyntheticGoLibrary(at: Self.first, id: "first/a").segments
    core.memory += SyntheticGoLibrary(at: Self.second, id: "second/b").segments
    let process = try core.open().image()
    let found = GoImages(LoadedImage.all(of: process), memory: process.memory)
    #expect(subject((process, found)) == "second/b")
  }

  @Test("begin with the first one where nothing died")
  func alive() throws {
    #expect(try subject(images(pc: Self.second + 0x100, signal: 0)) == "first/a")
  }
}

extension UInt64 {
  fileprivate var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
