// Where the layouts of the Go runtime come from: the binary's own DWARF, that of its debug file, or
// the table of releases.

internal import Basics
internal import DebugInfo
internal import ElfCore
internal import GoRuntime
internal import InputFiles

/// Finds the facts about one binary's runtime. What it could not use becomes limits.
struct RuntimeFactsSearch {
  /// The process, with the executable's pages in its memory.
  let image: ProcessImage
  let executable: ExecutableFile
  /// The binary, open.
  let binary: OpenedFile
  /// The Go release that it was built with, in words where that is unknown.
  private let release: String
  var debugFiles: DebugFileSearch
  let library: ProgramLibrary
  private(set) var limits: [Limit] = []
  /// The file whose DWARF stood up to the core; nil where none did.
  private(set) var describingFile: MappedFile?

  init(
    image: ProcessImage, executable: ExecutableFile, binary: OpenedFile, release: String?,
    debugFiles: DebugFileSearch, library: ProgramLibrary
  ) {
    self.library = library
    self.image = image
    self.executable = executable
    self.binary = binary
    self.release = release ?? Self.unknownRelease
    self.debugFiles = debugFiles
  }

  /// The facts; a refusal where nothing describes the runtime.
  mutating func find() throws(LoadingError) -> RuntimeFacts {
    var symbols = library.symbols(binary)
    do {
      return try facts(of: binary, executable.path, symbols)
    } catch .absent {
    } catch {
      limits.append(Limit(.debugInformation, error.message))
    }
    if let file = debugFiles.find() {
      symbols = symbols ?? library.symbols(file)
      do {
        return try facts(of: file, file.path, symbols)
      } catch {
        limits.append(Limit(.debugInformation, error.message))
      }
    } else if let problem = missingDebugFile() {
      limits.append(
        Limit(
          .debugFile, problem,
          brief: "no debug file (--debug-directory names a folder, --debuginfod asks a server)"))
    }
    do {
      let recovered = try StrippedFacts(
        image: image, executable: executable, release: release, symbols: symbols)
      limits.append(
        Limit(.layoutsFromTable, "no DWARF: \(Self.describe(recovered, release))"))
      return recovered.facts
    } catch {
      if case .noModule = error, let expected = executable.expectedSize,
        expected > UInt64(executable.file.count)
      {
        throw .cutBinary(
          path: executable.path, size: executable.file.count, expected: expected)
      }
      throw .noLayouts(path: executable.path, error)
    }
  }

  /// What the DWARF of a file says, if it stands up to the core.
  private mutating func facts(
    of file: OpenedFile, _ path: String, _ symbols: SymbolTable?
  ) throws(DebugInfoError) -> RuntimeFacts {
    let found = try library.facts(file, path)
    let mapped = try library.mappedForDebugging(file, path)
    let verified = VerifiedFacts(
      found, symbols: symbols, image: image, executable: executable, release: release)
    guard verified.facts.canListGoroutines else {
      throw .unusable(path: path, reason: "it does not describe the Go runtime")
    }
    if let replacement = verified.replacement {
      let reason = verified.doubts.prefix(3).joined(separator: ", ")
      limits.append(
        Limit(
          .debugInformation,
          "\(path): its DWARF is damaged (\(reason)): \(Self.describe(replacement, release))"))
    } else {
      describingFile = mapped
      limits += verified.doubts.map { Limit(.debugInformation, "\(path): \($0)") }
    }
    return verified.facts
  }

  /// What stands for the release of a program that names none.
  static let unknownRelease = "of an unknown release"

  /// Which layouts were used, in words.
  static func describe(_ recovered: StrippedFacts, _ release: String) -> String {
    var text = "layouts of the Go runtime are those of \(recovered.release)"
    text +=
      recovered.isConfirmed
      ? ", verified" : ", and no goroutine is there to verify them"
    if !recovered.isExact { text += "; no table of \(release) exists" }
    return text
  }

  /// What to tell of a search that found nothing; nil where nothing promised a debug file.
  private func missingDebugFile() -> String? {
    let tried = debugFiles.attempts.map(\.words).joined(separator: ", ")
    if let link = executable.debugLink {
      return "no debug file \(link.name); tried \(tried)"
    }
    guard !debugFiles.folders.isEmpty || debugFiles.attempts.contains(where: \.isRejection)
    else { return nil }
    return "no debug file; tried \(tried)"
  }
}
