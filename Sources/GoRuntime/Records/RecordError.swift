// Why something could not be read of the runtime's records.

package import ElfCore

/// Why a field or a variable of the runtime could not be read.
package enum RecordError: Error, Equatable {
  /// This release has no such field, or debug information does not say where it is.
  case noField(RuntimeField)
  /// No symbol and no search says where the variable is.
  case noVariable(RuntimeVariable)
  /// Its place is known, but the memory there is not at hand.
  case unreadable(MemoryError)

  /// A few words that say what is wrong.
  package var message: String {
    switch self {
    case .noField(let field): "\(field.name) is not in this runtime"
    case .noVariable(let variable): "\(variable.rawValue) was not found"
    case .unreadable(let error): error.message
    }
  }
}
