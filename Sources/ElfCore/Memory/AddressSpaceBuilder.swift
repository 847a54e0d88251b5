// Builds an address space from the segments of a core, and takes in those of executables.

/// Collects the parts of an address space. Where several have a byte, `Provenance` decides, and among
/// parts of one provenance the one that was added first.
struct AddressSpaceBuilder {
  private var regions: [Region]
  private var files: [MappedFile]
  private let pointerSize: Int

  init(pointerSize: Int) {
    regions = []
    files = []
    self.pointerSize = pointerSize
  }

  /// Goes on with a space that was built.
  init(_ space: AddressSpace) {
    regions = Array(space.regions)
    files = space.files
    pointerSize = space.pointerSize
  }

  /// Adds every PT_LOAD segment of the core in `file`: what was dumped, what was cut off, and what was
  /// mapped beyond.
  mutating func addCore(_ segments: [ProgramHeader], file: MappedFile) {
    let index = files.count
    files.append(file)
    for segment in segments where segment.type == ProgramHeader.load {
      let present = segment.bytesPresent(in: file)
      add(segment.address, present, file: index, offset: segment.fileOffset, .core)
      add(segment.address &+ present, segment.fileSize &- present, .truncated)
      let rest = segment.memorySize.subtractingReportingOverflow(segment.fileSize)
      if !rest.overflow {
        add(segment.address &+ segment.fileSize, rest.partialValue, .notDumped)
      }
    }
  }

  /// Adds what an executable has at addresses that the core lacks: the bytes of segments that are not
  /// writable, and the zero fill of those that are.
  mutating func addExecutable(_ segments: [ProgramHeader], bias: UInt64, file: MappedFile) {
    let index = files.count
    files.append(file)
    for segment in segments where segment.type == ProgramHeader.load {
      let start = segment.address &+ bias
      if segment.isWritable {
        let zeros = segment.memorySize.subtractingReportingOverflow(segment.fileSize)
        if !zeros.overflow { add(start &+ segment.fileSize, zeros.partialValue, .zeroFill) }
      } else {
        let present = segment.bytesPresent(in: file)
        add(start, present, file: index, offset: segment.fileOffset, .executable)
      }
    }
  }

  /// The space.
  func build() -> AddressSpace {
    let ranked = Provenance.allCases.flatMap { provenance in
      regions.filter { $0.provenance == provenance }
    }
    return AddressSpace(
      regions: Self.flatten(ranked), files: files, pointerSize: pointerSize)
  }

  private mutating func add(
    _ start: UInt64, _ count: UInt64, file: Int = -1, offset: UInt64 = 0, _ provenance: Provenance
  ) {
    let (end, overflow) = start.addingReportingOverflow(count)
    guard count > 0, !overflow, let offset = Int(exactly: offset) else { return }
    regions.append(
      Region(start: start, end: end, file: file, offset: offset, provenance: provenance))
  }

  /// Cuts overlaps so that the earlier region keeps its bytes. It is a sweep over starts and ends: the
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
      // A region that begins inside this one matters only if it comes before it in `regions`.
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

extension AddressSpace {
  /// The same memory with the pages of `executables` that it lacks; their `loadBias` must be set.
  package func adding(_ executables: [ExecutableFile]) -> AddressSpace {
    var builder = AddressSpaceBuilder(self)
    // What is known of an executable from the core alone is in the core's memory already.
    for executable in executables where !executable.isOfCore {
      builder.addExecutable(
        executable.image.segments, bias: executable.loadBias, file: executable.file)
    }
    return builder.build()
  }
}

extension ProgramHeader {
  /// How many bytes of the segment are in its file, which may be truncated.
  func bytesPresent(in file: MappedFile) -> UInt64 {
    let size = UInt64(file.count)
    guard fileOffset < size else { return 0 }
    return min(fileSize, size - fileOffset)
  }
}
