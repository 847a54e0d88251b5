// A store: an SQLite file with the reports of an archive's cores and what is known about each of them. Apart
// from the table of runs, its contents depend on the archive alone, not on the time or the order of work.

/// An open store, for one thread.
package final class ReportStore {
  /// How a store is opened.
  package enum Mode: Sendable {
    /// For writing; created if it does not exist.
    case create
    /// For writing.
    case readWrite
    case readOnly
  }

  package let path: String
  let database: Database
  /// Released after the database is closed.
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
      // The file is not trusted: it must not run code, and its pages may be malformed.
      try database.runScript(
        """
        PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
        PRAGMA foreign_keys = OFF;
        """)
      guard !mayWrite else { return }
      try database.run("PRAGMA query_only = ON")
      // All reads see the store as it is now, even if a batch writes to it meanwhile.
      try database.run("BEGIN")
    }
    try bringUp(schema, mayWrite: mayWrite)
    try checkObjects(schema)
    if mayWrite { try checkPages() }
  }

  /// Opens for writing if possible, so that SQLite leaves no log behind. Nothing is written.
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

  /// Checks that it is a store, and updates it to the latest version.
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
      // If the process is killed, nothing is lost; if the host loses power, only the last rows are.
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

  /// Refuses tables and views that gocore did not make: reading them could run anything.
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

  /// Runs `body` with the database, and turns its errors into those of the store.
  func refusing<Value>(
    _ body: (Database) throws(DatabaseError) -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body(database)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Runs `body` as a transaction. A nested one is part of the outer one.
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

  /// Begins a transaction that ends with `commit`: for many rows that belong together.
  package func begin() throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in try database.run("BEGIN IMMEDIATE") }
    isInTransaction = true
  }

  /// Commits everything since `begin`.
  package func commit() throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in try database.run("COMMIT") }
    isInTransaction = false
  }

  /// Undoes everything since `begin`.
  package func rollBack() {
    // After some errors SQLite has done so already.
    try? database.run("ROLLBACK")
    isInTransaction = false
  }
}

/// Turns errors of a database into those of the store at `path`.
private func tellingErrors<Value>(
  of path: String, _ body: () throws(DatabaseError) -> Value
) throws(StoreError) -> Value {
  do {
    return try body()
  } catch {
    throw StoreError(error, path: path)
  }
}
