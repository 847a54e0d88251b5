// A store written as SQL. The rows are ordered by their keys, so that equal stores give the same text.

internal import Basics
package import Reporting

extension ReportStore {
  /// Writes all tables except the runs as a script from which sqlite3 recreates the store.
  package func dump(to out: TextWriter) throws(StoreError) {
    out.write("PRAGMA application_id = \(StoreSchema.applicationID);\n")
    out.write("PRAGMA user_version = \(StoreSchema.current.version);\nBEGIN;\n")
    for step in StoreSchema.current.steps { out.write(step + "\n") }
    for (table, key) in [
      ("cores", "path"), ("reports", "path"), ("documents", "path"), ("binaries", "path"),
      ("skipped", "root, reason"),
    ] {
      let rows = try refusing { (database) throws(DatabaseError) in
        try database.query("SELECT * FROM \(table) ORDER BY \(key)")
      }
      while try refusing({ (_) throws(DatabaseError) in try rows.next() }) {
        out.write("INSERT INTO \(table) VALUES(")
        for column in 0..<rows.count {
          if column > 0 { out.write(",") }
          write(rows, column, to: out)
        }
        out.write(");\n")
      }
    }
    out.write("COMMIT;\n")
  }

  private func write(_ rows: DatabaseRows, _ column: Int, to out: TextWriter) {
    if rows.isInteger(column) {
      out.write("\(rows.integer(column) ?? 0)")
    } else if let bytes = rows.bytes(column) {
      // A row is one line, whatever characters a path contains.
      if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
        out.write("CAST(X'")
        out.write(bytes.hexadecimalDigits + "' AS TEXT)")
      } else {
        out.write("'")
        var quoted: [UInt8] = []
        quoted.reserveCapacity(bytes.count)
        for byte in bytes {
          if byte == 0x27 { quoted.append(byte) }
          quoted.append(byte)
        }
        out.write(quoted)
        out.write("'")
      }
    } else {
      out.write("NULL")
    }
  }
}
