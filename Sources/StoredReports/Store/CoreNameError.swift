// Which core of a store a user means by a name.

internal import Basics
internal import CrashAnalysis

/// A name that is none of a core, or one of several.
package enum CoreNameError: Error {
  case unknown(String, CoreSelection)
  case ambiguous(String, [String])

  /// One line, without a period.
  package var message: String {
    switch self {
    case .unknown(let name, let selection):
      let chosen = selection.choosesCores ? "core of that time and program" : "core of the store"
      let hint =
        RuleCatalog.rule(name) == nil ? "" : "; --class \(name) shows the signatures of that class"
      return "no \(chosen) is '\(displayable(name))', and no signature\(hint)"
    case .ambiguous(let name, let paths):
      let shown = paths.prefix(5).map { displayable($0) }.joined(separator: ", ")
      let rest = paths.count > 5 ? ", …" : ""
      return "'\(displayable(name))' may be \(shown)\(rest): name more of it"
    }
  }
}

extension ReportStore {
  /// The path of the only core that a user can mean by `name`, among those that `selection` chooses.
  ///
  /// - Throws: ``CoreNameError``, or a ``StoreError`` where the store cannot be read.
  package func path(of name: String, in selection: CoreSelection) throws -> String {
    let found = try paths(of: name, in: selection)
    guard let first = found.first else { throw CoreNameError.unknown(name, selection) }
    guard found.count == 1 else { throw CoreNameError.ambiguous(name, found) }
    return first
  }
}
