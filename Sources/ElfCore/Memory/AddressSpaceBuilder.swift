// Builds an address space from the segments of a core, and takes in those of executables.

internal import Basics

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

  /// Cuts overlaps so that the earlier region keeps its bytes: each takes, between the starts and ends of all,
  /// what none before it has. What is taken is jumped over, so that the hundred thousand segments of a large core
  /// cost little more than sorting them, however they overlap.
  private static func flatten(_ regions: [Region]) -> ContiguousArray<Region> {
    var bounds = (regions.map(\.start) + regions.map(\.end)).sorted()
    bounds = zip(bounds, bounds.dropFirst()).filter { $0 != $1 }.map(\.0) + bounds.suffix(1)
    /// The index of each stretch's region, and the first stretch from each on that may be free.
    var owners = [Int](repeating: -1, count: bounds.count)
    var next = Array(bounds.indices)
    func free(from first: Int) -> Int {
      var place = first
      while next[place] != place {
        next[place] = next[next[place]]
        place = next[place]
      }
      return place
    }
    for (index, region) in regions.enumerated() {
      let end = bounds.partitioningIndex { $0 >= region.end }
      var place = free(from: bounds.partitioningIndex { $0 >= region.start })
      while place < end {
        owners[place] = index
        next[place] = place + 1
        place = free(from: place + 1)
      }
    }
    var result: ContiguousArray<Region> = []
    var first = 0
    for place in owners.indices.dropFirst() where owners[place] != owners[first] {
      if owners[first] >= 0 {
        result.append(regions[owners[first]].part(from: bounds[first], to: bounds[place]))
      }
      first = place
    }
    return result
  }
}

extension Region {
  fileprivate func part(from start: UInt64, to end: UInt64) -> Region {
    Region(
      start: start, end: end, file: file,
      offset: offset &+ Int(truncatingIfNeeded: start &- self.start), provenance: provenance)
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
