// The one user of SQLite: its JSON functions over texts, in a database that has no file. They keep
// what they do not change as it was written, and in its order.

internal import CSQLite

/// SQLite refused.
package struct JSONDatabaseError: Error, Equatable {
  /// SQLite's own words.
  package let reason: String
}

/// A connection to an empty database in memory.
@safe final class JSONDatabase {
  private let connection: OpaquePointer
  private var statements: [String: OpaquePointer] = unsafe [:]

  init() throws(JSONDatabaseError) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
    let code = unsafe sqlite3_open_v2(":memory:", &opened, flags, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      unsafe sqlite3_close(opened)
      throw JSONDatabaseError(reason: "SQLite cannot start (\(code))")
    }
    unsafe connection = opened
  }

  deinit {
    while let statement = unsafe sqlite3_next_stmt(connection, nil) {
      unsafe sqlite3_finalize(statement)
    }
    unsafe sqlite3_close(connection)
  }

  /// The rows that `sql` gives, with `texts` in place of its parameters. Values that are neither text
  /// nor number are nil.
  func rows(_ sql: String, _ texts: [UInt8]...) throws(JSONDatabaseError) -> [[String?]] {
    let statement = try unsafe prepared(sql)
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    return try unsafe bind(texts[...], index: 1, to: statement) { () throws(JSONDatabaseError) in
      try unsafe collect(statement)
    }
  }

  /// Lends each text to the statement while `body` runs: SQLite makes no copy.
  private func bind(
    _ texts: ArraySlice<[UInt8]>, index: Int32, to statement: OpaquePointer,
    _ body: () throws(JSONDatabaseError) -> [[String?]]
  ) throws(JSONDatabaseError) -> [[String?]] {
    guard let text = texts.first else { return try body() }
    var result: Result<[[String?]], JSONDatabaseError> = .success([])
    unsafe text.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let code = unsafe sqlite3_bind_text64(
        statement, index, start, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
      guard code == SQLITE_OK else {
        result = .failure(failure())
        return
      }
      do throws(JSONDatabaseError) {
        result = .success(
          try unsafe bind(texts.dropFirst(), index: index + 1, to: statement, body))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  private func collect(_ statement: OpaquePointer) throws(JSONDatabaseError) -> [[String?]] {
    var rows: [[String?]] = []
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW:
        let count = unsafe sqlite3_column_count(statement)
        rows.append((0..<count).map { unsafe column($0, of: statement) })
      case SQLITE_DONE: return rows
      default: throw failure()
      }
    }
  }

  private func column(_ index: Int32, of statement: OpaquePointer) -> String? {
    guard unsafe sqlite3_column_type(statement, index) != SQLITE_NULL,
      let text = unsafe sqlite3_column_text(statement, index)
    else { return nil }
    let count = unsafe Int(sqlite3_column_bytes(statement, index))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: text, count: max(0, count)), as: UTF8.self)
  }

  private func prepared(_ sql: String) throws(JSONDatabaseError) -> OpaquePointer {
    if let known = unsafe statements[sql] { return unsafe known }
    var statement: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK,
      let statement = unsafe statement
    else { throw failure() }
    unsafe statements[sql] = statement
    return unsafe statement
  }

  private func failure() -> JSONDatabaseError {
    guard let text = unsafe sqlite3_errmsg(connection) else {
      return JSONDatabaseError(reason: "SQLite failed")
    }
    return unsafe JSONDatabaseError(reason: String(cString: text))
  }
}
