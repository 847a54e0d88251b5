// Stores as users name them: a SQLite file, or reports in JSON, which are put into a store without a name.

internal import Basics
internal import CrashAnalysis

/// Opens what a user names as a store.
package enum StoreInput {
  /// What a file is, by its first bytes.
  package enum Kind {
    case store, json, other
  }

  private static let magic = Array("SQLite format 3\0".utf8)

  /// What `path` is; standard input has to be JSON.
  package static func kind(of path: String) throws -> Kind {
    guard path != "-" else { return .json }
    let start = try LineReader.start(of: path, count: 256)
    if start.starts(with: magic) { return .store }
    // An empty file is left to those who read reports: they say that it is empty.
    let first = start.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    return first == 0x7b || first == nil ? .json : .other
  }

  /// The store at `path`, or one that has the reports of the file at `path`.
  ///
  /// - Throws: `StoreError`, `ReportFileError` or `LineReaderError`.
  package static func open(_ path: String) throws -> ReportStore {
    if try kind(of: path) == .store { return try ReportStore.reading(path) }
    let store = try ReportStore.temporary()
    try add(path, to: store)
    return store
  }

  /// The same to compare with what this gocore makes: signatures of an older algorithm are made anew, in a
  /// copy.
  package static func openCurrent(_ path: String) throws -> ReportStore {
    let store = try open(path)
    var hasOlder = false
    try store.forEachCore { core in
      if let id = core.signature, !Signature.isCurrent(id) { hasOlder = true }
    }
    guard hasOlder else { return store }
    let copy = try ReportStore.temporary()
    try copy.merge(store)
    try Resigner(lists: .standard).resignOlder(copy)
    return copy
  }

  /// Adds the store, or the reports, at `path` to `store`; of a file of reports all or none.
  package static func add(_ path: String, to store: ReportStore) throws {
    switch try kind(of: path) {
    case .store: try store.merge(ReportStore.reading(path))
    case .other: throw ReportFileError.foreign(path: path)
    case .json:
      var reports = try ReportLines(path: path, reader: StoredReportReader())
      try store.begin()
      do {
        while let json = try reports.next() {
          try reports.locating { try store.merge(report: json) }
        }
        try store.commit()
      } catch {
        store.rollBack()
        throw error
      }
      if reports.isEmpty { throw ReportFileError.empty(name: reports.name) }
    }
  }
}
