// The heap by address: spans, objects and what is neither, out of drawn records.

import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The heap")
struct HeapTests {
  /// Sixteen pages from the start, so that the records drawn on the heap are not in the way.
  private static let page: UInt64 = 16

  private func heap(
    _ architecture: Architecture = .amd64, loadBias: UInt64 = 0,
    _ draw: (inout SyntheticProcess) -> Void
  ) throws -> Heap {
    var drawn = SyntheticProcess(architecture, loadBias: loadBias)
    drawn.drawHeap()
    draw(&drawn)
    return try #require(Heap(try drawn.open()))
  }

  private func span(_ change: (inout SyntheticSpan) -> Void = { _ in }) -> SyntheticSpan {
    var span = SyntheticSpan(page: Self.page)
    change(&span)
    return span
  }

  /// What is at `offset` bytes from the start of `span`.
  private func place(_ offset: UInt64, in span: SyntheticSpan) throws -> HeapPlace {
    var address: UInt64 = 0
    let heap = try heap {
      $0.add(span)
      address = $0.object(0, of: span) + offset
    }
    return heap.place(of: Address(address))
  }

  private func object(_ place: HeapPlace) throws -> HeapObject {
    let object: HeapObject? = if case .object(let object) = place { object } else { nil }
    return try #require(object, "\(place)")
  }

  @Test(
    "knows the object that an address lies in, on any processor and wherever the program was loaded",
    arguments: [Architecture.amd64, .arm64, .i386], [0, 0x1000_0000])
  func inside(architecture: Architecture, loadBias: UInt64) throws {
    var address: UInt64 = 0
    let span = span { $0.freeIndex = 4 }
    let heap = try heap(architecture, loadBias: loadBias) {
      $0.add(span)
      address = $0.object(3, of: span)
    }
    let found = try object(heap.place(of: Address(address + 17)))
    #expect(found.index == 3)
    #expect(found.slot == AddressRange(start: Address(address), end: Address(address + 64)))
    #expect(found.start == Address(address))
    #expect(found.isAllocated == true)
    #expect(found.span.elementCount == 128)
  }

  @Test("takes objects below the free index for allocated, and the others by the bitmap")
  func allocation() throws {
    let span = span {
      $0.freeIndex = 8
      $0.allocated = [9, 11, 64]
    }
    for (index, expected) in [(7, true), (8, false), (9, true), (10, false), (64, true)] {
      let found = try object(place(UInt64(index) * 64, in: span))
      #expect(found.isAllocated == expected, "object \(index)")
    }
  }

  @Test("tells what is in a span and no object")
  func notObjects() throws {
    let uneven = span { $0.elementSize = 48 }
    guard case .tail = try place(170 * 48, in: uneven) else {
      Issue.record("behind the last object there is no tail")
      return
    }
    guard case .freed = try place(0, in: span { $0.state = 0 }) else {
      Issue.record("the span is not freed")
      return
    }
    guard case .manual = try place(100, in: span { $0.state = 2 }) else {
      Issue.record("the span is not the runtime's")
      return
    }
    #expect(try place(SyntheticProcess.pageSize, in: span()) == .unused)
  }

  @Test("is not where no arena is")
  func outside() throws {
    let heap = try heap { _ in }
    for address in [0, 0x1000, 0x7fff_ffff_0000, UInt64.max] {
      // Of the table of arenas only one entry is drawn: the others cannot be read, or are null.
      #expect(heap.place(of: Address(address)) == .outside)
    }
  }

  @Test("names the type that the header of an object keeps, where it can be one")
  func typeHeader() throws {
    var (address, pointer): (UInt64, UInt64) = (0, 0)
    var large = span { $0.elementSize = 1_024 }
    large.freeIndex = 2
    let heap = try heap {
      let type = $0.type("orders.Cart", kind: 25)
      $0.set("internal/abi.Type", "Size_", of: type, 500)
      $0.add(large)
      address = $0.object(0, of: large)
      pointer = $0.object(1, of: large)
      $0.memory.word(type, at: address)
      // Too large for its slot: what lies there is no type.
      let other = $0.type("orders.Crate", kind: 25)
      $0.set("internal/abi.Type", "Size_", of: other, 5_000)
      $0.memory.word(other, at: pointer)
    }
    let found = try object(heap.place(of: Address(address + 8)))
    #expect(found.typeName == "orders.Cart")
    #expect(found.headerSize == 8)
    #expect(found.start == Address(address + 8))
    #expect(try object(heap.place(of: Address(pointer))).typeName == nil)
  }

  @Test("gives objects without pointers no header")
  func pointerFree() throws {
    let found = try object(
      place(
        0,
        in: span {
          $0.elementSize = 1_024
          $0.spanClass = 21
        }))
    #expect(found.headerSize == 0)
    #expect(found.typeName == nil)
  }

  @Test("has the objects before and behind one, and none beyond the span")
  func neighbours() throws {
    let span = span { $0.freeIndex = 128 }
    var first: UInt64 = 0
    let heap = try heap {
      $0.add(span)
      first = $0.object(0, of: span)
    }
    func neighbours(_ index: UInt64) throws -> [UInt64] {
      try heap.neighbours(of: object(heap.place(of: Address(first + index * 64)))).map(\.index)
    }
    #expect(try neighbours(5) == [4, 6])
    #expect(try neighbours(0) == [1])
    #expect(try neighbours(127) == [126])
  }

  @Test("says which record cannot be read")
  func unreadable() throws {
    var address: UInt64 = 0
    let heap = try heap {
      let span = span()
      $0.add(span)
      address = $0.object(0, of: span)
      $0.drawSpanPointer(0x7f00_0000_0000, page: Self.page)
    }
    guard case .unreadable(.unreadable(.unmapped(let place))) = heap.place(of: Address(address))
    else {
      Issue.record("the record was read")
      return
    }
    #expect(place.rawValue >> 12 == 0x7f00_0000_0000 >> 12)
  }

  @Test("survives spans whose numbers make no sense")
  func hostile() throws {
    for change: (inout SyntheticSpan) -> Void in [
      { $0.elementSize = 0 }, { $0.elementSize = .max }, { $0.freeIndex = 0xffff },
    ] {
      let span = span(change)
      var address: UInt64 = 0
      let heap = try heap {
        let record = $0.add(span)
        address = $0.object(0, of: SyntheticSpan(page: Self.page))
        $0.set("runtime.mspan", "nelems", of: record, 0xffff)
        $0.set("runtime.mspan", "npages", of: record, .max)
      }
      #expect(heap.place(of: Address(address)) == .unused)
    }
  }

  @Test("has no object that would end behind its span")
  func reachesOut() throws {
    var span = span { $0.elementSize = SyntheticProcess.pageSize - 2 }
    span.freeIndex = 2
    var address: UInt64 = 0
    let heap = try heap {
      let record = $0.add(span)
      $0.set("runtime.mspan", "nelems", of: record, 2)
      address = $0.object(1, of: span)
    }
    guard case .tail = heap.place(of: Address(address)) else {
      Issue.record("\(heap.place(of: Address(address)))")
      return
    }
  }

  @Test("does not take a span in no known state for one that was freed")
  func unknownState() throws {
    let place = try place(0, in: span { $0.state = 7 })
    guard case .damaged = place else {
      Issue.record("\(place)")
      return
    }
  }

  @Test(
    "may hold an address of which its records are lost",
    arguments: [0x40, 0x20000])
  func cutOff(left: Int) throws {
    var drawn = SyntheticProcess()
    drawn.drawHeap()
    let span = span()
    drawn.add(span)
    let address = drawn.object(0, of: span) + 0x1000
    if left > 0x40 {
      // The records are there, but for the span's own.
      drawn.drawSpanPointer(drawn.heap + 0x3f000, page: Self.page)
    }
    // The heap comes last.
    let core = try openCore(Array(drawn.core.elf.bytes.dropLast(0x40000 - left)))
    let place = MemoryMap(GoProgram(try drawn.open(core))).place(of: Address(address))
    guard case .anonymous(true, false, mayBeHeap: true) = place else {
      Issue.record("\(place)")
      return
    }
  }

  @Test("does not hold what lies in no arena")
  func elsewhere() throws {
    var drawn = SyntheticProcess()
    drawn.drawHeap()
    drawn.memory.map(0x7f00_0000_0000, size: 0x1000)
    let place = MemoryMap(GoProgram(try drawn.open())).place(of: Address(0x7f00_0000_0010))
    guard case .anonymous(true, false, mayBeHeap: false) = place else {
      Issue.record("\(place)")
      return
    }
  }

  @Test(
    "is not there where a record's layout is not known",
    arguments: [
      ("runtime.mheap", "arenas"), ("runtime.heapArena", "spans"), ("runtime.mspan", "elemsize"),
    ])
  func noLayout(type: String, member: String) throws {
    var drawn = SyntheticProcess()
    drawn.drawHeap()
    let process = try drawn.open { facts in
      var members = facts.types[type]?.members ?? [:]
      members[member] = nil
      facts.types[type] = TypeLayout(size: facts.types[type]?.size ?? 0, members: members)
    }
    #expect(Heap(process).map { _ in true } == nil)
    #expect(Heap(try SyntheticProcess().open()).map { _ in true } == nil)
  }
}
