// Builds an address space from the segments of a core and of executables.

/// Collects the parts of an address space. Where several sources have a byte, the first one wins.
struct AddressSpaceBuilder {
  private var regions: [Region] = []
  private var files: [MappedFile] = []
  private let pointerSize: Int

  init(pointerSize: Int) {
    self.pointerSize = pointerSize
  }

  /// Adds the dumped part of every PT_LOAD segment of the core file. Parts that were cut off go to `lost`.
  mutating func addCore(_ segments: [ProgramHeader], file: MappedFile) {
    let index = files.count
    files.append(file)
    for segment in segments where segment.type == ProgramHeader.load {
      let present = Self.bytesPresent(of: segment, in: file)
      add(segment.address, present, file: index, offset: segment.fileOffset, .core)
      lost.append((segment.address &+ present, segment.fileSize &- present))
    }
  }

  /// Adds what an executable has at addresses that the core lacks: the bytes of segments that are not
  /// writable, and the zero fill of those that are.
  mutating func addExecutable(_ segments: [ProgramHeader], bias: UInt64, file: MappedFile) {
    let index = files.count
    files.append(file)
    for segment in segments where segment.type == ProgramHeader.load {
      let present = Self.bytesPresent(of: segment, in: file)
      let start = segment.address &+ bias
      guard !segment.isWritable else {
        let zeros = segment.memorySize.subtractingReportingOverflow(segment.fileSize)
        if !zeros.overflow {
          zeroFill.append((start &+ segment.fileSize, zeros.partialValue))
        }
        continue
      }
      add(start, present, file: index, offset: segment.fileOffset, .executable)
    }
  }

  private var zeroFill: [(UInt64, UInt64)] = []
  /// What was cut off at the end of the core. An executable's unmodified pages can replace it.
  private var lost: [(UInt64, UInt64)] = []

  /// Adds the rest of the core's segments as mapped but not dumped, and builds the space.
  mutating func build(_ segments: [ProgramHeader]) -> AddressSpace {
    for (start, count) in lost { add(start, count, file: -1, offset: 0, .truncated) }
    for segment in segments where segment.type == ProgramHeader.load {
      let rest = segment.memorySize.subtractingReportingOverflow(segment.fileSize)
      guard !rest.overflow else { continue }
      add(segment.address &+ segment.fileSize, rest.partialValue, file: -1, offset: 0, .notDumped)
    }
    for (start, count) in zeroFill {
      add(start, count, file: -1, offset: 0, .zeroFill)
    }
    return AddressSpace(
      regions: Self.flatten(regions), files: files, pointerSize: pointerSize)
  }

  private mutating func add(
    _ start: UInt64, _ count: UInt64, file: Int, offset: UInt64, _ provenance: Provenance
  ) {
    let (end, overflow) = start.addingReportingOverflow(count)
    guard count > 0, !overflow, let offset = Int(exactly: offset) else { return }
    regions.append(
      Region(start: start, end: end, file: file, offset: offset, provenance: provenance))
  }

  /// How many bytes of a segment are in the file, which may be truncated.
  static func bytesPresent(of segment: ProgramHeader, in file: MappedFile) -> UInt64 {
    let size = UInt64(file.count)
    guard segment.fileOffset < size else { return 0 }
    return min(segment.fileSize, size - segment.fileOffset)
  }

  /// Cuts overlaps so that the earlier source keeps its bytes. It is a sweep over starts and ends: the
  /// hundred thousand segments of a large core cost little more than sorting them.
  private static func flatten(_ regions: [Region]) -> ContiguousArray<Region> {
    let order = regions.indices.sorted {
      (regions[$0].start, $0) < (regions[$1].start, $1)
    }
    var result: ContiguousArray<Region> = []
    var active: [Int] = []
    var position: UInt64 = 0
    var next = 0
    func emit(_ index: Int, from start: UInt64, to end: UInt64) {
      guard start < end else { return }
      let region = regions[index]
      result.append(
        Region(
          start: start, end: end, file: region.file,
          offset: region.offset &+ Int(truncatingIfNeeded: start &- region.start),
          provenance: region.provenance))
    }
    while next < order.count || !active.isEmpty {
      active.removeAll { regions[$0].end <= position }
      if active.isEmpty {
        guard next < order.count else { break }
        position = max(position, regions[order[next]].start)
      }
      while next < order.count, regions[order[next]].start <= position {
        active.append(order[next])
        next += 1
      }
      active.removeAll { regions[$0].end <= position }
      guard let best = active.min() else { continue }
      var end = regions[best].end
      // A region that begins inside this one matters only if it comes from an earlier source.
      var ahead = next
      while ahead < order.count, regions[order[ahead]].start < end {
        if order[ahead] < best {
          end = regions[order[ahead]].start
          break
        }
        active.append(order[ahead])
        ahead += 1
      }
      next = ahead
      emit(best, from: position, to: end)
      position = end
    }
    return result
  }
}
