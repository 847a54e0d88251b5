// One run over one core: the inputs opened, matched and read.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import DebugInfo
internal import ElfCore
internal import Glibc
internal import GoRuntime
internal import InputFiles
internal import Reporting

/// The opened inputs of a run.
struct Session {
  let core: CoreFile
  let coreInput: OpenedFile
  /// What the core alone shows of the program, or of the library in which its Go code is.
  let identity: LoadedImage?
  let progress: Progress
  var limits: [Limit] = []
  private var candidates: [OpenedFile]
  /// Debug files among what the user named.
  private(set) var debugFiles: [OpenedFile]
  private let options: InputFiles.InputOptions
  let arguments: InputArguments
  /// Where a binary was looked for in vain.
  private(set) var triedBinaries: [String] = []
  /// The file that is taken for the program's binary; nil where there is none.
  private(set) var binaryPath: String?
  /// The core's memory without any executable.
  let coreMemory: AddressSpace
  /// What is known of binaries.
  let library: ProgramLibrary
  /// Binaries by build ID, in a worker.
  let index: BinaryIndex?
  /// What stands beside the core of when and where the program died.
  let metadata: CoreMetadata

  /// Opens the core, in whichever place it was named.
  init(_ arguments: InputArguments) throws {
    try arguments.check()
    let progress = Progress(mode: arguments.progress)
    if let limit = arguments.maxMemory { try Self.limitMemory(limit.bytes) }
    progress.phase("open")
    let options = InputFiles.InputOptions(maximumExpandedBytes: arguments.maxExpanded?.bytes)
    var found: OpenedFile?
    var executables: [OpenedFile] = []
    var problems: [String] = []
    func open(_ path: String) throws -> OpenedInput {
      do {
        return try openInput(path: path, options: options)
      } catch {
        throw Failure(error.exitCode, error.message)
      }
    }
    if let path = arguments.core {
      let input = try open(path)
      guard let core = input.core else {
        throw Failure(.unreadableInput, "\(displayable(path)) is no core file")
      }
      found = core
      executables += input.executables
      problems += input.problems
    }
    for path in arguments.paths {
      let input = try open(path)
      if let core = input.core {
        guard found == nil else {
          throw Failure(.unreadableInput, "\(displayable(path)) is a second core file; name one")
        }
        found = core
      }
      // What the user names comes before what an archive happened to hold.
      executables.insert(
        contentsOf: input.executables, at: input.core == nil ? 0 : executables.count)
      problems += input.problems
    }
    guard let found else {
      let names = arguments.paths.map(displayable).joined(separator: " and ")
      throw Failure(.unreadableInput, "\(names): an executable, but no core file was named")
    }
    try self.init(
      core: found, executables: executables, problems: problems, arguments: arguments,
      progress: progress, library: ProgramLibrary())
  }

  /// A run over a core that is open. `executables`: what came with it, the likeliest first.
  init(
    core found: OpenedFile, executables: [OpenedFile], problems: [String],
    arguments: InputArguments, progress: Progress, library: ProgramLibrary,
    index: BinaryIndex? = nil, metadata: CoreMetadata = CoreMetadata()
  ) throws {
    self.arguments = arguments
    self.progress = progress
    self.library = library
    self.index = index
    self.metadata = metadata
    options = InputFiles.InputOptions(maximumExpandedBytes: arguments.maxExpanded?.bytes)
    coreInput = found
    func isDebugFile(_ file: OpenedFile) -> Bool {
      (try? library.executable(file, file.path))?.isDebugFile == true
    }
    debugFiles = executables.filter(isDebugFile)
    candidates = executables.filter { !isDebugFile($0) }
    do {
      let file = try MappedFile(descriptor: found.descriptor.rawValue, path: found.path)
      core = try CoreFile(file: file, path: found.path)
    } catch {
      throw Failure(.unreadableInput, displayable(error.message))
    }
    coreMemory = core.memory()
    identity = LoadedImage.ofGoCode(
      among: LoadedImage.all(of: core, memory: coreMemory), memory: coreMemory)
    limits += problems.map { Limit(.input, $0) }
    if let end = found.truncatedAt {
      limits.append(
        Limit(.truncated, "the compressed input breaks off after \(end) bytes of core"))
    }
    limits += core.problems.map { Limit($0.code, $0.message) }
  }

  private static func limitMemory(_ bytes: UInt64) throws {
    // RLIMIT_AS would forbid mapping a large core.
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else {
      throw Failure(.limit, "--max-memory: the system refuses the limit")
    }
    // An allocation that fails is a trap; tell it as the limit that it is.
    for number in [SIGILL, SIGTRAP, SIGABRT] {
      signal(number) { _ in
        StandardErrorLine.writeMemoryLimit()
        _exit(ExitStatus.limit.rawValue)
      }
    }
  }

  /// Adds the libraries of C whose frames are missing.
  mutating func note(_ missingLibraries: [String]) {
    limits += missingLibraries.map { Limit(.missingLibrary, "frames of C are missing: \($0)") }
  }

  /// Tells limits and timings on standard error, and ends with the exit code of `--strict`: what the
  /// commands do whose output has no place for them.
  func finish(_ output: OutputArguments) throws {
    progress.end()
    if output.timings {
      for timing in progress.timings {
        StandardError.write("gocore: \(timing.name) \(Int(timing.seconds * 1e3)) ms")
      }
    }
    for limit in limits { StandardError.write("gocore: \(displayable(limit.message))") }
    if output.strict, limits.contains(where: \.isLoss) {
      throw ExitCode(ExitStatus.partial.rawValue)
    }
  }

  // MARK: - The program

  /// The program, analysed as far as its executable allows.
  mutating func openProgram() throws -> (process: GoProcess, build: BuildDescription) {
    progress.phase("binary")
    guard let (input, path) = try binary() else { return try openCoreAlone() }
    var executable: ExecutableFile
    do {
      executable = try library.executable(input, path)
    } catch {
      throw Failure(.unreadableInput, displayable(error.message))
    }
    binaryPath = path
    let build = try match(executable, path)
    executable.loadBias = loadBias(of: executable)
    progress.phase("debug information")
    var search = RuntimeFactsSearch(
      core: core, executable: executable, binary: input,
      debugFiles: DebugFileSearch(
        executable: executable, folders: arguments.debugDirectory, named: debugFiles,
        options: options, server: server, library: library), library: library)
    let facts = try search.find()
    limits += search.limits
    executable.debugFile = search.describingFile.flatMap { try? library.map($0, $0.path) }
    progress.phase("runtime")
    var process: GoProcess
    do {
      process = try GoProcess(
        core: core, executable: executable, facts: facts, libraryRoot: arguments.sysroot)
      let plugins = openPlugins(of: process)
      if !plugins.isEmpty {
        process = try GoProcess(
          core: core, executable: executable, plugins: plugins, facts: facts,
          libraryRoot: arguments.sysroot)
      }
    } catch {
      throw Failure(.notGo, displayable(error.message))
    }
    noteLosses(of: process)
    var described = build
    described.information = process.build
    return (process, described)
  }

  /// Tells under LIMITS what of the runtime was not found.
  mutating func noteLosses(of process: GoProcess) {
    limits += process.facts.missing.map { missing in
      Limit(
        missing.feature == .uptime ? .uptime : .runtime,
        "\(missing.feature.rawValue) lost: \(missing.names.joined(separator: ", ")) not found")
    }
    limits += process.problems.map { Limit(.runtime, $0) }
  }

  /// The program's binary: the one that is named, or one that is found; nil when there is none.
  private mutating func binary() throws -> (OpenedFile, String)? {
    if index != nil, !candidates.isEmpty {
      // Nobody named these: they lie in the core's archive, and count if they are the core's.
      let files = candidates.filter { accepts($0) }
      if let first = files.first { return (first, name(of: first)) }
    } else if !arguments.paths.isEmpty, let first = candidates.first, !isHostOfLibrary(first) {
      guard candidates.count > 1, let identity else { return (first, name(of: first)) }
      for candidate in candidates {
        guard let executable = try? library.executable(candidate, candidate.path),
          executable.matches(identity) == true
        else { continue }
        return (candidate, name(of: candidate))
      }
      return (first, name(of: first))
    }
    var search = BinarySearch(
      core: core, identity: identity, folders: arguments.binaries, server: server,
      library: library, index: index)
    if let found = search.find() { return (found, found.path) }
    triedBinaries = search.tried
    return nil
  }

  /// Whether a file out of an archive is the core's binary, as far as anything tells.
  private func accepts(_ file: OpenedFile) -> Bool {
    guard let executable = try? library.executable(file, file.path), executable.isGoProgram,
      executable.image.architecture.name == core.architecture.name
    else { return false }
    guard let identity else { return true }
    return executable.matches(identity) != false
  }

  /// Whom to ask for files by build ID; nil unless the user wants it.
  var server: DebugServer? { arguments.debuginfod ? DebugServer() : nil }

  func name(of file: OpenedFile) -> String {
    file.member.map { "\(file.path):\($0)" } ?? file.path
  }

  /// Compares core and binary; a binary that is another's is refused unless it is forced.
  private mutating func match(_ executable: ExecutableFile, _ path: String) throws
    -> BuildDescription
  {
    var build = BuildDescription()
    build.binaryPath = path
    build.ids = identity?.buildIDs ?? executable.buildIDs
    if build.ids == BuildIDs() { build.ids = executable.buildIDs }
    build.isStripped =
      executable.section(".symtab") == nil && executable.section(".debug_info") == nil
      && executable.section(".zdebug_info") == nil
    guard executable.image.architecture.name == core.architecture.name else {
      throw Failure(
        .binary,
        "\(displayable(path)) is for \(executable.image.architecture.name), "
          + "the core for \(core.architecture.name)")
    }
    if let expected = executable.expectedSize, expected > UInt64(executable.file.count) {
      limits.append(
        Limit(
          .truncatedBinary,
          "the binary is truncated: \(executable.file.count) of \(expected) bytes are there"))
    }
    guard executable.isGoProgram else {
      throw Failure(.notGo, "\(displayable(path)) is no Go program: it has no Go function table")
    }
    switch identity.flatMap({ executable.matches($0) }) {
    case true?: build.binary = .matched
    case nil:
      build.binary = .unverified
      limits.append(
        Limit(
          .unverified, "no build ID on both sides: whether the binary is the core's is unknown"
        ))
    case false?:
      let ids = Self.contrast(identity?.buildIDs ?? BuildIDs(), executable.buildIDs)
      guard arguments.force else {
        throw Failure(
          .binary,
          "\(displayable(path)) is not the program of this core: the core has \(ids); "
            + "--force goes on all the same")
      }
      build.binary = .mismatched
      limits.append(
        Limit(
          .mismatched,
          "the binary is another build: every symbol is doubtful; the core has \(ids)"))
    }
    return build
  }

  /// The ids of core and binary, of the kind in which they differ.
  private static func contrast(_ core: BuildIDs, _ binary: BuildIDs) -> String {
    if let mine = core.gnu, let theirs = binary.gnu, mine != theirs {
      return "build ID \(mine), the binary \(theirs)"
    }
    if let mine = core.go, let theirs = binary.go, mine != theirs {
      return "Go build ID \(displayable(mine)), the binary \(displayable(theirs))"
    }
    return "other segments than the binary"
  }

  /// What the user typed to name core and binary: what a further command must name.
  var inputWords: [String] {
    var words = arguments.paths
    if let core = arguments.core { words += ["-c", core] }
    for folder in arguments.binaries { words += ["--binaries", folder] }
    for folder in arguments.debugDirectory { words += ["--debug-directory", folder] }
    if arguments.debuginfod { words.append("--debuginfod") }
    if let sysroot = arguments.sysroot { words += ["--sysroot", sysroot] }
    return words
  }

  /// What to add to the file's addresses: from the auxiliary vector, and where it is missing from the
  /// list of mapped files.
  private func loadBias(of executable: ExecutableFile) -> UInt64 {
    if let identity, !identity.isMainProgram, let bias = identity.loadBias,
      executable.matches(identity) != false
    {
      return bias
    }
    if let entry = core.auxiliaryVector?[AuxiliaryVector.entry] {
      return entry &- executable.image.entry
    }
    guard executable.image.type == ElfImage.shared,
      let first = executable.image.segments.first(where: { $0.type == ProgramHeader.load }),
      let mapping = core.fileMappings.first(where: { $0.offset == first.fileOffset })
    else { return 0 }
    return mapping.range.start.rawValue &- first.address
  }
}

/// The line that tells a memory limit, written without allocating.
enum StandardErrorLine {
  static func writeMemoryLimit() {
    let text: StaticString = "gocore: the memory limit of --max-memory is reached\n"
    _ = unsafe Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
  }
}
