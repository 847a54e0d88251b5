// Stores as the user names them: a SQLite file, or reports as NDJSON, which are put into a store that
// has no name.

internal import Basics
internal import Reporting
internal import StoredReports

extension Failure {
  init(_ error: StoreError) {
    self.init(error.exitCode, "\(displayable(error.path)): \(displayable(error.reason))")
  }
}

/// Runs `body`, and turns a store's errors into failures.
func tellingStoreErrors<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as StoreError {
    throw Failure(error)
  }
}

/// Opens what is named as a store.
enum StoreInput {
  /// What a file is, by its first bytes.
  enum Kind {
    case store, json, other
  }

  private static let magic = Array("SQLite format 3\0".utf8)

  /// What `path` is; standard input has to be JSON.
  static func kind(of path: String) throws -> Kind {
    guard path != "-" else { return .json }
    let descriptor = try TextDescriptor(path: path, name: displayable(path))
    let start = try descriptor.read(upTo: 256)
    if start.starts(with: magic) { return .store }
    // Whoever reads an empty file says that it is empty.
    let first = start.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    return first == 0x7b || first == nil ? .json : .other
  }

  /// Whether the file at `path` begins like SQLite's.
  static func isStore(_ path: String) throws -> Bool { try kind(of: path) == .store }

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
    switch try kind(of: path) {
    case .store: return try store.merge(ReportStore(path: path, mode: .readOnly))
    case .json: break
    case .other:
      throw Failure(
        .unreadableInput, "\(displayable(path)): neither a store nor reports in JSON")
    }
    let reader = try storedReportReader()
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
      throw Failure(.unreadableInput, "\(reports.name): no report in it")
    }
  }
}

/// A reader of stored reports.
func storedReportReader() throws -> StoredReportReader {
  do {
    return try StoredReportReader()
  } catch {
    throw Failure(.internalError, error.message)
  }
}
