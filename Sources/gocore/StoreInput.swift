// Stores as the user names them: a SQLite file, or reports as NDJSON, which are put into a store that
// has no name.

internal import Reporting
internal import StoredReports

extension Failure {
  init(_ error: StoreError) {
    self.init(
      status: error.exitCode,
      message: "\(displayable(error.path)): \(displayable(error.reason))")
  }
}

/// Runs `body`, and tells a store's errors as failures.
func tellingStoreErrors<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as StoreError {
    throw Failure(error)
  }
}

/// Opens what is named as a store.
enum StoreInput {
  private static let magic = Array("SQLite format 3\0".utf8)

  /// Whether the file at `path` begins like SQLite's.
  static func isStore(_ path: String) throws -> Bool {
    guard path != "-" else { return false }
    let descriptor = try TextDescriptor(path: path, name: displayable(path))
    return try descriptor.read(upTo: magic.count) == magic
  }

  /// The store at `path`, or one that has the reports of the file at `path`.
  static func open(_ path: String) throws -> ReportStore {
    try tellingStoreErrors {
      if try isStore(path) { return try ReportStore(path: path, mode: .readOnly) }
      let store = try ReportStore.temporary()
      try add(path, to: store)
      return store
    }
  }

  /// Adds the store, or the reports, at `path` to `store`.
  static func add(_ path: String, to store: ReportStore) throws {
    if try isStore(path) {
      try store.merge(ReportStore(path: path, mode: .readOnly))
      return
    }
    let reader: StoredReportReader
    do {
      reader = try StoredReportReader()
    } catch {
      throw Failure(.internalError, error.message)
    }
    var reports = try ReportLines(path: path, reader: reader)
    try store.begin()
    do {
      while let json = try reports.next() { try reports.telling { try store.merge(report: json) } }
      try store.commit()
    } catch {
      store.rollBack()
      throw error
    }
    guard reports.line > 0 else {
      throw Failure(.unreadableInput, "\(reports.name): neither a store nor reports in JSON: empty")
    }
  }
}
