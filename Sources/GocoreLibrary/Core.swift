// A core file, open: what everything else begins with.

internal import ElfCore
internal import GoRuntime
internal import InputFiles
internal import Loading
internal import Reporting

/// A core file of a Go program, open.
///
/// A core alone says how its program was built, which signal it got, and which process it was.
/// ``loadProgram()`` finds the binary and gives the rest.
public struct Core: Sendable {
  /// Where the files of a program are looked for, and what may be shown.
  public struct Options: Sendable {
    /// Folders to search for the binary.
    public var binaries: [String] = []
    /// Folders to search for debug files, before the system's own.
    public var debugDirectories: [String] = []
    /// Whether the servers of `DEBUGINFOD_URLS` may be asked. Without this no connection is opened.
    public var usesDebuginfod = false
    /// The folder that holds the crashed host's files; nil for this host's own.
    public var sysroot: String?
    /// Whether to go on with a binary of another build. Every symbol is then doubtful.
    public var acceptsMismatchedBinary = false
    /// The most bytes that a compressed file or an archive may expand to; nil for the free space of the
    /// temporary folder less a tenth.
    public var maximumExpandedBytes: UInt64?
    /// Whether strings that may be secrets are shown: arguments, environment, labels of goroutines.
    public var showsValues = false
    /// How many threads may work at once; nil for one for each processor.
    public var threads: Int?

    /// The default options.
    public init() {}
  }

  private let input: CoreInput
  private let sources: SearchOptions
  private let maximumExpandedBytes: UInt64?
  private let identity: CoreIdentity

  /// Opens the core at `path`, which may be compressed or in an archive. `binary` is the program's
  /// binary; nil to have it looked for.
  public static func open(
    _ path: String, binary: String? = nil, options: Options = Options()
  ) throws(GocoreError) -> Core {
    do throws(LoadingError) {
      return try Core([path] + (binary.map { [$0] } ?? []), options)
    } catch {
      throw GocoreError(error)
    }
  }

  private init(_ paths: [String], _ options: Options) throws(LoadingError) {
    sources = SearchOptions(options)
    maximumExpandedBytes = options.maximumExpandedBytes
    let request = LoadRequest(
      paths: paths, search: sources, maximumExpandedBytes: options.maximumExpandedBytes)
    input = try CoreInput(request)
    var inspection = InspectionOptions()
    inspection.showsValues = options.showsValues
    inspection.threads = options.threads
    identity = CoreIdentity(
      core: try LoadedCore(input), metadata: CoreMetadata(), options: inspection,
      inputWords: request.commandLine, isOfBatch: false)
  }

  /// The core's path, and the name within an archive behind `::`.
  public var path: String { identity.path }

  /// How the program was built, as far as the core's memory shows.
  public var build: Build { Build(identity.core.build) }

  /// The number of the process.
  public var processID: Int32? { identity.core.image.process?.processID }

  /// The first word of the process's command line.
  public var command: String? { identity.processDescription.command }

  /// The number of the signal that the kernel wrote the core for. It is seldom the reason of the death:
  /// a Go program that crashes raises `SIGABRT` itself. See ``Diagnosis``.
  public var signal: Int32? { identity.coreSignal?.number }

  /// How many threads the process had.
  public var threadCount: Int { identity.core.image.threads.count }

  /// What is missing of the core.
  public var limitations: [Limitation] { identity.core.limits.map(Limitation.init) }

  /// A report of what the core alone shows.
  public func identify() -> CoreReport {
    CoreReport(identity.report(identity.core.limits))
  }

  /// Finds the binary and loads the program. Where no binary is found, as much is loaded as the core
  /// alone shows, and ``Program/limitations`` say what that leaves out.
  public func loadProgram() throws(GocoreError) -> Program {
    do throws(LoadingError) {
      var loader = ProgramLoader(
        identity.core, of: input,
        sources: FileSources(options: sources, maximumExpandedBytes: maximumExpandedBytes))
      let loaded = try loader.load()
      return Program(loaded, identity, missingBinary: loader.missingBinary)
    } catch {
      throw GocoreError(error)
    }
  }
}

extension SearchOptions {
  fileprivate init(_ options: Core.Options) {
    self.init()
    binaries = options.binaries
    debugDirectory = options.debugDirectories
    debuginfod = options.usesDebuginfod
    sysroot = options.sysroot
    force = options.acceptsMismatchedBinary
  }
}
