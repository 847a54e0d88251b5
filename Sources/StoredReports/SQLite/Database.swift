// The one user of SQLite: a connection, and statements that run on it.

internal import Basics
internal import CSQLite
internal import Glibc

/// An error from SQLite.
package struct DatabaseError: Error, Equatable {
  /// Why, as far as it makes a difference to the caller.
  package enum Kind: Sendable {
    /// Another process has locked it.
    case busy
    /// Its bytes are not what SQLite wrote.
    case corrupted
    /// It is not a database.
    case foreign
    /// No room is left.
    case full
    /// It cannot be opened.
    case unopened
    /// It may not be written.
    case readOnly
    /// A value is larger than SQLite accepts.
    case tooLarge
    case other
  }

  package let kind: Kind
  /// SQLite's own words.
  package let reason: String

  /// The error that SQLite calls `code`, with what the system said last.
  init(code: Int32, systemError: Int32 = 0, reason: String) {
    kind = Self.kind(of: code, systemError)
    self.reason = reason
  }

  /// SQLITE_IOERR_SHORT_READ and SQLITE_IOERR_WRITE, which are macros that Swift does not see.
  private static let ioErrorShortRead: Int32 = SQLITE_IOERR | 2 << 8
  private static let ioErrorWrite: Int32 = SQLITE_IOERR | 3 << 8

  private static func kind(of code: Int32, _ systemError: Int32) -> Kind {
    // The extended code shows that a file is too short, and `errno` why it could not grow.
    switch code {
    case ioErrorShortRead: return .corrupted
    case ioErrorWrite where [ENOSPC, EFBIG, EDQUOT].contains(systemError): return .full
    default: break
    }
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    // All statements are gocore's own, so what fails in one, such as a sum that overflows, is the
    // file's fault.
    case SQLITE_CORRUPT, SQLITE_ERROR: return .corrupted
    case SQLITE_NOTADB: return .foreign
    case SQLITE_FULL: return .full
    case SQLITE_CANTOPEN: return .unopened
    case SQLITE_READONLY: return .readOnly
    case SQLITE_TOOBIG: return .tooLarge
    default: return .other
    }
  }
}

/// A value that stands for a parameter of a statement.
package enum DatabaseValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case text(String)
  /// Text in UTF-8, for values too large to copy.
  case bytes([UInt8])

  static func text(_ text: String?) -> DatabaseValue { text.map { .text($0) } ?? .null }
  static func integer(_ number: Int64?) -> DatabaseValue { number.map { .integer($0) } ?? .null }
}

/// A connection to a database, for one thread.
@safe final class Database {
  /// Where it is, and what may be done with it.
  enum Place: Equatable {
    case memory
    /// A file without a name, for what may be too large for memory.
    case temporary
    case file(String, mayWrite: Bool, mayCreate: Bool)
    /// A file that nobody writes, on a medium without locks.
    case immutableFile(String)
  }

  private let connection: OpaquePointer
  /// Statements that have ended, by their text: what is done with each of a hundred thousand rows is compiled
  /// once.
  private var idle: [String: CompiledStatement] = [:]
  /// So many of them are kept.
  private static let idleLimit = 32

  init(_ place: Place = .memory) throws(DatabaseError) {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(Self.name(of: place), &opened, Self.flags(of: place), nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      var reason = unsafe String(cString: sqlite3_errstr(code))
      if let opened = unsafe opened {
        let number = unsafe sqlite3_system_errno(opened)
        if number != 0, let text = unsafe strerror(number) { reason = unsafe String(cString: text) }
      }
      unsafe sqlite3_close_v2(opened)
      throw DatabaseError(code: code, reason: reason)
    }
    unsafe connection = opened
    unsafe sqlite3_extended_result_codes(connection, 1)
    unsafe gocore_sqlite_defend(connection)
  }

  private static func name(of place: Place) -> String {
    // A name that begins with a colon, or with "file:", would mean something else.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "./" + path }
    switch place {
    case .memory: return ":memory:"
    case .temporary: return ""
    case .file(let path, _, _): return absolute(path)
    case .immutableFile(let path):
      let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-".utf8)
      let name = absolute(path).utf8.map { byte in
        plain.contains(byte)
          ? String(UnicodeScalar(byte))
          : "%" + byte.hexadecimalDigits
      }
      return "file:" + name.joined() + "?immutable=1"
    }
  }

  private static func flags(of place: Place) -> Int32 {
    switch place {
    case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
    case .temporary: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    case .file(_, let mayWrite, let mayCreate):
      (mayWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
        | (mayCreate ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX
    case .immutableFile: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
    }
  }

  deinit {
    // The connection itself ends with its last statement.
    idle = [:]
    unsafe sqlite3_close_v2(connection)
  }

  /// How long to wait for another process.
  func wait(milliseconds: Int32) {
    unsafe sqlite3_busy_timeout(connection, milliseconds)
  }

  /// Runs one statement, and gives the rows one by one.
  func query(_ sql: String, _ values: DatabaseValue...) throws(DatabaseError) -> DatabaseRows {
    try query(sql, values)
  }

  /// Runs one statement with an array of values, and gives the rows one by one.
  func query(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> DatabaseRows {
    let statement = try compiled(sql)
    let rows = DatabaseRows(statement, of: self)
    for (index, value) in values.enumerated() {
      let code = unsafe bind(value, to: statement.handle, Int32(index + 1))
      guard code == SQLITE_OK else { throw failure(code) }
    }
    return rows
  }

  private func compiled(_ sql: String) throws(DatabaseError) -> CompiledStatement {
    if let kept = idle.removeValue(forKey: sql) { return kept }
    var handle: OpaquePointer?
    let code = unsafe sqlite3_prepare_v2(connection, sql, -1, &handle, nil)
    guard code == SQLITE_OK, let handle = unsafe handle else { throw failure(code) }
    return unsafe CompiledStatement(handle, sql)
  }

  /// Takes back a statement whose rows nobody reads any more.
  fileprivate func takeBack(_ statement: CompiledStatement) {
    unsafe sqlite3_reset(statement.handle)
    unsafe sqlite3_clear_bindings(statement.handle)
    // One without parameters runs once, and a pragma may act while it is compiled.
    guard unsafe sqlite3_bind_parameter_count(statement.handle) > 0, idle.count < Self.idleLimit
    else { return }
    idle[statement.sql] = statement
  }

  /// Runs one statement to its end.
  func run(_ sql: String, _ values: DatabaseValue...) throws(DatabaseError) {
    try run(sql, values)
  }

  /// Runs one statement with an array of values to its end.
  func run(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) {
    let rows = try query(sql, values)
    while try rows.next() {}
  }

  /// Runs the statements of `script`.
  func runScript(_ script: String) throws(DatabaseError) {
    let code = unsafe sqlite3_exec(connection, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// The first column of the first row as a number.
  func number(_ sql: String, _ values: DatabaseValue...) throws(DatabaseError) -> Int64? {
    let rows = try query(sql, values)
    return try rows.next() ? rows.integer(0) : nil
  }

  private func bind(
    _ value: DatabaseValue, to statement: OpaquePointer, _ index: Int32
  ) -> Int32 {
    func text(_ bytes: UnsafeRawBufferPointer) -> Int32 {
      // Without a pointer the value would be NULL.
      guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else {
        return unsafe sqlite3_bind_text64(statement, index, "", 0, nil, UInt8(SQLITE_UTF8))
      }
      return unsafe sqlite3_bind_text64(
        statement, index, start, UInt64(bytes.count), gocore_sqlite_copies(), UInt8(SQLITE_UTF8))
    }
    switch value {
    case .null: return unsafe sqlite3_bind_null(statement, index)
    case .integer(let number): return unsafe sqlite3_bind_int64(statement, index, number)
    case .text(let string):
      return unsafe Array(string.utf8).withUnsafeBytes { unsafe text($0) }
    case .bytes(let bytes): return unsafe bytes.withUnsafeBytes { unsafe text($0) }
    }
  }

  func failure(_ code: Int32) -> DatabaseError {
    let systemError = unsafe sqlite3_system_errno(connection)
    guard let text = unsafe sqlite3_errmsg(connection) else {
      return DatabaseError(code: code, systemError: systemError, reason: "SQLite failed (\(code))")
    }
    return unsafe DatabaseError(
      code: code, systemError: systemError, reason: String(cString: text))
  }
}

/// A statement that SQLite has compiled.
@safe private final class CompiledStatement {
  let handle: OpaquePointer
  let sql: String

  init(_ handle: OpaquePointer, _ sql: String) {
    unsafe self.handle = handle
    self.sql = sql
  }

  deinit {
    unsafe sqlite3_finalize(handle)
  }
}

/// The rows of a statement, which ends with them.
@safe final class DatabaseRows {
  private let compiled: CompiledStatement
  private let statement: OpaquePointer
  private let database: Database

  fileprivate init(_ compiled: CompiledStatement, of database: Database) {
    self.compiled = compiled
    unsafe statement = compiled.handle
    self.database = database
  }

  deinit {
    database.takeBack(compiled)
  }

  /// Goes to the next row; false after the last one.
  func next() throws(DatabaseError) -> Bool {
    let code = unsafe sqlite3_step(statement)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw database.failure(code)
    }
  }

  /// The number of columns.
  var count: Int { unsafe Int(sqlite3_column_count(statement)) }

  /// A column as text, with U+FFFD for what is not UTF-8; nil for NULL.
  func text(_ column: Int) -> String? {
    let index = Int32(column)
    guard unsafe sqlite3_column_type(statement, index) != SQLITE_NULL else { return nil }
    guard let text = unsafe sqlite3_column_text(statement, index) else { return "" }
    let count = unsafe Int(sqlite3_column_bytes(statement, index))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: text, count: max(0, count)), as: UTF8.self)
  }

  /// A column as the bytes of its text; nil for NULL.
  func bytes(_ column: Int) -> [UInt8]? {
    let index = Int32(column)
    guard unsafe sqlite3_column_type(statement, index) != SQLITE_NULL else { return nil }
    guard let text = unsafe sqlite3_column_text(statement, index) else { return [] }
    let count = unsafe Int(sqlite3_column_bytes(statement, index))
    return unsafe Array(UnsafeBufferPointer(start: text, count: max(0, count)))
  }

  /// A column as a number; nil for NULL.
  func integer(_ column: Int) -> Int64? {
    let index = Int32(column)
    guard unsafe sqlite3_column_type(statement, index) != SQLITE_NULL else { return nil }
    return unsafe sqlite3_column_int64(statement, index)
  }

  /// Whether a column holds a number.
  func isInteger(_ column: Int) -> Bool {
    unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_INTEGER
  }
}
