// Merging stores and reports. The result does not depend on the order of the inputs, nor on whether one is
// given twice.

internal import Basics
internal import ElfCore
internal import Reporting

extension ReportStore {
  /// A temporary store without a name, for reports that come as NDJSON.
  package static func temporary() throws(StoreError) -> ReportStore {
    try ReportStore(temporary: .current)
  }

  /// Makes a store at `path`, replacing what was there; nothing changes when `body` throws.
  package static func replace(
    _ path: String, with body: (ReportStore) throws -> Void
  ) throws {
    let place = StoreFile.temporaryName(beside: path)
    StoreFile.remove(place)
    do {
      // Nobody may write to the file that is about to be replaced.
      let present = fileExists(path) ? try StoreFile(writing: path, creates: false) : nil
      try body(try ReportStore(path: place, mode: .create))
      // Closing writes the log into the file; if there is no space for that, the log remains.
      guard !StoreFile.hasPendingChanges(place) else { throw StoreError(.full, path: path) }
      withExtendedLifetime(present) {}
      // SQLite would take a log that is left behind for one of the new file.
      StoreFile.removeLog(of: path)
      try StoreFile.rename(place, to: path)
    } catch {
      StoreFile.remove(place)
      throw error
    }
  }

  /// Adds everything that another store has.
  package func merge(_ other: ReportStore) throws(StoreError) {
    try transaction { () throws(StoreError) in
      let rows = try other.storedRows()
      while let row = try rows.next() { try merge(row) }
      try mergeBinaries(try other.binaryIndex())
      try mergeSkipped(try other.skippedByRoot())
      try mergeRuns(of: other)
    }
  }

  /// Adds one report, which must name its core.
  package func merge(report: [UInt8]) throws(StoreError) {
    try transaction { () throws(StoreError) in try merge(try row(ofReport: report)) }
  }

  /// Keeps the better of two rows for one path. They differ if something had changed when a shard was
  /// analysed again, or if one came as NDJSON.
  private func merge(_ row: CoreRow) throws(StoreError) {
    var row = row
    row.report = try normalized(row)
    if let present = try storedRows(path: row.path).next(), !row.isBetter(than: present) { return }
    try put(row, row.report)
  }

  private func mergeBinaries(_ binaries: [IndexedBinary]) throws(StoreError) {
    var present: [String: IndexedBinary] = [:]
    for binary in try binaryIndex() { present[binary.path] = binary }
    for binary in binaries {
      if let known = present[binary.path], !known.isOlder(than: binary) { continue }
      try put(binary)
    }
  }

  /// Files that are no cores, by folder and reason.
  private func skippedByRoot() throws(StoreError) -> [(root: String, reason: String, count: Int64)]
  {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query("SELECT root, reason, count FROM skipped")
      var found: [(String, String, Int64)] = []
      while try rows.next() {
        found.append((rows.text(0) ?? "", rows.text(1) ?? "", rows.integer(2) ?? 0))
      }
      return found
    }
  }

  private func mergeSkipped(
    _ skipped: [(root: String, reason: String, count: Int64)]
  ) throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in
      for (root, reason, count) in skipped {
        try database.run(
          """
          INSERT INTO skipped(root, reason, count) VALUES (?1, ?2, ?3)
          ON CONFLICT(root, reason) DO UPDATE SET count = max(count, excluded.count)
          """, .text(root), .text(reason), .integer(count))
      }
    }
  }

  /// Adds runs that are not there yet. They have no key, so their contents are compared.
  private func mergeRuns(of other: ReportStore) throws(StoreError) {
    var runs: [[DatabaseValue]] = []
    try other.refusing { (database) throws(DatabaseError) in
      let rows = try database.query(
        "SELECT started, ended, tool, arguments, summary FROM runs ORDER BY id")
      while try rows.next() { runs.append((0..<5).map { .text(rows.text($0)) }) }
    }
    try refusing { (database) throws(DatabaseError) in
      for run in runs {
        try database.run(
          """
          INSERT INTO runs(started, ended, tool, arguments, summary)
          SELECT coalesce(?1, ''), ?2, coalesce(?3, ''), coalesce(?4, ''), ?5
          WHERE NOT EXISTS (SELECT 1 FROM runs WHERE started IS ?1 AND ended IS ?2 AND tool IS ?3
            AND arguments IS ?4 AND summary IS ?5)
          """, run)
      }
    }
  }

  // MARK: - Reports by themselves

  /// The core that a report is about.
  private func row(ofReport json: [UInt8]) throws(StoreError) -> CoreRow {
    guard !json.contains(0) else { throw StoreError(.report(.malformed), path: path) }
    let found = try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(
        """
        SELECT json_extract(json, '$.schema'), json_extract(json, '$.status'),
          CASE json_type(json, '$.core.path') WHEN 'text' THEN json_extract(json, '$.core.path') END,
          CASE json_type(json, '$.core.contentHash') WHEN 'text'
            THEN json_extract(json, '$.core.contentHash') END,
          CASE json_type(json, '$.duplicateOf') WHEN 'text'
            THEN json_extract(json, '$.duplicateOf') END,
          CASE json_type(json, '$.error.exitCode') WHEN 'integer'
            THEN json_extract(json, '$.error.exitCode') END
        FROM (SELECT ?1 AS json) WHERE json_valid(?1)
        """, .bytes(json))
      return try rows.next()
        ? ((0..<5).map { rows.text($0) }, rows.integer(5)) : ([], nil)
    }
    guard found.0.count == 5 else { throw StoreError(.report(.malformed), path: path) }
    guard found.0[0] == "gocore.report/1", let status = found.0[1].flatMap(ReportStatus.init) else {
      throw StoreError(.report(.notAReport(schema: found.0[0])), path: path)
    }
    guard let core = found.0[2] else { throw StoreError(.report(.noCore), path: path) }
    let exitCode = Int32(
      clamping: found.1
        ?? Int64((status == .failed ? ExitStatus.internalError : .success).rawValue))
    return CoreRow(
      path: core, stamp: nil, contentHash: found.0[3], duplicateOf: found.0[4], status: status,
      exitCode: exitCode, report: json)
  }
}

extension CoreRow {
  /// A total order of the rows for one path: by how well the core was analysed, then by how much is known,
  /// then by time.
  fileprivate func isBetter(than other: CoreRow) -> Bool {
    let mine = rank
    let theirs = other.rank
    if mine.numbers != theirs.numbers {
      return theirs.numbers.lexicographicallyPrecedes(mine.numbers)
    }
    if mine.texts != theirs.texts { return theirs.texts.lexicographicallyPrecedes(mine.texts) }
    if report != other.report { return other.report.lexicographicallyPrecedes(report) }
    return (other.document?.bytes ?? []).lexicographicallyPrecedes(document?.bytes ?? [])
  }

  private var rank: (numbers: [Int64], texts: [String]) {
    let quality: Int64 =
      switch status {
      case .complete: 2
      case .partial: 1
      case .failed: 0
      }
    return (
      [
        quality, contentHash == nil ? 0 : 1, stamp == nil ? 0 : 1, stamp?.modified ?? 0,
        stamp?.size ?? 0, Int64(exitCode), document == nil ? 0 : 1,
      ],
      [
        stamp?.toolVersion ?? "", stamp?.binaryStamp ?? "", contentHash ?? "",
        contentHash == nil ? duplicateOf ?? "" : "",
      ]
    )
  }
}

extension ReportText {
  fileprivate var bytes: [UInt8] { text + markdown }
}

extension IndexedBinary {
  /// A total order of the rows for one path.
  fileprivate func isOlder(than other: IndexedBinary) -> Bool {
    let mine = [modified, size]
    let theirs = [other.modified, other.size]
    if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
    return [gnuBuildID ?? "", goBuildID ?? "", architecture ?? ""].lexicographicallyPrecedes(
      [other.gnuBuildID ?? "", other.goBuildID ?? "", other.architecture ?? ""])
  }
}
