// The request: the files that a user names, told apart by what they are.

internal import Basics
package import InputFiles

/// A core to load, and what the user says about it.
package struct LoadRequest: Sendable {
  /// Files in any order: a core and perhaps a binary, or only a binary where `core` names the core.
  package var paths: [String]
  /// The core, where it is named apart.
  package var core: String?
  package var search: SearchOptions
  /// How much compressed input may expand to.
  package var maximumExpandedBytes: UInt64?

  package init(
    paths: [String], core: String? = nil, search: SearchOptions = SearchOptions(),
    maximumExpandedBytes: UInt64? = nil
  ) {
    self.paths = paths
    self.core = core
    self.search = search
    self.maximumExpandedBytes = maximumExpandedBytes
  }

  /// The words of a command line that names the same files and looks for the others in the same places.
  package var commandLine: [String] {
    paths + (core.map { ["-c", $0] } ?? []) + search.commandLine
  }
}

/// The files of one core, opened.
package struct CoreInput: Sendable {
  /// How far the executables can be trusted to be the core's.
  package enum Origin: Sendable {
    /// The user named them.
    case named
    /// They happened to lie in the core's archive.
    case besideCore
  }

  package let core: OpenedFile
  /// What came with the core, the likeliest first.
  package let executables: [OpenedFile]
  package let origin: Origin
  /// What could not be read, in words.
  package let problems: [String]

  package init(
    core: OpenedFile, executables: [OpenedFile], origin: Origin, problems: [String]
  ) {
    self.core = core
    self.executables = executables
    self.origin = origin
    self.problems = problems
  }

  /// Opens the files of `request`, in whichever order they are named.
  /// `progress` is told how far compressed ones are expanded.
  package init(
    _ request: LoadRequest, progress: ExpansionProgress? = nil
  ) throws(LoadingError) {
    let options = InputFiles.InputOptions(maximumExpandedBytes: request.maximumExpandedBytes)
    func open(_ path: String) throws(LoadingError) -> OpenedInput {
      do throws(InputError) {
        return try openInput(path: path, options: options, progress: progress)
      } catch {
        throw .input(error)
      }
    }
    var found: OpenedFile?
    var executables: [OpenedFile] = []
    var problems: [String] = []
    if let path = request.core {
      let input = try open(path)
      guard let core = input.core else { throw .notCore(path: path) }
      found = core
      executables += input.executables
      problems += input.problems
    }
    for path in request.paths {
      let input = try open(path)
      if let core = input.core {
        guard found == nil else { throw .secondCore(path: path) }
        found = core
      }
      // What the user names comes before what an archive happened to hold.
      executables.insert(
        contentsOf: input.executables, at: input.core == nil ? 0 : executables.count)
      problems += input.problems
    }
    guard let found else { throw .noCore(paths: request.paths) }
    self.init(
      core: found, executables: executables,
      origin: request.paths.isEmpty ? .besideCore : .named, problems: problems)
  }
}
