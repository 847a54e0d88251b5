// Which file is the program's binary: one that came with the core, or one that is found.

internal import ElfCore
internal import InputFiles

/// Chooses the binary of a core.
struct BinaryChoice {
  let core: LoadedCore
  let sources: FileSources
  private let candidates: [OpenedFile]
  private let origin: CoreInput.Origin
  /// Debug files among what came with the core.
  let debugFiles: [OpenedFile]
  /// Where a binary was looked for in vain.
  private(set) var attempts: [Attempt] = []

  init(_ input: CoreInput, core: LoadedCore, sources: FileSources) {
    self.core = core
    self.sources = sources
    origin = input.origin
    func isDebugFile(_ file: OpenedFile) -> Bool {
      Self.executable(file, sources)?.isDebugFile == true
    }
    debugFiles = input.executables.filter(isDebugFile)
    candidates = input.executables.filter { !isDebugFile($0) }
  }

  /// The binary that came with the core, or one that is found; nil when there is none.
  mutating func choose() -> (file: OpenedFile, path: String)? {
    if let file = candidate() { return (file, file.placeName) }
    var search = BinarySearch(core: core, identity: core.identity, sources: sources)
    if let found = search.find() { return (found, found.path) }
    attempts = search.attempts
    return nil
  }

  private func candidate() -> OpenedFile? {
    switch origin {
    // Nobody named these: they count if they are the core's.
    case .besideCore: return candidates.first(where: accepts)
    case .named:
      let candidates = candidates.filter { !isBystander($0) }
      guard let first = candidates.first, !isHostOfLibrary(first) else { return nil }
      guard candidates.count > 1, let identity = core.identity else { return first }
      return candidates.first { executable($0)?.matches(identity) == true } ?? first
    }
  }

  /// Whether a file only lies in the archive of a Go program's core, as libraries of C do.
  private func isBystander(_ file: OpenedFile) -> Bool {
    file.path == core.input.path
      && (core.information != nil || core.identity?.buildIDs.go != nil)
      && executable(file)?.isGoProgram == false
  }

  /// Whether a file out of an archive is the core's binary, as far as anything tells.
  private func accepts(_ file: OpenedFile) -> Bool {
    guard let executable = executable(file), executable.isGoProgram,
      executable.image.architecture.name == core.image.architecture.name
    else { return false }
    guard let identity = core.identity else { return true }
    return executable.matches(identity) != false
  }

  /// Whether a file is the C program that loaded a library of Go: the library is what is needed.
  private func isHostOfLibrary(_ file: OpenedFile) -> Bool {
    guard let identity = core.identity, !identity.isMainProgram, let executable = executable(file)
    else { return false }
    return !executable.isGoProgram
  }

  private func executable(_ file: OpenedFile) -> ExecutableFile? { Self.executable(file, sources) }

  /// What a file is as an executable. Nil where it cannot be read: if it is chosen all the same, as the only
  /// one that was named, loading it says why.
  private static func executable(_ file: OpenedFile, _ sources: FileSources) -> ExecutableFile? {
    try? sources.library.executable(file, file.path)
  }
}
