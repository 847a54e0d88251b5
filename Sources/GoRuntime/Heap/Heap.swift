// The Go heap by address: which span an address lies in, and which object.
//
// Sources: runtime/mheap.go (arenas, mspan, spanOf), runtime/mbitmap.go (isFree, typePointersOfUnchecked),
// internal/runtime/gc (size classes); go1.19 to go1.27.

package import ElfCore

/// What a span is used for (`mSpanState`).
package enum SpanState: UInt8, Sendable {
  case dead = 0
  /// Objects of the garbage-collected heap.
  case inUse = 1
  /// Stacks and work of the runtime's own.
  case manual = 2
}

/// A run of pages of the heap (`runtime.mspan`).
package struct Span: Sendable, Equatable {
  package let address: Address
  package let range: AddressRange
  /// Nil for a number that stands for no state: the record is damaged.
  package let state: SpanState?
  /// The size class, and in the lowest bit whether its objects hold no pointers.
  package let spanClass: UInt8
  /// Bytes of one object, its header included.
  package let elementSize: UInt64
  package let elementCount: UInt64
  package let freeIndex: UInt64
  package let allocationBits: Address
  /// The type of a large object's header; null where none is kept.
  package let largeType: Address

  /// Whether it holds one object larger than any size class.
  package var isLarge: Bool { spanClass >> 1 == 0 }
  /// Whether its objects hold no pointers.
  package var isPointerFree: Bool { spanClass & 1 != 0 }
}

/// An object of the heap, or the slot of one that was freed.
package struct HeapObject: Sendable, Equatable {
  package let span: Span
  package let index: UInt64
  /// The slot, which begins with a header where the runtime keeps one.
  package let slot: AddressRange
  /// Bytes of the header.
  package let headerSize: Int
  /// Whether it is allocated; nil if the bitmap cannot be read.
  package let isAllocated: Bool?
  /// The type that it was allocated as, or that of its elements; nil if the runtime does not keep it.
  package let typeName: String?

  /// Where the program's part begins.
  package var start: Address { slot.start &+ headerSize }
}

/// What the heap has at an address.
package enum HeapPlace: Sendable, Equatable {
  /// No arena of the heap is there.
  case outside
  /// In an arena, in pages that belong to no span.
  case unused
  /// In a span that was freed.
  case freed(Span)
  /// In a span of stacks or of the runtime's.
  case manual(Span)
  /// In the tail of a span, behind its last object.
  case tail(Span)
  case object(HeapObject)
  /// In a span whose record makes no sense.
  case damaged(Span)
  /// The heap's own records cannot be read.
  case unreadable(RecordError)
}

/// The heap of a process.
package struct Heap: Sendable {
  /// `numSpanClasses`: 68 size classes, each with and without pointers, in every release.
  package static let spanClassCount = 136
  /// `pageSize`, in every release.
  private static let pageSize: UInt64 = 8_192
  private let process: GoProcess
  private let arenas: Address
  /// How many first-level tables `mheap_.arenas` has.
  private let tableCount: Int

  /// The heap; nil where the layout of its records is unknown.
  package init?(_ process: GoProcess) {
    let needs: [RuntimeField] = [
      .arenaSpans, .spanStart, .spanPageCount, .spanState, .spanElementSize,
    ]
    let tables = process.variable(.heap)[.heapArenas]
    guard let arenas = try? tables.address(), needs.allSatisfy({ process.facts[$0] != nil }) else {
      return nil
    }
    self.process = process
    self.arenas = arenas
    // An array of one pointer on Linux; on no supported system is it larger than this.
    tableCount = max(1, min((tables.size ?? 0) / process.memory.pointerSize, 64))
  }

  /// What is at `address`.
  package func place(of address: Address) -> HeapPlace {
    do throws(RecordError) {
      guard let (span, isInArena) = try span(holding: address) else { return .outside }
      guard let span else { return isInArena ? .unused : .outside }
      // A freed span stays in the arena's table until its pages are used again.
      guard span.range.contains(address) else { return .unused }
      switch span.state {
      case .dead?: return .freed(span)
      case .manual?: return .manual(span)
      case .inUse?: return object(at: address, in: span).map { .object($0) } ?? .tail(span)
      case nil: return .damaged(span)
      }
    } catch {
      return .unreadable(error)
    }
  }

  /// The objects beside one in its span: the one before and the one behind.
  package func neighbours(of object: HeapObject) -> [HeapObject] {
    var found: [HeapObject] = []
    if object.index > 0 {
      let before = Address(object.slot.start.rawValue &- object.span.elementSize)
      if let other = self.object(at: before, in: object.span) { found.append(other) }
    }
    if let other = self.object(at: object.slot.end, in: object.span) { found.append(other) }
    return found
  }

  /// The pages of the span whose record is at `address`; nil where it cannot be read.
  package func range(ofSpanAt address: Address) -> AddressRange? {
    (try? read(process.record(at: address)))?.range
  }

  /// The objects of a span that the collector marked although they are free, at most `limit`.
  package func markedFreeObjects(inSpanAt address: Address, limit: Int) -> [HeapObject] {
    guard let span = try? read(process.record(at: address)),
      let allocationBits = try? process.record(at: address)[.spanAllocationBits].address(),
      // `gcmarkBits` follows `allocBits` in every release (runtime/mheap.go mspan).
      let markBits = try? process.memory.pointer(allocationBits &+ process.memory.pointerSize)
    else { return [] }
    var found: [HeapObject] = []
    for index in 0..<min(span.elementCount, Self.pageSize) where found.count < limit {
      guard let byte = try? process.memory.load(markBits &+ Int(index / 8), as: UInt8.self) else {
        break
      }
      guard byte & (1 << UInt8(index % 8)) != 0,
        let object = object(
          at: span.range.start &+ Int(truncatingIfNeeded: index &* span.elementSize), in: span),
        object.isAllocated == false
      else { continue }
      found.append(object)
    }
    return found
  }

  /// The entry of the arena's table for an address; nil outside of all arenas.
  private func span(
    holding address: Address
  ) throws(RecordError) -> (span: Span?, isInArena: Bool)? {
    let pointerSize = process.memory.pointerSize
    let addressing = process.architecture.addressing
    let shifted = (address.rawValue &- addressing.arenaBase)
    if pointerSize == 4, address.rawValue >> 32 != 0 { return nil }
    let number = shifted >> UInt64(addressing.arenaBits)
    // 48 bits of addresses on 64-bit processors, 32 on others (heapAddrBits).
    let bits = (pointerSize == 8 ? 48 : 32) - addressing.arenaBits
    guard number < 1 << UInt64(bits) else { return nil }
    let perTable = (1 << UInt64(bits)) / UInt64(tableCount)
    let table = try process.runtime.place(at: arenas).pointer(Int(number / perTable))
    guard !table.isNull else { return nil }
    let entry = process.runtime.place(at: table)
    guard let arena = try touchedPointer(entry, Int(number % perTable)) else { return nil }
    let page = (shifted & ((1 << UInt64(addressing.arenaBits)) - 1)) / Self.pageSize
    let spans = process.record(at: arena)[.arenaSpans]
    guard let span = try touchedPointer(spans, Int(page)) else { return (nil, true) }
    return (try read(process.record(at: span)), true)
  }

  /// An element of a table of pointers; nil where it is null. Most of such a table was never touched, and
  /// untouched pages are not dumped. Fails where the element is lost.
  private func touchedPointer(
    _ table: RuntimePlace, _ index: Int
  ) throws(RecordError) -> Address? {
    do throws(RecordError) {
      let address = try table.pointer(index)
      return address.isNull ? nil : address
    } catch {
      if case .unreadable(.truncated) = error { throw error }
      return nil
    }
  }

  /// Reads an `mspan`.
  private func read(_ record: RuntimeRecord) throws(RecordError) -> Span {
    let start = try record[.spanStart].integer()
    let (length, overflow) = try record[.spanPageCount].integer().multipliedReportingOverflow(
      by: Self.pageSize)
    let (end, wraps) = start.addingReportingOverflow(length)
    let state = UInt8(truncatingIfNeeded: try record[.spanState].integer())
    return Span(
      address: record.address,
      range: AddressRange(
        start: Address(start), end: overflow || wraps ? Address(start) : Address(end)),
      state: SpanState(rawValue: state),
      spanClass: UInt8(truncatingIfNeeded: try record.integer(ifPresent: .spanClass)),
      elementSize: try record[.spanElementSize].integer(),
      elementCount: try record.integer(ifPresent: .spanElementCount),
      freeIndex: try record.integer(ifPresent: .spanFreeIndex),
      allocationBits: try record.pointer(ifPresent: .spanAllocationBits),
      largeType: try record.pointer(ifPresent: .spanLargeType))
  }

  /// The object of a span that an address lies in; nil behind the last.
  private func object(at address: Address, in span: Span) -> HeapObject? {
    guard span.elementSize > 0, span.range.contains(address) else { return nil }
    let index = (address.rawValue - span.range.start.rawValue) / span.elementSize
    guard index < span.elementCount else { return nil }
    let start = span.range.start.rawValue + index * span.elementSize
    let (end, overflow) = start.addingReportingOverflow(span.elementSize)
    guard !overflow, end <= span.range.end.rawValue else { return nil }
    let slot = AddressRange(start: Address(start), end: Address(end))
    let allocated = isAllocated(index, in: span)
    let (header, type) = header(of: slot, in: span)
    return HeapObject(
      span: span, index: index, slot: slot, headerSize: header, isAllocated: allocated,
      typeName: allocated == true ? type : nil)
  }

  /// `mspan.isFree`: all objects below the free index are allocated; the bitmap has the others.
  private func isAllocated(_ index: UInt64, in span: Span) -> Bool? {
    if index < span.freeIndex { return true }
    guard process.facts[.spanAllocationBits] != nil, index < 1 << 40,
      let byte = try? process.memory.load(
        span.allocationBits &+ Int(index / 8), as: UInt8.self)
    else { return nil }
    return byte & (1 << UInt8(index % 8)) != 0
  }

  /// The size of a slot's header in bytes, and the name of the type that it keeps. Since go1.22 objects
  /// with pointers that are too large for a bitmap in their span have a header (`heapBitsInSpan`: those of
  /// more than 512 bytes, or 128 on 32-bit processors).
  private func header(of slot: AddressRange, in span: Span) -> (size: Int, type: String?) {
    let word = process.memory.pointerSize
    guard process.facts[.spanLargeType] != nil, !span.isPointerFree else { return (0, nil) }
    if span.isLarge { return (0, name(span.largeType, within: slot.count)) }
    guard span.elementSize > UInt64(word * word * 8),
      let type = process.memory.pointerIfThere(slot.start)
    else { return (0, nil) }
    // `mallocHeaderSize` is 8 on 32-bit processors, too.
    return (8, name(type, within: slot.count))
  }

  /// The name of the type at an address; nil if none is there, or one of more than `limit` bytes.
  private func name(_ type: Address, within limit: UInt64) -> String? {
    guard !type.isNull, let size = try? process.record(at: type)[.typeSize].word(), size > 0,
      size <= limit
    else { return nil }
    return process.typeNames.name(of: type)
  }
}
