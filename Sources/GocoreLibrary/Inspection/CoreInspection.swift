// One core: opened at once, its program loaded when that is asked for.

package import ElfCore
package import InputFiles
package import Loading
package import Reporting

/// A core that is open, and how it is to be analysed.
package struct CoreInspection {
  package private(set) var loader: ProgramLoader
  private let identityOfCore: CoreIdentity
  private let begin: (InspectionPhase) -> Void

  /// Opens the core of `request`. `begin` is called when a step begins, now or later; `expanding` is told
  /// how far compressed files are expanded.
  package init(
    _ request: LoadRequest, options: InspectionOptions = InspectionOptions(),
    expanding: ExpansionProgress? = nil,
    begin: @escaping (InspectionPhase) -> Void = { _ in }
  ) throws(LoadingError) {
    begin(.open)
    loader = try ProgramLoader(request, expanding: expanding) { begin(InspectionPhase($0)) }
    identityOfCore = CoreIdentity(
      core: loader.core, metadata: CoreMetadata(), options: options,
      inputWords: request.commandLine, isOfBatch: false)
    self.begin = begin
  }

  /// Takes a core of an archive, which is open. `metadata` is what a collector noted beside it.
  package init(
    _ input: CoreInput, sources: FileSources, metadata: CoreMetadata, options: InspectionOptions
  ) throws(LoadingError) {
    loader = try ProgramLoader(input, sources: sources)
    identityOfCore = CoreIdentity(
      core: loader.core, metadata: metadata, options: options,
      inputWords: [input.core.memberPath] + sources.options.commandLine,
      isOfBatch: sources.index != nil)
    begin = { _ in }
  }

  /// What is missing of core and program, as far as they are loaded; after a failure to load it says
  /// what led there.
  package var limits: [Limit] { loader.limits }

  /// The report as far as the core alone goes.
  package var identity: Report { identityOfCore.report(limits) }

  /// The program, loaded as far as its binary allows. A second call loads it again.
  package mutating func load() throws(LoadingError) -> ProgramInspection {
    let program = try loader.load()
    return ProgramInspection(
      program, of: identityOfCore, missingBinary: loader.missingBinary,
      debugFiles: loader.sources.library.debugFiles, begin: begin)
  }
}

extension InspectionPhase {
  init(_ phase: LoadingPhase) {
    self =
      switch phase {
      case .binary: .binary
      case .debugInformation: .debugInformation
      case .runtime: .runtime
      }
  }
}
