// What the user names: a core, perhaps a binary, and where to look for it.

internal import ArgumentParser
internal import Loading

/// The core and the binary, in either order, and where the rest is looked for.
struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The core file and, if it is not found by itself, the program's binary, in either order. "
        + "Either may be compressed or in an archive; - is standard input.",
      valueName: "core [binary]"),
    completion: .file())
  var paths: [String] = []

  @OptionGroup(title: "The program's files") var files: FileArguments
  @OptionGroup(title: "Limits and progress") var run: RunArguments
}

/// Which core and which binary it is, and where the program's files are.
struct FileArguments: ParsableArguments {
  @Option(
    name: [.customShort("c"), .long],
    help: ArgumentHelp(
      "The core file, as it is passed to debuggers; the argument is then the binary.",
      valueName: "core"), completion: .file())
  var core: String?

  @OptionGroup var search: SearchArguments

  @Flag(
    help: "Go on with a binary whose build ID is not the core's; every symbol is then doubtful.")
  var force = false
}

/// What a run may use, and what it tells of itself.
struct RunArguments: ParsableArguments {
  @Flag(help: "Exit with 6 when something is missing from the report.")
  var strict = false

  @Option(help: "Progress on standard error.")
  var progress = ProgressMode.auto

  @Flag(help: "Show how long each phase took.")
  var timings = false

  @Option(
    help: ArgumentHelp(
      "How much compressed input may expand to, in bytes or with k, M, G, T "
        + "(default: the free space of the temporary folder less 10 %).", valueName: "size"))
  var maxExpanded: ByteCount?

  @Option(
    help: ArgumentHelp(
      "How much memory gocore may use for itself, in bytes or with k, M, G, T.",
      valueName: "size"))
  var maxMemory: ByteCount?

  @Option(
    help: ArgumentHelp(
      "How many threads may work at once (default: the processors that gocore may use). "
        + "The result does not depend on it.", valueName: "number"))
  var threads: Int?
}

extension InputArguments {
  /// Checked when the command runs, so that an unknown option is reported first.
  func check() throws {
    let count = paths.count + (files.core == nil ? 0 : 1)
    guard count > 0 else { throw ValidationError("name a core file") }
    guard count <= 2 else {
      throw ValidationError("name one core file and at most one binary, not \(count) files")
    }
    if (paths + [files.core]).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once")
    }
    if let threads = run.threads, threads < 1 {
      throw ValidationError("--threads takes a number of at least 1")
    }
  }

  /// What is to be loaded.
  var request: LoadRequest {
    var options = files.search.options
    options.force = files.force
    return LoadRequest(
      paths: paths, core: files.core, search: options, maximumExpandedBytes: run.maxExpanded?.bytes)
  }
}

/// How progress is shown.
enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
  case auto, json, off
}

/// A number of bytes, as `4096`, `512M` or `2G`.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  let bytes: UInt64

  var description: String {
    for (unit, name) in [(UInt64(1) << 30, "G"), (1 << 20, "M"), (1 << 10, "k")]
    where bytes >= unit && bytes % unit == 0 {
      return "\(bytes / unit)\(name)"
    }
    return "\(bytes)"
  }

  init(bytes: UInt64) {
    self.bytes = bytes
  }

  init?(argument: String) {
    let units: [Character: UInt64] = [
      "k": 1 << 10, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40,
    ]
    var digits = argument[...]
    var unit: UInt64 = 1
    if let last = digits.last, let known = units[last] {
      unit = known
      digits = digits.dropLast()
    }
    guard let number = UInt64(digits) else { return nil }
    let (value, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow, value > 0 else { return nil }
    bytes = value
  }
}
