// Holding a binary against its core: whether it is the program's, and where it was loaded.

internal import Basics
internal import ElfCore
internal import GoRuntime

/// A core and the binary that is taken for its program's.
struct BinaryMatching {
  let core: LoadedCore
  let executable: ExecutableFile
  /// The binary's path, for messages.
  let path: String
  /// Whether to go on with a binary of another build.
  let isForced: Bool

  /// What is known of the build; an error where the binary cannot be used. What is doubtful is added to
  /// `limits`.
  func build(_ limits: inout [Limit]) throws(LoadingError) -> BuildDescription {
    var build = BuildDescription()
    build.binaryPath = path
    build.ids = core.identity?.buildIDs ?? executable.buildIDs
    if build.ids == BuildIDs() { build.ids = executable.buildIDs }
    build.isStripped =
      executable.section(".symtab") == nil && executable.section(".debug_info") == nil
      && executable.section(".zdebug_info") == nil
    let architectures = (executable.image.architecture.name, core.image.architecture.name)
    guard architectures.0 == architectures.1 else {
      throw .wrongArchitecture(path: path, binary: architectures.0, core: architectures.1)
    }
    if let expected = executable.expectedSize, expected > UInt64(executable.file.count) {
      limits.append(
        Limit(
          .truncatedBinary,
          "the binary is truncated: \(executable.file.count) of \(expected) bytes are there"))
    }
    guard executable.isGoProgram else {
      if let expected = programOfCore { throw .otherProgram(path: path, expected: expected) }
      throw .notGo(path: path)
    }
    switch core.identity.flatMap({ executable.matches($0) }) {
    case true?: build.binary = .matched
    case nil:
      build.binary = .unverified
      limits.append(
        Limit(
          .unverified, "no build ID on both sides: whether the binary is the core's is unknown"))
    case false?:
      guard isForced else { throw .anotherBuild(path: path, contrast: contrast) }
      build.binary = .mismatched
      limits.append(
        Limit(
          .mismatched,
          "the binary is another build: every symbol is doubtful; the core has \(contrast)"))
    }
    return build
  }

  /// Which Go program the core is of, in words; nil where it shows none.
  private var programOfCore: String? {
    guard let identity = core.identity, core.information != nil || identity.buildIDs.go != nil
    else { return nil }
    if let id = identity.buildIDs.gnu { return "build ID \(id)" }
    if let id = identity.buildIDs.go { return "Go build ID \(id)" }
    return core.image.path(of: identity) ?? "another program"
  }

  /// The ids of core and binary, of the kind in which they differ.
  private var contrast: String {
    let core = core.identity?.buildIDs ?? BuildIDs()
    let binary = executable.buildIDs
    if let mine = core.gnu, let theirs = binary.gnu, mine != theirs {
      return "build ID \(mine), the binary \(theirs)"
    }
    if let mine = core.go, let theirs = binary.go, mine != theirs {
      return "Go build ID \(displayable(mine)), the binary \(displayable(theirs))"
    }
    return "other segments than the binary"
  }

  /// What to add to the file's addresses: from the image in memory or the auxiliary vector, and where
  /// those are missing from the list of mapped files.
  var loadBias: UInt64 {
    if let identity = core.identity, !identity.isMainProgram, let bias = identity.loadBias,
      executable.matches(identity) != false
    {
      return bias
    }
    if let entry = core.image.auxiliaryVector?[AuxiliaryVector.entry] {
      return entry &- executable.image.entry
    }
    guard executable.image.type == ElfImage.shared,
      let first = executable.image.segments.first(where: { $0.type == ProgramHeader.load }),
      let mapping = core.image.fileMappings.first(where: { $0.offset == first.fileOffset })
    else { return 0 }
    return mapping.range.start.rawValue &- first.address
  }
}
