// One run over one core: what a command asks of the library, with progress on standard error.

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
    if let limit = arguments.run.maxMemory { try Self.limitMemory(to: limit.bytes) }
    var options = options
    options.threads = arguments.run.threads
    let progress = Progress(mode: arguments.run.progress)
    self.progress = progress
    core = try CoreInspection(
      arguments.request, options: options,
      expanding: { progress.showExpansion($0, of: $1) }, begin: { progress.phase($0.rawValue) })
  }

  private static func limitMemory(to bytes: UInt64) throws {
    try Basics.limitMemory(to: bytes)
    // An allocation that fails is a trap; what it says is the limit.
    onTrap { _ in
      StandardErrorLine.writeMemoryLimit()
      _exit(ExitStatus.limit.rawValue)
    }
  }

  /// The program, loaded as far as its binary allows.
  mutating func load() throws(LoadingError) -> ProgramInspection { try core.load() }

  /// The end of a command that writes a report: the exit code of `--strict`.
  func finish(_ report: Report, _ run: RunArguments) throws {
    if run.strict, report.status == .partial { try ExitStatus.partial.end() }
  }

  /// The end of a command whose output has no place for limits and timings: they go to standard error.
  func finish(_ limits: [Limit], _ run: RunArguments) throws {
    progress.end()
    if run.timings {
      for timing in progress.timings {
        StandardError.write("gocore: \(timing.name) \(Int(timing.seconds * 1e3)) ms")
      }
    }
    for limit in limits { StandardError.write("gocore: \(displayable(limit.message))") }
    if run.strict, limits.contains(where: \.isLoss) { try ExitStatus.partial.end() }
  }
}

/// The message about the memory limit, written without allocating.
enum StandardErrorLine {
  static func writeMemoryLimit() {
    let text: StaticString = "gocore: the memory limit of --max-memory is reached\n"
    _ = unsafe Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
  }
}
