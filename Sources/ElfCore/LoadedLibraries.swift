// The ELF files that the process had mapped: the files of NT_FILE or, where that note is missing, of the
// dynamic linker's list, and the kernel's own (vDSO).

/// One mapped ELF file.
package struct LoadedLibrary: Sendable {
  /// Where its bytes can be read.
  package enum Source: Sendable, Equatable {
    /// A file, at the path as the process saw it.
    case file
    /// The process's memory, which contains the whole file.
    case memory(AddressRange)
  }

  /// The path in the process's mount namespace; `[vdso]` for the kernel's.
  package let path: String
  package let source: Source
  /// Its mappings, ascending; empty where only the dynamic linker's list names it.
  package let mappings: [FileMapping]
  /// Added to an address in the file, gives the address in the process; nil where that takes the file.
  package let loadBias: UInt64?
  /// Its headers and ids, where its first page was dumped.
  package let image: LoadedImage?

  /// The path without its folder.
  package var name: String { path.lastPathComponent }

  /// The load bias of a file with the program headers `segments`, worked out from the mapping that holds
  /// `pc`; nil where they do not fit.
  package func loadBias(segments: [ProgramHeader], around pc: Address, pageSize: UInt64) -> UInt64?
  {
    if let loadBias { return loadBias }
    guard pageSize > 0, let mapping = mappings.first(where: { $0.range.contains(pc) }) else {
      return nil
    }
    let offset = mapping.offset &+ (pc.rawValue &- mapping.range.start.rawValue)
    for segment in segments where segment.type == ProgramHeader.load {
      let start = segment.fileOffset & ~(pageSize &- 1)
      let end = segment.fileOffset.addingReportingOverflow(segment.fileSize)
      guard !end.overflow, start <= offset, offset < end.partialValue else { continue }
      return pc.rawValue &- (segment.address &+ (offset &- segment.fileOffset))
    }
    return nil
  }
}

/// All mapped ELF files, found by address.
package struct LoadedLibraries: Sendable {
  /// Ascending by their first mapping or load bias.
  package let libraries: [LoadedLibrary]
  /// The program's page size, in bytes.
  package let pageSize: UInt64
  private static let limit = 10_000

  /// Reads what the image shows. No other file is opened.
  package init(_ process: ProcessImage) {
    pageSize =
      process.auxiliaryVector?[AuxiliaryVector.pageSize].flatMap {
        (1 << 10...1 << 20).contains($0) && $0 & ($0 - 1) == 0 ? $0 : nil
      } ?? 4_096
    var found = Self.byMappings(process.fileMappings, process.memory)
    if found.isEmpty { found = LinkMap(process)?.libraries ?? [] }
    if let kernel = Self.kernelLibrary(process) { found.append(kernel) }
    libraries = found
  }

  /// The index of the library that holds `pc`: by its mappings, or where none are known by its program
  /// headers.
  package func index(containing pc: Address) -> Int? {
    if let index = libraries.firstIndex(where: { library in
      library.mappings.contains { $0.range.contains(pc) }
    }) {
      return index
    }
    for (index, library) in libraries.enumerated() {
      if case .memory(let range) = library.source, range.contains(pc) { return index }
    }
    return libraries.indices.first { index in
      let library = libraries[index]
      guard library.source == .file, library.mappings.isEmpty, let bias = library.loadBias else {
        return false
      }
      return library.image?.segments.loads(pc.rawValue &- bias) ?? false
    }
  }

  /// Consecutive mappings of one path are one library, but a mapping of offset 0 begins a new one.
  private static func byMappings(
    _ mappings: [FileMapping], _ memory: AddressSpace
  ) -> [LoadedLibrary] {
    var groups: [[FileMapping]] = []
    for mapping in mappings where !mapping.path.isEmpty && groups.count < limit {
      if let last = groups.last?.last, last.path == mapping.path, mapping.offset > 0 {
        groups[groups.count - 1].append(mapping)
      } else {
        groups.append([mapping])
      }
    }
    return groups.map { group in
      let start = group[0].offset == 0 ? group[0].range.start : nil
      return LoadedLibrary(
        path: group[0].path, source: .file, mappings: group, loadBias: nil,
        image: start.flatMap { LoadedImage(base: $0, memory: memory) })
    }
  }

  /// The vDSO, which the kernel dumps whole (AT_SYSINFO_EHDR).
  private static func kernelLibrary(_ process: ProcessImage) -> LoadedLibrary? {
    let memory = process.memory
    guard let start = process.auxiliaryVector?[AuxiliaryVector.kernelLibrary].map(Address.init),
      let image = LoadedImage(base: start, memory: memory),
      let first = image.segments.first(where: { $0.type == ProgramHeader.load })
    else { return nil }
    let count = min(memory.readableCount(from: start), 1 << 20)
    return LoadedLibrary(
      path: "[vdso]", source: .memory(AddressRange(start: start, end: start &+ Int(count))),
      mappings: [], loadBias: start.rawValue &- (first.address &- first.fileOffset), image: image)
  }
}
