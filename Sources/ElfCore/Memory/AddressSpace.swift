// The memory of the process: one address space over the core file and the executables. It knows where
// each byte comes from, and which addresses were mapped but not dumped.

public import Basics

/// Where the bytes at an address come from. The order is that of precedence: where several sources have a
/// byte, it is taken from the first one.
package enum Provenance: UInt8, Sendable, CaseIterable {
  /// Dumped in the core file.
  case core
  /// Read from an executable, because the kernel leaves unmodified file pages out.
  case executable
  /// Lost at the end of a truncated core. An executable's unmodified pages can replace it.
  case truncated
  /// Mapped, but left out of the core.
  case notDumped
  /// The zero-filled end of an executable's segment for which the core has nothing.
  case zeroFill
}

/// A run of addresses whose bytes lie together in one file, or nowhere.
@frozen
@usableFromInline
struct Region: Sendable {
  @usableFromInline let start: UInt64
  @usableFromInline let end: UInt64
  /// The mapping that holds the bytes, as an index, or -1.
  @usableFromInline let file: Int
  /// The offset of `start` in that file.
  @usableFromInline let offset: Int
  @usableFromInline let kind: UInt8

  init(start: UInt64, end: UInt64, file: Int, offset: Int, provenance: Provenance) {
    self.start = start
    self.end = end
    self.file = file
    self.offset = offset
    self.kind = provenance.rawValue
  }

  var provenance: Provenance { Provenance(rawValue: kind) ?? .notDumped }
}

/// The memory of the dead process. Every read is checked.
public struct AddressSpace: Sendable {
  @usableFromInline let regions: ContiguousArray<Region>
  @usableFromInline let files: [MappedFile]
  /// Bytes in a pointer of the target.
  public let pointerSize: Int

  init(regions: ContiguousArray<Region>, files: [MappedFile], pointerSize: Int) {
    self.regions = regions
    self.files = files
    self.pointerSize = pointerSize
  }

  /// Whether memory is lost at the end of a truncated core.
  package var isTruncated: Bool { regions.contains { $0.provenance == .truncated } }

  /// The index of the region that holds `address`, or nil.
  @inlinable
  func regionIndex(of address: Address) -> Int? {
    let index = firstRegion(endingAfter: address.rawValue)
    guard index < regions.count, regions[index].start <= address.rawValue else { return nil }
    return index
  }

  /// The index of the first region that holds `address` or lies above it.
  @inlinable
  func firstRegion(endingAfter address: UInt64) -> Int {
    regions.partitioningIndex { $0.end > address }
  }

  /// Where the byte at `address` comes from; nil when nothing was mapped there.
  package func provenance(of address: Address) -> Provenance? {
    regionIndex(of: address).map { regions[$0].provenance }
  }

  /// Why `address` cannot be read.
  @usableFromInline
  func failure(at address: Address) -> MemoryError {
    switch provenance(of: address) {
    case nil: .unmapped(address)
    case .truncated: .truncated(address)
    default: .notDumped(address)
    }
  }

  /// The little-endian integer at `address`.
  @inlinable
  public func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ address: Address, as type: Value.Type
  ) throws(MemoryError) -> Value {
    if let index = regionIndex(of: address) {
      let region = regions[index]
      let distance = address.rawValue &- region.start
      if region.file >= 0, region.end &- address.rawValue >= UInt64(MemoryLayout<Value>.size),
        let value = files[region.file].load(
          at: region.offset &+ Int(truncatingIfNeeded: distance), as: Value.self)
      {
        return value
      }
    }
    return try loadSlowly(address, as: type)
  }

  /// A value that straddles regions or lies in zero fill.
  @usableFromInline
  func loadSlowly<Value: FixedWidthInteger & BitwiseCopyable>(
    _ address: Address, as type: Value.Type
  ) throws(MemoryError) -> Value {
    let raw = try bytes(at: address, count: MemoryLayout<Value>.size)
    return Value(truncatingIfNeeded: raw.field(at: 0, size: raw.count) ?? 0)
  }

  /// The pointer-sized word at `address`.
  @inlinable
  public func word(_ address: Address) throws(MemoryError) -> UInt64 {
    pointerSize == 8
      ? try load(address, as: UInt64.self) : UInt64(try load(address, as: UInt32.self))
  }

  /// The pointer at `address`.
  @inlinable
  public func pointer(_ address: Address) throws(MemoryError) -> Address {
    Address(try word(address))
  }

  /// The unsigned integer of `size` bytes (1, 2, 4 or 8) at `address`.
  @inlinable
  public func integer(_ address: Address, size: Int) throws(MemoryError) -> UInt64 {
    switch size {
    case 1: UInt64(try load(address, as: UInt8.self))
    case 2: UInt64(try load(address, as: UInt16.self))
    case 4: UInt64(try load(address, as: UInt32.self))
    default: try load(address, as: UInt64.self)
    }
  }

  /// A copy of `count` bytes from `address` on; fails at the first byte that cannot be read.
  package func bytes(at address: Address, count: Int) throws(MemoryError) -> [UInt8] {
    let (found, failure) = readablePrefix(at: address, count: count)
    if let failure { throw failure }
    return found
  }

  /// As many of `count` bytes from `address` on as can be read, and why it ended early.
  package func readablePrefix(at address: Address, count: Int) -> ([UInt8], MemoryError?) {
    var result: [UInt8] = []
    var current = address
    while result.count < count {
      guard let index = regionIndex(of: current) else { return (result, .unmapped(current)) }
      let region = regions[index]
      let available = region.end - current.rawValue
      let wanted = Int(min(UInt64(count - result.count), available))
      if region.provenance == .zeroFill {
        result.append(contentsOf: repeatElement(0, count: wanted))
      } else {
        let offset = region.offset &+ Int(truncatingIfNeeded: current.rawValue &- region.start)
        guard region.file >= 0, let part = files[region.file].bytes(at: offset, count: wanted),
          part.count == wanted
        else { return (result, failure(at: current)) }
        result.append(contentsOf: part)
      }
      current = current &+ wanted
    }
    return (result, nil)
  }

  /// The dumped regions, ascending.
  package var dumpedRanges: [AddressRange] {
    regions.filter { $0.provenance == .core }
      .map { AddressRange(start: Address($0.start), end: Address($0.end)) }
  }

  /// The dumped parts of `range`, ascending. They are never larger than the core, even if a hostile
  /// range spans the whole address space.
  package func dumpedParts(of range: AddressRange) -> [AddressRange] {
    var parts: [AddressRange] = []
    guard range.count > 0 else { return parts }
    for region in regions[firstRegion(endingAfter: range.start.rawValue)...] {
      guard region.start < range.end.rawValue else { break }
      guard region.provenance == .core else { continue }
      parts.append(
        AddressRange(
          start: max(range.start, Address(region.start)), end: min(range.end, Address(region.end))))
    }
    return parts
  }

  /// How many bytes can be read from `address` on without a gap. They may lie in several regions,
  /// because the kernel splits memory into segments.
  package func readableCount(from address: Address) -> UInt64 {
    guard var index = regionIndex(of: address) else { return 0 }
    var end = address.rawValue
    while index < regions.count, regions[index].start <= end,
      regions[index].file >= 0 || regions[index].provenance == .zeroFill
    {
      end = regions[index].end
      index += 1
    }
    return end - address.rawValue
  }

  /// The range of the region that holds `address`.
  package func regionRange(of address: Address) -> AddressRange? {
    regionIndex(of: address).map {
      AddressRange(start: Address(regions[$0].start), end: Address(regions[$0].end))
    }
  }

  /// A cursor for many reads close to each other.
  @inlinable
  public func reader() -> MemoryReader { MemoryReader(self) }
}

/// A cursor that remembers the region of its last read. One for each task; not shared.
@frozen
public struct MemoryReader {
  /// The memory that is read.
  public let space: AddressSpace
  @usableFromInline var start: UInt64 = 0
  @usableFromInline var end: UInt64 = 0
  @usableFromInline var offset = 0
  @usableFromInline var file: MappedFile?

  @inlinable
  init(_ space: AddressSpace) {
    self.space = space
  }

  /// The little-endian integer at `address`.
  @inlinable
  public mutating func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ address: Address, as type: Value.Type
  ) throws(MemoryError) -> Value {
    let raw = address.rawValue
    if raw >= start, raw < end, end &- raw >= UInt64(MemoryLayout<Value>.size), let file,
      let value = file.load(
        at: offset &+ Int(truncatingIfNeeded: raw &- start), as: Value.self)
    {
      return value
    }
    return try loadElsewhere(address, as: type)
  }

  @usableFromInline
  mutating func loadElsewhere<Value: FixedWidthInteger & BitwiseCopyable>(
    _ address: Address, as type: Value.Type
  ) throws(MemoryError) -> Value {
    if let index = space.regionIndex(of: address), space.regions[index].file >= 0 {
      let region = space.regions[index]
      start = region.start
      end = region.end
      offset = region.offset
      file = space.files[region.file]
    }
    return try space.load(address, as: type)
  }

  /// The pointer-sized word at `address`.
  @inlinable
  public mutating func word(_ address: Address) throws(MemoryError) -> UInt64 {
    space.pointerSize == 8
      ? try load(address, as: UInt64.self) : UInt64(try load(address, as: UInt32.self))
  }

  /// The pointer at `address`.
  @inlinable
  public mutating func pointer(_ address: Address) throws(MemoryError) -> Address {
    Address(try word(address))
  }

  /// The unsigned integer of `size` bytes (1, 2, 4 or 8) at `address`.
  @inlinable
  public mutating func integer(_ address: Address, size: Int) throws(MemoryError) -> UInt64 {
    switch size {
    case 1: UInt64(try load(address, as: UInt8.self))
    case 2: UInt64(try load(address, as: UInt16.self))
    case 4: UInt64(try load(address, as: UInt32.self))
    default: try load(address, as: UInt64.self)
    }
  }
}
