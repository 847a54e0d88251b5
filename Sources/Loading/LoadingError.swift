// Why a program could not be loaded, with the words and the exit code for the person who asked.

package import Basics
package import ElfCore
package import GoRuntime
package import InputFiles

/// Why a core or its program could not be loaded.
package enum LoadingError: ReportableError {
  /// A file that was named cannot be opened.
  case input(InputError)
  /// What was named as the core is none.
  case notCore(path: String)
  /// A second core was named.
  case secondCore(path: String)
  /// Nothing that was named is a core.
  case noCore(paths: [String])
  /// A core or binary is damaged beyond use.
  case unreadable(CoreFileError)
  /// There is no binary, and the core alone shows no Go program.
  case missingBinary(MissingBinary)
  /// The binary is for another processor.
  case wrongArchitecture(path: String, binary: String, core: String)
  /// The binary is another build; `contrast` says in which ids the two differ.
  case anotherBuild(path: String, contrast: String)
  /// The binary is not a Go program, though the core is of one; `expected` says of which.
  case otherProgram(path: String, expected: String)
  /// The binary is not a Go program.
  case notGo(path: String)
  /// The binary's file ends too early, and what is left of it does not show the Go runtime.
  case cutBinary(path: String, size: Int, expected: UInt64)
  /// Nothing describes the layout of the program's runtime.
  case noLayouts(path: String, StrippedFactsError)

  /// How a run ends that cannot go on without the program.
  package var exitCode: ExitStatus {
    switch self {
    case .input(let error): error.exitCode
    case .notCore, .secondCore, .noCore, .unreadable, .cutBinary: .unreadableInput
    case .missingBinary, .wrongArchitecture, .anotherBuild, .otherProgram: .binary
    case .notGo: .notGo
    // A release that this build knows is not to blame: what was read is damaged.
    case .noLayouts(_, .noModule), .noLayouts(_, .noLayoutFits(_, _, isKnown: true)):
      .unreadableInput
    case .noLayouts: .limit
    }
  }

  /// One line that says what is wrong; hostile text is escaped.
  package var message: String {
    switch self {
    case .input(let error): error.message
    case .notCore(let path): "\(displayable(path)) is no core file"
    case .secondCore(let path): "\(displayable(path)) is a second core file; name one"
    case .noCore(let paths):
      "\(paths.map(displayable).joined(separator: " and ")): an executable, but no core file was named"
    case .unreadable(let error): displayable(error.message)
    case .missingBinary(let missing): missing.message
    case .wrongArchitecture(let path, let binary, let core):
      "\(displayable(path)) is for \(binary), the core for \(core)"
    case .anotherBuild(let path, let contrast):
      "\(displayable(path)) is not the program of this core: the core has \(contrast); "
        + "--force goes on all the same"
    case .otherProgram(let path, let expected):
      "\(displayable(path)) is not the program of this core: it is no Go program; the core has "
        + displayable(expected)
    case .notGo(let path):
      "\(displayable(path)) is no Go program: it has no Go function table"
    case .cutBinary(let path, let size, let expected):
      "\(displayable(path)) is truncated: \(size) of \(expected) bytes are there, "
        + "and not those that show the Go runtime"
    case .noLayouts(let path, let error): "\(displayable(path)): \(displayable(error.message))"
    }
  }
}

/// A binary that was not found: what is known of it, and where it was looked for.
package struct MissingBinary: Sendable, Equatable {
  /// The core's path.
  package let core: String
  /// The build IDs that the core shows.
  package let ids: BuildIDs
  package let attempts: [Attempt]
  /// A file that holds only the program's debug information.
  package let debugFile: String?

  /// What is needed, and what was tried.
  package var message: String {
    var message = "\(displayable(core)): the program's binary is needed"
    if let id = ids.gnu {
      message += "; its build ID is \(id)"
    } else if let id = ids.go {
      message += "; its Go build ID is \(displayable(id))"
    }
    if !attempts.isEmpty {
      let words = attempts.prefix(6).map { displayable($0.words) }
      message += "; tried " + words.joined(separator: ", ")
    }
    if let debugFile {
      message += "; \(displayable(debugFile)) holds only its debug information"
    }
    return message + " (gocore inspect can do without)"
  }
}
