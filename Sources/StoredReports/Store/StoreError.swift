// Why a store cannot be used, worded for the person who named it.

package import Basics

/// A refusal of a store.
package struct StoreError: ReportableError, Equatable {
  /// What is wrong.
  package enum Kind: Sendable, Equatable {
    /// There is no such file.
    case missing
    /// The file cannot be opened or read.
    case unreadable(String)
    /// The file is something else.
    case foreign(String)
    /// A later gocore made it.
    case newer(schema: Int64, known: Int64)
    /// An earlier gocore made it, and it is opened for reading as it is: see `ReportStore.reading`.
    case older(schema: Int64, known: Int64)
    /// Its bytes are damaged.
    case corrupted(String)
    /// It may not be written.
    case readOnly
    /// Another batch or merge is writing to it.
    case locked
    /// There is no space left for it.
    case full
    /// SQLite's write-ahead log does not work on its file system.
    case noWriteAheadLog(String)
    /// The input is not a report.
    case report(StoredReportError)
    /// SQLite failed in another way.
    case other(String)
  }

  package let kind: Kind
  package let path: String

  package init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  init(_ error: DatabaseError, path: String) {
    let kind: Kind =
      switch error.kind {
      case .busy: .locked
      case .corrupted: .corrupted(error.reason)
      case .foreign: .foreign("no store of gocore")
      case .full: .full
      case .unopened: .unreadable(error.reason)
      case .readOnly: .readOnly
      case .tooLarge: .other("a report is larger than SQLite takes")
      case .other: .other(error.reason)
      }
    self.init(kind, path: path)
  }

  /// An internal error if nothing of the user's is at fault.
  package var exitCode: ExitStatus {
    switch kind {
    case .newer, .noWriteAheadLog, .full, .locked: .limit
    case .other: .internalError
    default: .unreadableInput
    }
  }

  package var message: String { "\(displayable(path)): \(displayable(reason))" }

  /// What is wrong, without the path and not escaped.
  package var reason: String {
    switch kind {
    case .missing: "no such file"
    case .unreadable(let reason): "cannot be used as a store: \(reason)"
    case .foreign(let found): "is \(found)"
    case .newer(let schema, let known):
      "was made by a later gocore: its schema is \(schema), this build knows up to \(known)"
    case .older(let schema, let known):
      "was made by an earlier gocore: its schema is \(schema), this build has \(known)"
    case .corrupted(let reason):
      "is damaged: \(reason); sqlite3's .recover may save what is left of it"
    case .readOnly: "may not be written"
    case .locked: "is in use by another batch or merge"
    case .full: "cannot grow: no space is left, or a limit on file sizes is reached"
    case .noWriteAheadLog(let place):
      "lies on \(place), where SQLite's write-ahead log does not work: name a store on a local disk"
    case .report(let error): error.message
    case .other(let reason): "SQLite: \(reason)"
    }
  }
}
