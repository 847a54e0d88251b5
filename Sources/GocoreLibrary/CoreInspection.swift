// One core: opened at once, its program loaded when that is asked for.

package import ElfCore
package import InputFiles
package import Loading
internal import Reporting

/// A core that is open, and how it is to be analysed.
package struct CoreInspection {
  package private(set) var loader: ProgramLoader
  /// What a collector noted beside the core of when and where the program died.
  let metadata: CoreMetadata
  let options: InspectionOptions
  let begin: (InspectionPhase) -> Void

  /// What is missing of core and program, as far as they are loaded; after a failure to load it says
  /// what led there.
  package var limits: [Limit] { loader.limits }

  /// Opens the core of `request`. `begin` is called when a step begins, now or later.
  package init(
    _ request: LoadRequest, options: InspectionOptions = InspectionOptions(),
    begin: @escaping (InspectionPhase) -> Void = { _ in }
  ) throws(LoadingError) {
    begin(.open)
    loader = try ProgramLoader(request) { begin(InspectionPhase($0)) }
    metadata = CoreMetadata()
    self.options = options
    self.begin = begin
  }

  /// Takes a core of an archive, which is open.
  package init(
    _ input: CoreInput, sources: FileSources, metadata: CoreMetadata, options: InspectionOptions
  ) throws(LoadingError) {
    loader = try ProgramLoader(input, sources: sources)
    self.metadata = metadata
    self.options = options
    begin = { _ in }
  }

  /// The program, loaded as far as its binary allows. A second call loads it again.
  package mutating func load() throws(LoadingError) -> ProgramInspection {
    let program = try loader.load()
    return ProgramInspection(program, of: self)
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
