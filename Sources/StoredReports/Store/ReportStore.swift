// A store: one SQLite file with the reports of an archive's cores, and what is known about each. What it
// holds is a function of the archive: no clock and no order of work leaves a trace in it, the table of
// runs aside.

/// An open store, for one thread.
package final class ReportStore {
  /// What is to be done with it.
  package enum Mode: Sendable {
    /// Written, and made where there is none.
    case create
    /// Written.
    case readWrite
    case readOnly
  }

  package let path: String
  let database: Database
  /// Let go of after the database is.
  private let file: StoreFile?
  private var isInTransaction = false

  /// Opens a store.
  package convenience init(path: String, mode: Mode) throws(StoreError) {
    try self.init(path: path, mode: mode, schema: .current)
  }

  /// A store without a name.
  init(temporary schema: StoreSchema) throws(StoreError) {
    path = "temporary store"
    file = nil
    database = try tellingErrors(of: path) { () throws(DatabaseError) in try Database(.temporary) }
    try refusing { (database) throws(DatabaseError) in try schema.migrate(database, from: 0) }
  }

  init(path: String, mode: Mode, schema: StoreSchema) throws(StoreError) {
    self.path = path
    if mode == .readOnly {
      file = nil
      database = try Self.openForReading(path)
    } else {
      file = try StoreFile(writing: path, creates: mode == .create)
      database = try tellingErrors(of: path) { () throws(DatabaseError) in
        try Database(.file(path, mayWrite: true, mayCreate: false))
      }
    }
    let mayWrite = mode != .readOnly
    try refusing { (database) throws(DatabaseError) in
      database.wait(milliseconds: 20_000)
      // Nothing in the file is trusted to run, and no page of it to be well formed.
      try database.runScript(
        """
        PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
        PRAGMA foreign_keys = OFF;
        """)
      guard !mayWrite else { return }
      try database.run("PRAGMA query_only = ON")
      // All that is read is of one moment, whatever a batch does meanwhile.
      try database.run("BEGIN")
    }
    try bringUp(schema, mayWrite: mayWrite)
    try checkObjects(schema)
    if mayWrite { try checkPages() }
  }

  /// Writing is preferred to reading, for SQLite then leaves no log behind; nothing is written.
  private static func openForReading(_ path: String) throws(StoreError) -> Database {
    if let problem = StoreFile.problem(reading: path) { throw StoreError(problem, path: path) }
    return try tellingErrors(of: path) { () throws(DatabaseError) in
      if StoreFile.mayWrite(path) {
        return try Database(.file(path, mayWrite: true, mayCreate: false))
      }
      return StoreFile.hasPendingChanges(path)
        ? try Database(.file(path, mayWrite: false, mayCreate: false))
        : try Database(.immutableFile(path))
    }
  }

  /// Checks whose store it is, and brings it to the last version.
  private func bringUp(_ schema: StoreSchema, mayWrite: Bool) throws(StoreError) {
    let (application, version, objects) = try refusing { (database) throws(DatabaseError) in
      (
        try database.number("PRAGMA application_id") ?? 0,
        try database.number("PRAGMA user_version") ?? 0,
        try database.number("SELECT count(*) FROM sqlite_schema") ?? 0
      )
    }
    let isFresh = application == 0 && version == 0 && objects == 0
    guard isFresh || application == StoreSchema.applicationID else {
      throw StoreError(.foreign("a database of another program"), path: path)
    }
    guard version <= schema.version, version >= 0 else {
      throw StoreError(.newer(schema: version, known: schema.version), path: path)
    }
    guard mayWrite else {
      guard version == schema.version else {
        throw StoreError(.older(schema: version, known: schema.version), path: path)
      }
      return
    }
    let mode = try refusing { (database) throws(DatabaseError) in
      let rows = try database.query("PRAGMA journal_mode = WAL")
      let mode = try rows.next() ? rows.text(0) ?? "" : ""
      // A killed process loses nothing; a host that loses power loses the last rows and no more.
      try database.run("PRAGMA synchronous = NORMAL")
      return mode
    }
    guard mode == "wal" else {
      throw StoreError(.noWriteAheadLog("a file system"), path: path)
    }
    guard version < schema.version else { return }
    try transaction { () throws(StoreError) in
      try self.refusing { (database) throws(DatabaseError) in
        try schema.migrate(database, from: version)
      }
    }
  }

  /// Tables and views that are not gocore's own could do anything when they are read.
  private func checkObjects(_ schema: StoreSchema) throws(StoreError) {
    let isSame = try refusing { (database) throws(DatabaseError) in
      try StoreSchema.objects(of: database) == schema.objects()
    }
    guard isSame else {
      throw StoreError(.corrupted("its tables are not those that gocore makes"), path: path)
    }
  }

  private func checkPages() throws(StoreError) {
    let verdict = try refusing { (database) throws(DatabaseError) in
      let rows = try database.query("PRAGMA quick_check(1)")
      return try rows.next() ? rows.text(0) ?? "" : ""
    }
    guard verdict == "ok" else {
      let line = verdict.split(separator: "\n").last.map(String.init) ?? ""
      throw StoreError(.corrupted(line), path: path)
    }
  }

  // MARK: - Errors and transactions

  /// Runs `body` with the database, and tells its errors as the store's.
  func refusing<Value>(
    _ body: (Database) throws(DatabaseError) -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body(database)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Runs `body` wholly or not at all. One within another is part of it.
  func transaction<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard !isInTransaction else { return try body() }
    try begin()
    do {
      let value = try body()
      try commit()
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  /// Begins what only `commit` makes last: for many rows that belong together.
  package func begin() throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in try database.run("BEGIN IMMEDIATE") }
    isInTransaction = true
  }

  /// Makes all last that was done since `begin`.
  package func commit() throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in try database.run("COMMIT") }
    isInTransaction = false
  }

  /// Undoes all that was done since `begin`.
  package func rollBack() {
    // SQLite has done so by itself after some errors.
    try? database.run("ROLLBACK")
    isInTransaction = false
  }
}

/// Tells errors of a database as those of the store at `path`.
private func tellingErrors<Value>(
  of path: String, _ body: () throws(DatabaseError) -> Value
) throws(StoreError) -> Value {
  do {
    return try body()
  } catch {
    throw StoreError(error, path: path)
  }
}
