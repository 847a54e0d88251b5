// One run over one core: what a command asks of loading, with progress on standard error.

internal import ArgumentParser
internal import Basics
internal import ElfCore
internal import Glibc
internal import Loading

/// A run over a core.
struct Session {
  private(set) var loader: ProgramLoader
  let progress: Progress
  /// What stands beside the core of when and where the program died.
  let metadata: CoreMetadata
  /// What the user typed to name core and binary: what a further command must name.
  let inputWords: [String]
  /// How many threads may work at once; nil for one for each processor.
  let threads: Int?
  private var missingLibraries: [Limit] = []

  /// What is missing of core and program, as far as is known by now.
  var limits: [Limit] { loader.limits + missingLibraries }

  /// Opens the core, in whichever place it was named.
  init(_ arguments: InputArguments) throws {
    try arguments.check()
    if let limit = arguments.maxMemory { try Self.limitMemory(limit.bytes) }
    try self.init(
      arguments.request, progress: Progress(mode: arguments.progress),
      inputWords: arguments.words, threads: arguments.threads)
  }

  /// Opens the core of `request`.
  init(_ request: LoadRequest, progress: Progress, inputWords: [String] = [], threads: Int? = nil)
    throws
  {
    progress.phase("open")
    loader = try tellingLoadingErrors { () throws(LoadingError) in
      try ProgramLoader(request) { progress.phase($0.rawValue) }
    }
    self.progress = progress
    self.threads = threads
    self.inputWords = inputWords
    metadata = CoreMetadata()
  }

  /// A run over a core of an archive, which is open.
  init(
    _ input: CoreInput, sources: FileSources, metadata: CoreMetadata, inputWords: [String],
    threads: Int?
  ) throws {
    loader = try tellingLoadingErrors { () throws(LoadingError) in
      try ProgramLoader(input, sources: sources)
    }
    progress = Progress(mode: .off)
    self.threads = threads
    self.inputWords = inputWords
    self.metadata = metadata
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

  /// The program, loaded as far as its binary allows.
  mutating func openProgram() throws -> LoadedProgram {
    try tellingLoadingErrors { () throws(LoadingError) in try loader.load() }
  }

  /// Adds the libraries of C whose frames are missing.
  mutating func note(_ missingLibraries: [String]) {
    self.missingLibraries += missingLibraries.map {
      Limit(.missingLibrary, "frames of C are missing: \($0)")
    }
  }

  /// Writes limits and timings to standard error, and ends with the exit code of `--strict`: for
  /// commands whose output has no place for them.
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
}

/// Runs `body`, and turns what loading refuses into a failure of the run.
func tellingLoadingErrors<Value>(_ body: () throws(LoadingError) -> Value) throws -> Value {
  do throws(LoadingError) {
    return try body()
  } catch {
    throw Failure(error.exitCode, error.message)
  }
}

/// The line that tells a memory limit, written without allocating.
enum StandardErrorLine {
  static func writeMemoryLimit() {
    let text: StaticString = "gocore: the memory limit of --max-memory is reached\n"
    _ = unsafe Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
  }
}
