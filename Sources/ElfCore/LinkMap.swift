// The dynamic linker's list of what it loaded (`struct link_map`, link.h): for cores without NT_FILE.

/// The libraries of a dynamically linked program.
package struct LinkMap: Sendable {
  package let libraries: [LoadedLibrary]
  private static let dynamic: UInt32 = 2
  private static let debugTag: UInt64 = 21
  private static let limit = 10_000

  /// Follows DT_DEBUG of the program's dynamic section to `r_debug` and its list; nil where the
  /// program has none.
  package init?(_ process: ProcessImage) {
    let memory = process.memory
    guard let program = LoadedImage(mainProgramOf: process),
      let section = program.segments.first(where: { $0.type == Self.dynamic })
    else { return nil }
    let word = memory.pointerSize
    var entry = Address(section.address &+ (program.loadBias ?? 0))
    var list: Address?
    for _ in 0..<1_000 {
      guard let tag = memory.wordIfThere(entry), tag != 0 else { break }
      if tag == Self.debugTag { list = memory.pointerIfThere(entry &+ word) }
      entry = entry &+ 2 * word
    }
    // r_version, padded to a word, comes before r_map.
    guard let list, !list.isNull, var next = memory.pointerIfThere(list &+ word) else {
      return nil
    }
    var found: [LoadedLibrary] = []
    var seen: Set<Address> = []
    while !next.isNull, found.count < Self.limit, seen.insert(next).inserted {
      guard let bias = memory.wordIfThere(next), let name = memory.pointerIfThere(next &+ word),
        let following = memory.pointerIfThere(next &+ 3 * word)
      else { break }
      let (bytes, _) = memory.readablePrefix(at: name, count: 4_096)
      // The program itself has no name.
      if let path = bytes.text(at: 0, limit: bytes.count), path.hasPrefix("/") {
        found.append(
          LoadedLibrary(
            path: path, source: .file, mappings: [], loadBias: bias,
            image: LoadedImage(base: Address(bias), memory: memory)))
      }
      next = following
    }
    libraries = found
  }
}
