// Stores that are only read, whichever gocore made them.

extension ReportStore {
  /// The store at `path`, to read from it. One of an earlier gocore is brought up to date first: the file
  /// itself where it may be written and nobody else is writing to it, else a copy.
  package static func reading(_ path: String) throws(StoreError) -> ReportStore {
    do throws(StoreError) {
      return try ReportStore(path: path, mode: .readOnly)
    } catch {
      guard case .older(let version, _) = error.kind else { throw error }
      return try readingEarlier(path, version: version)
    }
  }

  private static func readingEarlier(
    _ path: String, version: Int64
  ) throws(StoreError) -> ReportStore {
    do throws(StoreError) {
      // Closed again, so that another batch may write to it.
      do { _ = try ReportStore(path: path, mode: .readWrite) }
      return try ReportStore(path: path, mode: .readOnly)
    } catch {
      switch error.kind {
      case .readOnly, .locked, .full, .noWriteAheadLog, .unreadable, .other: break
      default: throw error
      }
    }
    let earlier = StoreSchema(
      steps: Array(StoreSchema.current.steps.prefix(Int(clamping: version))))
    let store = try ReportStore(path: path, mode: .readOnly, schema: earlier)
    let copy = try ReportStore(temporary: earlier)
    try copy.takeTables(of: store)
    try copy.refusing { (database) throws(DatabaseError) in
      try StoreSchema.current.migrate(database, from: version)
    }
    return copy
  }

  /// Takes over the rows of all tables of a store of the same version.
  private func takeTables(of other: ReportStore) throws(StoreError) {
    let names = try other.column(
      """
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
      ORDER BY name
      """)
    try transaction { () throws(StoreError) in
      for name in names {
        let rows = try other.refusing { (database) throws(DatabaseError) in
          try database.query("SELECT * FROM \"\(name)\"")
        }
        let places = (1...max(1, rows.count)).map { "?\($0)" }.joined(separator: ", ")
        try refusing { (database) throws(DatabaseError) in
          while try rows.next() {
            let values: [DatabaseValue] = (0..<rows.count).map {
              rows.isInteger($0)
                ? .integer(rows.integer($0)) : rows.bytes($0).map { .bytes($0) } ?? .null
            }
            try database.run("INSERT INTO \"\(name)\" VALUES (\(places))", values)
          }
        }
      }
    }
  }
}
