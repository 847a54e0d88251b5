// Storing cores with their reports, and reading them ordered by path.

internal import Reporting

extension ReportStore {
  /// The stamps of all cores that were analysed, by path.
  package func knownCores() throws(StoreError) -> [String: CoreStamp] {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(
        "SELECT path, file_size, modified_ns, binary_stamp, tool FROM cores")
      var known: [String: CoreStamp] = [:]
      while try rows.next() {
        guard let path = rows.text(0), let size = rows.integer(1), let modified = rows.integer(2),
          let binary = rows.text(3), let tool = rows.text(4)
        else { continue }
        known[path] = CoreStamp(
          size: size, modified: modified, binaryStamp: binary, toolVersion: tool)
      }
      return known
    }
  }

  /// The first core, ordered by path, that has these contents.
  package func firstCore(withContent hash: String) throws(StoreError) -> String? {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query("SELECT min(path) FROM cores WHERE content = ?1", .text(hash))
      return try rows.next() ? rows.text(0) : nil
    }
  }

  /// Stores a core and its report in place of what the store has for that path. If it throws, nothing has
  /// changed.
  package func record(_ row: CoreRow) throws(StoreError) {
    try transaction { () throws(StoreError) in try put(row, try normalized(row)) }
  }

  /// Removes the cores of these paths.
  package func forget(paths: [String]) throws(StoreError) {
    try transaction { () throws(StoreError) in
      for path in paths {
        try refusing { (database) throws(DatabaseError) in
          for table in ["reports", "documents"] {
            try database.run("DELETE FROM \(table) WHERE path = ?1", .text(path))
          }
          try database.run("DELETE FROM cores WHERE path = ?1", .text(path))
        }
      }
    }
  }

  /// All cores with their reports, ordered by the bytes of their paths. The report of a duplicate names the
  /// core that it repeats.
  package func forEachReport(inPathOrder body: (CoreRow) throws -> Void) throws {
    let cursor = try storedRows()
    while let row = try cursor.next() {
      var named = row
      if let original = row.duplicateOf {
        named.report = try withDuplicate(of: original, row.report)
      }
      try body(named)
    }
  }

  /// Replaces the reports for which `body` returns a new one: all of them, or none if it throws.
  package func replaceReports(_ body: (CoreRow) throws -> [UInt8]?) throws {
    let paths = try column("SELECT path FROM cores ORDER BY path")
    try begin()
    do {
      for path in paths {
        guard var row = try storedRows(path: path).next(), let report = try body(row) else {
          continue
        }
        row.report = report
        // It names the old signature.
        row.document = nil
        try record(row)
      }
      try commit()
    } catch {
      rollBack()
      throw error
    }
  }

  // MARK: - Rows as they are stored

  /// The rows as they are stored, in path order.
  func storedRows(path: String? = nil) throws(StoreError) -> StoredRows {
    let selection = path == nil ? "" : "WHERE path = ?1"
    let values: [DatabaseValue] = path.map { [.text($0)] } ?? []
    let rows = try refusing { (database) throws(DatabaseError) in
      try database.query(
        """
        SELECT path, file_size, modified_ns, binary_stamp, tool, content, duplicate_of, status,
          exit_code, json, text, markdown
        FROM listed JOIN reports USING(path) LEFT JOIN documents USING(path) \(selection) ORDER BY path
        """, values)
    }
    return StoredRows(rows, of: self)
  }

  /// The report as it is stored: without times of day, and without what depends on other cores.
  func normalized(_ row: CoreRow) throws(StoreError) -> [UInt8] {
    let text = Array(String(decoding: row.report, as: UTF8.self).utf8)
    let found = try one(
      """
      SELECT CASE WHEN json_valid(?1) THEN json_extract(?1, '$.schema') END,
        json_remove(?1, '$.timings', '$.duplicateOf'), json_type(?1, '$.core'),
        json_extract(?1, '$.core.path') IS ?2,
        ?3 IS NOT NULL AND json_extract(?1, '$.core.contentHash') IS NOT ?3
      WHERE json_valid(?1)
      """, .bytes(text), .text(row.path), .text(row.contentHash))
    guard let found, !text.contains(0), let plain = found[1] else {
      throw StoreError(.report(.malformed), path: path)
    }
    guard found[0].map({ String(decoding: $0, as: UTF8.self) }) == "gocore.report/1" else {
      throw StoreError(.report(.notAReport(schema: nil)), path: path)
    }
    var json = plain
    if found[2].map({ String(decoding: $0, as: UTF8.self) }) != "object" {
      json = try changed("json_set(?1, '$.core', json('{}'))", json)
    }
    if found[3] != [0x31] {
      json = try changed("json_set(?1, '$.core.path', json(?2))", json, .bytes(jsonText(row.path)))
    }
    if found[4] == [0x31], let hash = row.contentHash {
      json = try changed(
        "json_set(?1, '$.core.contentHash', json(?2))", json, .bytes(jsonText(hash)))
    }
    return json
  }

  private func withDuplicate(of original: String, _ json: [UInt8]) throws(StoreError) -> [UInt8] {
    try changed("json_set(?1, '$.duplicateOf', json(?2))", json, .bytes(jsonText(original)))
  }

  /// The result of the SQL function `expression` for `json`.
  private func changed(
    _ expression: String, _ json: [UInt8], _ value: DatabaseValue = .null
  ) throws(StoreError) -> [UInt8] {
    let values: [DatabaseValue] =
      expression.contains("?2") ? [.bytes(json), value] : [.bytes(json)]
    guard let text = try one("SELECT \(expression) WHERE json_valid(?1)", values)?.first,
      let text
    else { throw StoreError(.corrupted("a report in it is no JSON"), path: path) }
    return text
  }

  private func one(
    _ sql: String, _ values: DatabaseValue...
  ) throws(StoreError) -> [[UInt8]?]? {
    try one(sql, values)
  }

  private func one(_ sql: String, _ values: [DatabaseValue]) throws(StoreError) -> [[UInt8]?]? {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(sql, values)
      return try rows.next() ? (0..<rows.count).map { rows.bytes($0) } : nil
    }
  }

  /// Writes a row and its report, which is normalised.
  func put(_ row: CoreRow, _ json: [UInt8]) throws(StoreError) {
    let stamp = row.stamp
    try refusing { (database) throws(DatabaseError) in
      for table in ["reports", "documents"] {
        try database.run("DELETE FROM \(table) WHERE path = ?1", .text(row.path))
      }
      try database.run(
        Self.insertion, .bytes(json), .text(row.path), .integer(stamp?.size),
        .integer(stamp?.modified), .text(stamp?.binaryStamp), .text(stamp?.toolVersion),
        .text(row.contentHash), .text(row.contentHash == nil ? row.duplicateOf : nil),
        .text(row.status.rawValue), .integer(Int64(row.exitCode)))
      try database.run(
        "INSERT INTO reports(path, json) VALUES (?1, ?2)", .text(row.path), .bytes(json))
      if let document = row.document {
        try database.run(
          "INSERT INTO documents(path, text, markdown) VALUES (?1, ?2, ?3)", .text(row.path),
          .bytes(document.text), .bytes(document.markdown))
      }
    }
  }

  /// What the table of signatures needs from a report.
  private static let insertion: String = {
    func text(_ path: String) -> String {
      "CASE json_type(?1, '\(path)') WHEN 'text' THEN json_extract(?1, '\(path)') END"
    }
    let columns: [(name: String, value: String)] = [
      ("path", "?2"), ("file_size", "?3"), ("modified_ns", "?4"), ("binary_stamp", "?5"),
      ("tool", "?6"), ("content", "?7"), ("stated_duplicate_of", "?8"), ("status", "?9"),
      ("exit_code", "?10"), ("failure", text("$.error.message")),
      ("signature", text("$.signature.id")), ("signature_text", text("$.signature.text")),
      ("class", text("$.verdict.class")), ("function", text("$.crash.programFrame")),
      (
        "texts",
        """
        (SELECT json_group_array(text) FROM (
          SELECT json_extract(value, '$.text') AS text FROM json_each(?1, '$.panics')
          WHERE type = 'object' AND json_type(value, '$.text') = 'text'
          UNION ALL SELECT json_extract(?1, '$.throw.text')
          WHERE json_type(?1, '$.throw.text') = 'text'))
        """
      ),
      ("ticket", text("$.known.ticket")),
      // Times sort as text as long as the year has four digits.
      (
        "time",
        """
        CASE WHEN json_extract(?1, '$.core.time.value') GLOB
          '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'
        THEN json_extract(?1, '$.core.time.value') END
        """
      ),
      ("host", text("$.core.host")),
      (
        "size",
        "CASE json_type(?1, '$.core.size') WHEN 'integer' THEN json_extract(?1, '$.core.size') END"
      ),
      ("whole", "coalesce(json_type(?1, '$.core.complete') = 'true', 0)"),
      ("program", "coalesce(\(text("$.build.path")), \(text("$.build.main.path")))"),
      ("version", text("$.build.main.version")), ("revision", text("$.build.vcs.revision")),
      ("built", text("$.build.vcs.time")), ("go_version", text("$.build.goVersion")),
      ("build", "coalesce(\(text("$.build.buildID")), \(text("$.build.goBuildID")))"),
      ("title", text("$.verdict.title")), ("module", text("$.build.main.path")),
      ("command", text("$.process.command")), ("binary", text("$.build.binary")),
      ("frames", "json_array_length(?1, '$.signature.proto')"),
      ("unit", text("$.core.unit")), ("cgroup", text("$.core.cgroup")),
      ("namespace", text("$.core.namespace")), ("pod", text("$.core.pod")),
      ("container", text("$.core.container")), ("image", text("$.core.image")),
    ]
    return "INSERT OR REPLACE INTO cores(\(columns.map(\.name).joined(separator: ", "))) SELECT "
      + columns.map(\.value).joined(separator: ",\n")
  }()
}

/// The rows of a store, read one by one.
struct StoredRows {
  private let rows: DatabaseRows
  private let store: ReportStore

  init(_ rows: DatabaseRows, of store: ReportStore) {
    self.rows = rows
    self.store = store
  }

  /// The next row; nil after the last.
  func next() throws(StoreError) -> CoreRow? {
    let rows = rows
    guard try store.refusing({ (_) throws(DatabaseError) in try rows.next() }) else { return nil }
    guard let path = rows.text(0), let status = rows.text(7).flatMap(ReportStatus.init),
      let exitCode = rows.integer(8).flatMap(Int32.init(exactly:)), let json = rows.bytes(9)
    else { throw StoreError(.corrupted("a row in it cannot be"), path: store.path) }
    var stamp: CoreStamp?
    if let size = rows.integer(1), let modified = rows.integer(2), let binary = rows.text(3),
      let tool = rows.text(4)
    {
      stamp = CoreStamp(size: size, modified: modified, binaryStamp: binary, toolVersion: tool)
    }
    return CoreRow(
      path: path, stamp: stamp, contentHash: rows.text(5), duplicateOf: rows.text(6),
      status: status, exitCode: exitCode, report: json,
      document: rows.bytes(10).map { ReportText(text: $0, markdown: rows.bytes(11) ?? []) })
  }
}

/// A text as a JSON string.
func jsonText(_ text: String) -> [UInt8] {
  TextWriter.collect {
    var json = JSONWriter($0)
    json.text(text)
  }
}
