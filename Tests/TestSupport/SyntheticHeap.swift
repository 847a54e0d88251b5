// The records of the Go heap in a drawn process: the table of arenas, spans, central lists.

import DebugInfo
import ElfCore

/// A span as a test describes it.
package struct SyntheticSpan: Sendable {
  /// Its first page, counted from the start of the heap.
  package var page: UInt64
  package var pages: UInt64 = 1
  /// 1 in use, 2 of the runtime's own, 0 freed.
  package var state: UInt64 = 1
  /// The size class, doubled; 1 more where objects hold no pointers.
  package var spanClass: UInt64 = 10
  package var elementSize: UInt64 = 64
  package var freeIndex: UInt64 = 0
  /// Which objects from `freeIndex` on are allocated.
  package var allocated: [Int] = []
  /// Which objects the collector marked.
  package var marked: [Int] = []
  package var largeType: UInt64 = 0

  package init(page: UInt64) {
    self.page = page
  }
}

extension SyntheticProcess {
  /// Bytes of a page of the heap.
  package static let pageSize: UInt64 = 8_192
  /// Bytes of each central list, and where each keeps its class.
  private static let centralStride = 32
  private static let centralClass = 8
  private static let classCount = 136

  /// Draws the heap's own records: `mheap_` with an arena that begins at `heap`, and central lists.
  package mutating func drawHeap() {
    let pages = 0x40000 / Int(Self.pageSize)
    let lists = Self.classCount * Self.centralStride
    types["runtime.mheap"] = TypeLayout(
      size: 64 + lists,
      members: [
        "arenas": Field(offset: 16, size: word), "central": Field(offset: 64, size: lists),
      ])
    types["runtime.mcentral"] = TypeLayout(
      size: Self.centralStride, members: ["spanclass": Field(offset: Self.centralClass, size: 1)])
    types["runtime.heapArena"] = TypeLayout(
      size: 8 + pages * word, members: ["spans": Field(offset: 8, size: pages * word)])
    var span = LayoutDrawing(word: word)
    span.add("next", "startAddr", "npages", "allocBits", "gcmarkBits")
    span.add("freeindex", "nelems", size: 2)
    span.add("spanclass", "state.s.value", size: 1)
    span.add("elemsize", "largeType")
    types["runtime.mspan"] = span.layout
    let mheap = variable("runtime.mheap_", size: 64 + lists)
    for index in 0..<Self.classCount {
      let place = mheap + 64 + UInt64(index * Self.centralStride + Self.centralClass)
      memory.write(UInt64(index), at: place, size: 1)
    }
    let arena = onHeap(8 + pages * word)
    // Of the table of arenas only the entry of this one is drawn.
    let entry = onHeap(word)
    memory.word(arena, at: entry)
    let number =
      (heap &- architecture.addressing.arenaBase) >> UInt64(architecture.addressing.arenaBits)
    memory.word(entry &- number * UInt64(word), at: mheap + 16)
    self.arena = arena
  }

  /// Draws a span in the heap's table and gives the address of its record.
  @discardableResult
  package mutating func add(_ span: SyntheticSpan) -> UInt64 {
    let record = onHeap(types["runtime.mspan"]?.size ?? 0)
    let bytes = span.pages * Self.pageSize
    let size = Int(bytes / max(1, span.elementSize) / 8 + 1)
    let bits = bitmap(of: span.allocated, size: size)
    let marks = span.marked.isEmpty ? 0 : bitmap(of: span.marked, size: size)
    let members: [(String, UInt64)] = [
      ("startAddr", heap + span.page * Self.pageSize), ("npages", span.pages),
      ("allocBits", bits), ("gcmarkBits", marks), ("freeindex", span.freeIndex),
      ("nelems", bytes / max(1, span.elementSize)), ("spanclass", span.spanClass),
      ("state.s.value", span.state), ("elemsize", span.elementSize),
      ("largeType", span.largeType),
    ]
    for (name, value) in members { set("runtime.mspan", name, of: record, value) }
    for page in span.page..<span.page + span.pages { drawSpanPointer(record, page: page) }
    return record
  }

  /// Draws a bitmap of `size` bytes in which the bits of some objects are set.
  private mutating func bitmap(of objects: [Int], size: Int) -> UInt64 {
    let bits = onHeap(size)
    for index in objects {
      let neighbours = objects.filter { $0 / 8 == index / 8 }
      let byte = neighbours.reduce(0 as UInt64) { $0 | 1 << UInt64($1 % 8) }
      memory.write(byte, at: bits + UInt64(index / 8), size: 1)
    }
    return bits
  }

  /// Writes the address of a span's record into the arena's table.
  package mutating func drawSpanPointer(_ record: UInt64, page: UInt64) {
    memory.word(record, at: arena + 8 + page * UInt64(word))
  }

  /// The address of an object of a span.
  package func object(_ index: UInt64, of span: SyntheticSpan) -> UInt64 {
    heap + span.page * Self.pageSize + index * span.elementSize
  }
}
