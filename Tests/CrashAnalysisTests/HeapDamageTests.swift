// What the runtime said of a damaged heap, followed into a drawn heap.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

/// A death over a heap of one span, whose objects have 64 bytes and of which the first four are
/// allocated.
private struct DamagedHeap {
  var death: Death
  private let span: SyntheticSpan
  /// The address of its `mspan`.
  let record: UInt64

  init(printing text: String, inner: [String] = [], functions: [SyntheticFunction] = []) {
    death = Death(
      inner: ["runtime.fatalthrow", "runtime.throw"] + inner, functions: functions)
    death.drawn.printBacklog(text)
    var span = SyntheticSpan(page: 16)
    span.freeIndex = 4
    span.marked = [1, 2, 6]
    self.span = span
    death.drawn.drawHeap()
    record = death.drawn.add(span)
  }

  /// The address of an object.
  func object(_ index: UInt64) -> UInt64 { death.drawn.object(index, of: span) }

  /// What was found out.
  func damage() throws -> HeapDamage? { try death.diagnose().heapDamage }
}

/// `0xc000020040`, as the runtime prints it.
private func printed(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

@Suite("A damaged heap")
struct HeapDamageTests {
  private static let heap: UInt64 = 0xc0_0000_0000
  private static let objects = heap + 0x20000
  private static let error = "fatal error: found bad pointer in Go heap\n"

  @Test("has the pointer that the runtime names, the objects that hold it, and their neighbours")
  func pointer() throws {
    // The sixth object is free.
    let bad = Self.objects + 5 * 64
    var drawing = DamagedHeap(
      printing: "runtime: pointer \(printed(bad)) to unused region of span\n"
        + "runtime: found in object at *(\(printed(Self.objects + 2 * 64))+0x10)\n" + Self.error)
    #expect(drawing.object(5) == bad)
    drawing.death.drawn.memory.word(bad, at: drawing.object(1) + 8)
    drawing.death.drawn.memory.word(bad, at: drawing.object(2) + 0x10)
    // What is free holds nothing.
    drawing.death.drawn.memory.word(bad, at: drawing.object(6))
    let damage = try #require(try drawing.damage())
    #expect(damage.pointer == Address(bad))
    #expect(damage.words == "freed slot of the heap, 64 bytes from \(printed(bad)), at its start")
    #expect(damage.holders.map(\.object.index) == [2, 1])
    #expect(damage.holders.map(\.offset) == [0x10, 8])
    #expect(damage.neighbours.map(\.index) == [1, 3])
    #expect(damage.isSearchComplete)
  }

  @Test(
    "has the state of the span that a bad pointer leads to, by the heap's own records",
    arguments: [
      (0, "a pointer to an unallocated span: mSpanDead, its pages were freed"),
      (2, "a pointer to a span that holds no objects: mSpanManual, the runtime's own"),
    ])
  func spanState(state: UInt64, words: String) throws {
    let bad = Self.heap + 20 * SyntheticProcess.pageSize + 0x64
    func damage(_ address: UInt64) throws -> HeapDamage? {
      var drawing = DamagedHeap(printing: "runtime: pointer \(printed(address))\n" + Self.error)
      var span = SyntheticSpan(page: 20)
      span.state = state
      drawing.death.drawn.add(span)
      return try drawing.damage()
    }
    #expect(try damage(bad)?.spanWords == words)
    #expect(
      try damage(bad + SyntheticProcess.pageSize)?.spanWords
        == "a pointer to an unallocated span: its pages belong to no span now")
    // A live object has none, nor has what is no heap.
    #expect(try damage(Self.objects + 64)?.spanWords == nil)
    #expect(try damage(0x17)?.spanWords == nil)
  }

  @Test("says that more words hold the pointer than are listed, and that no more were looked for")
  func manyHolders() throws {
    let bad = Self.objects + 5 * 64
    var drawing = DamagedHeap(printing: "runtime: pointer \(printed(bad))\n" + Self.error)
    for word in 0..<5 as Range<UInt64> {
      drawing.death.drawn.memory.word(bad, at: drawing.object(1) + word * 8)
    }
    let few = try #require(try drawing.damage())
    #expect(few.holders.count == 5)
    #expect(!few.hasMoreHolders)
    #expect(few.isSearchComplete)
    drawing.death.drawn.memory.word(bad, at: drawing.object(2))
    let many = try #require(try drawing.damage())
    #expect(many.holders.count == 5)
    #expect(many.hasMoreHolders)
    #expect(!many.isSearchComplete)
  }

  @Test("may have its bad pointer on a stack")
  func frame() throws {
    let drawing = DamagedHeap(
      printing: "runtime: bad pointer in frame main.work at 0xc000100000: 0x10\n"
        + "fatal error: invalid pointer found on stack\n")
    let damage = try #require(try drawing.damage())
    #expect(damage.pointer == Address(0x10))
    #expect(damage.place == .nilPage)
    // Without debug information the slot is known, and no variable is made up for it.
    #expect(damage.slot?.address == Address(0xc0_0010_0000))
    #expect(damage.slot?.words == "a word in the frame of main.work")
    #expect(damage.holders.isEmpty)
  }

  @Test("is what a check of unsafe pointers was about, unless its argument may be stale")
  func check() throws {
    func damage(isStale: Bool) throws -> HeapDamage? {
      let name = "runtime.checkptrAlignment"
      var drawing = DamagedHeap(
        printing: "fatal error: checkptr: misaligned pointer conversion\n", inner: [name],
        functions: [
          SyntheticFunction(name).with {
            $0.argumentInfo = [0, 8, 8, 8, 0xff]
            if isStale {
              $0.argumentLiveness = [0, 0b10]
              $0.livenessIndex = [Step(below: 0x100, 1)]
            }
          }
        ])
      drawing.death.drawn.memory.words(
        [drawing.object(1) + 4, 0], at: drawing.death.stack.frameEnds[2])
      return try drawing.damage()
    }
    let found = try #require(try damage(isStale: false))
    #expect(found.words == "heap object, 64 bytes from \(printed(Self.objects + 64)), at 0x4")
    #expect(found.neighbours.map(\.index) == [0, 2])
    #expect(!found.isSearchComplete)
    #expect(try damage(isStale: true) == nil)
  }

  @Test("has its bad pointer and the object that holds it from the frame, where the text is gone")
  func frameOfBadPointer() throws {
    let name = "runtime.badPointer"
    var drawing = DamagedHeap(
      printing: Self.error, inner: [name],
      functions: [
        SyntheticFunction(name).with { $0.argumentInfo = [0, 8, 8, 8, 16, 8, 24, 8, 0xff] }
      ])
    let bad = Self.objects + 5 * 64
    drawing.death.drawn.memory.words(
      [drawing.record, bad, drawing.object(2), 0x10], at: drawing.death.stack.frameEnds[2])
    let damage = try #require(try drawing.damage())
    #expect(damage.pointer == Address(bad))
    #expect(damage.holders.map(\.object.index) == [2])
    #expect(damage.holders.map(\.offset) == [0x10])
  }

  @Test("is a free object that was marked, by the span of the frame that reports it")
  func zombie() throws {
    let name = "runtime.(*mspan).reportZombies"
    var drawing = DamagedHeap(
      printing: "fatal error: found pointer to free object\n", inner: [name],
      functions: [SyntheticFunction(name).with { $0.argumentInfo = [0, 8, 0xff] }])
    drawing.death.drawn.memory.words([drawing.record], at: drawing.death.stack.frameEnds[2])
    // Of those that are marked the sixth is free.
    #expect(try drawing.damage()?.pointer == Address(Self.objects + 6 * 64))
  }

  @Test("is none where the runtime named no pointer")
  func none() throws {
    #expect(try DamagedHeap(printing: Self.error).damage() == nil)
    #expect(
      try DamagedHeap(printing: "runtime: pointer is bad\n" + Self.error).damage() == nil)
  }
}
