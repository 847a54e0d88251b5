// Loading a program: its core, its binary, the layouts of its runtime, its plugins.

internal import DebugInfo
package import ElfCore
internal import GoRuntime
package import InputFiles

/// Loads the program of one core.
package struct ProgramLoader {
  package let core: LoadedCore
  package let sources: FileSources
  /// What was found missing so far; also what there is to say when loading fails.
  package private(set) var limits: [Limit]
  /// The file that is taken for the program's binary; nil where there is none.
  package private(set) var binaryPath: String?
  private var choice: BinaryChoice
  private let begin: (LoadingPhase) -> Void

  private var missingPlugins: [(path: String, id: String?)] = []

  /// Opens the core of `input`. `begin` is called when a step of `load` begins.
  package init(
    _ input: CoreInput, sources: FileSources, begin: @escaping (LoadingPhase) -> Void = { _ in }
  ) throws(LoadingError) {
    self.init(try LoadedCore(input), of: input, sources: sources, begin: begin)
  }

  /// Takes the `core` of `input`, which is loaded.
  package init(
    _ core: LoadedCore, of input: CoreInput, sources: FileSources,
    begin: @escaping (LoadingPhase) -> Void = { _ in }
  ) {
    let core = core.looking(atOneOf: Self.named(by: input, sources.library))
    self.core = core
    self.sources = sources
    self.begin = begin
    limits = core.limits
    choice = BinaryChoice(input, core: core, sources: sources)
  }

  /// The files that the user named, which may say which Go runtime is meant.
  private static func named(
    by input: CoreInput, _ library: ProgramLibrary
  ) -> [ExecutableFile] {
    guard input.origin == .named else { return [] }
    return input.executables.compactMap { try? library.executable($0, $0.path) }
  }

  /// Opens what `request` names. `expanding` is told how far compressed files are expanded.
  package init(
    _ request: LoadRequest, expanding: ExpansionProgress? = nil,
    begin: @escaping (LoadingPhase) -> Void = { _ in }
  ) throws(LoadingError) {
    try self.init(
      CoreInput(request, progress: expanding),
      sources: FileSources(
        options: request.search, maximumExpandedBytes: request.maximumExpandedBytes),
      begin: begin)
  }

  /// The program: with its binary where there is one, and from the core alone where there is none.
  package mutating func load() throws(LoadingError) -> LoadedProgram {
    limits = core.limits
    missingPlugins = []
    begin(.binary)
    let process: GoProcess
    var build: BuildDescription
    if let (file, path) = choice.choose() {
      binaryPath = path
      (process, build) = try load(file, path)
      build.information = process.build
    } else {
      build = core.build
      guard build.information != nil || build.ids.go != nil else {
        throw .missingBinary(missingBinary)
      }
      process = loadCoreAlone()
    }
    build.sourceRoot = process.sourceRoot
    build.programName = process.programName
    build.missingPlugins = missingPlugins
    noteLosses(of: process)
    noteOtherRuntimes()
    return LoadedProgram(process: process, build: build, limits: limits)
  }

  /// What to say where the binary cannot be done without.
  package var missingBinary: MissingBinary {
    MissingBinary(
      core: core.file.path, ids: core.identity?.buildIDs ?? BuildIDs(),
      attempts: choice.attempts, debugFile: choice.debugFiles.first?.placeName)
  }

  private mutating func load(
    _ file: OpenedFile, _ path: String
  ) throws(LoadingError) -> (GoProcess, BuildDescription) {
    var executable: ExecutableFile
    do throws(CoreFileError) {
      executable = try sources.library.executable(file, path)
    } catch {
      throw .unreadable(error)
    }
    let matching = BinaryMatching(
      core: core, executable: executable, path: path, isForced: sources.options.force)
    let build = try matching.build(&limits)
    executable.loadBias = matching.loadBias
    begin(.debugInformation)
    let image = core.image.adding([executable])
    let information = core.information(of: executable)
    var search = RuntimeFactsSearch(
      image: image, executable: executable, binary: file, release: information?.goVersion,
      debugFiles: DebugFileSearch(
        executable: executable, named: choice.debugFiles, sources: sources),
      library: sources.library)
    let facts = try search.find()
    limits += search.limits
    executable.debugFile = search.describingFile
    begin(.runtime)
    let process = GoProcess(
      image: image, executable: executable, otherRuntimes: codeOfOthers, facts: facts,
      build: information, libraryRoot: sources.options.sysroot, expand: ProgramLibrary.expand)
    let plugins = openPlugins(of: process)
    if plugins.isEmpty { return (process, build) }
    let whole = GoProcess(
      image: image.adding(plugins), executable: executable,
      plugins: plugins, otherRuntimes: codeOfOthers, facts: facts, build: information,
      libraryRoot: sources.options.sysroot, expand: ProgramLibrary.expand)
    return (whole, build)
  }

  /// Notes what of the runtime was not found.
  private mutating func noteLosses(of process: GoProcess) {
    limits += process.facts.missing.map { missing in
      Limit(
        missing.feature == .uptime ? .uptime : .runtime,
        "\(missing.feature.rawValue) lost: \(missing.names.joined(separator: ", ")) not found")
    }
    limits += process.problems.map { Limit(.runtime, $0) }
  }

  // MARK: - Other runtimes

  private var codeOfOthers: [AddressRange] { core.otherRuntimes.flatMap(\.code) }

  /// Notes the Go runtimes that are not looked at.
  private mutating func noteOtherRuntimes() {
    for other in core.otherRuntimes {
      let path = core.image.path(of: other) ?? "an image at \(other.base ?? .null)"
      let id = (other.buildIDs.gnu ?? other.buildIDs.go).map { " (build ID \($0))" } ?? ""
      limits.append(
        Limit(
          .otherRuntime,
          "another Go runtime of the process is left out, that of \(path)\(id); with that file "
            + "named beside the core it is the one that is looked at",
          brief: "another Go runtime is left out, that of \(path) (name it to read that one)"))
    }
  }

  // MARK: - Plugins

  /// The plugins whose function tables `process` lacks, as far as their files are found; the others
  /// become limits.
  private mutating func openPlugins(of process: GoProcess) -> [ExecutableFile] {
    process.missingTables.compactMap { table in
      let image = core.images.first { !$0.isMainProgram && $0.covers(table) }
      if let image, let plugin = openPlugin(image) { return plugin }
      let path = image.flatMap { core.image.path(of: $0) }
      let id = image?.buildIDs.gnu ?? image?.buildIDs.go
      var message = "the functions of a Go plugin are unknown: "
      message += path.map { "\($0) is needed" } ?? "its table is at \(table)"
      if let id { message += "; its build ID is \(id)" }
      if let path { missingPlugins.append((path, id)) }
      limits.append(Limit(.plugin, message))
      return nil
    }
  }

  private func openPlugin(_ image: LoadedImage) -> ExecutableFile? {
    var search = BinarySearch(core: core, identity: image, sources: sources)
    guard let found = search.find(), let bias = image.loadBias,
      var plugin = try? sources.library.executable(found, found.path)
    else { return nil }
    plugin.loadBias = bias
    return plugin
  }

  // MARK: - The core alone

  private mutating func loadCoreAlone() -> GoProcess {
    begin(.runtime)
    // Places with nothing in them need no word; what was there and would not do does.
    let passedOver =
      choice.attempts.filter(\.isRejection).map(\.words)
      + choice.debugFiles.map { "\($0.placeName) (only its debug information)" }
    if !passedOver.isEmpty {
      limits.append(
        Limit(
          .passedOver, "no binary found: \(passedOver.joined(separator: ", "))",
          brief: passedOver.count == 1
            ? nil
            : "no binary found: \(passedOver[0]), and \(passedOver.count - 1) more that do not fit "
              + "(--binaries names a folder)"))
    }
    let executable = ExecutableFile(core: core.file, image: core.identity)
    let process = GoProcess(
      image: core.image, executable: executable, otherRuntimes: codeOfOthers,
      facts: factsOfCore(executable), build: core.information(of: executable),
      libraryRoot: sources.options.sysroot, expand: ProgramLibrary.expand)
    if process.modules.isEmpty {
      limits.append(
        Limit(
          .noBinary,
          "no binary: functions, lines, stacks, arguments, types and constant texts are unknown, "
            + "and program counters are raw addresses",
          brief: "no binary: functions, lines, stacks and types are unknown (NEXT names the build)")
      )
    } else {
      limits.append(
        Limit(
          .programFromCore,
          "no binary: functions and lines are from the program's pages in the core"))
    }
    return process
  }

  private mutating func factsOfCore(_ executable: ExecutableFile) -> RuntimeFacts {
    let release = core.information?.goVersion ?? RuntimeFactsSearch.unknownRelease
    do {
      let recovered = try StrippedFacts(
        image: core.image, executable: executable, release: release, symbols: nil)
      limits.append(
        Limit(.layoutsFromTable, RuntimeFactsSearch.describe(recovered, release)))
      return recovered.facts
    } catch {
      // The threads and the signal are the kernel's words, and need no layout.
      limits.append(Limit(.runtime, "goroutines are unknown: \(error.message)"))
      return RuntimeFacts(facts: DebugFacts(), symbols: nil, isComplete: false)
    }
  }
}
