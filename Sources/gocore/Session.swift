// One run over one core: what a command asks of the library, with progress on standard error.

internal import ArgumentParser
internal import Basics
internal import ElfCore
internal import Glibc
internal import Gocore
internal import Loading
internal import Reporting

/// A run over a core.
struct Session {
  private(set) var core: CoreInspection
  let progress: Progress

  /// Opens the core that `arguments` name.
  init(_ arguments: InputArguments, _ options: InspectionOptions) throws {
    try arguments.check()
    if let limit = arguments.maxMemory { try Self.limitMemory(limit.bytes) }
    var options = options
    options.inputWords = arguments.words
    options.threads = arguments.threads
    let progress = Progress(mode: arguments.progress)
    self.progress = progress
    core = try tellingLoadingErrors { () throws(LoadingError) in
      try CoreInspection(arguments.request, options: options) { progress.phase($0.rawValue) }
    }
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
  mutating func load() throws -> ProgramInspection {
    try tellingLoadingErrors { () throws(LoadingError) in try core.load() }
  }

  /// The end of a command that writes a report: the exit code of `--strict`.
  func finish(_ report: Report, _ output: OutputArguments) throws {
    if output.strict, report.status == .partial { throw ExitCode(ExitStatus.partial.rawValue) }
  }

  /// The end of a command whose output has no place for limits and timings: they go to standard error.
  func finish(_ limits: [Limit], _ output: OutputArguments) throws {
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
