// What a store keeps besides cores: binaries, counts of other files, and the runs that wrote to it.

package import ElfCore

extension ReportStore {
  /// The binaries that the last run found, by path.
  package func binaryIndex() throws(StoreError) -> [IndexedBinary] {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(
        """
        SELECT path, file_size, modified_ns, gnu_id, go_id, architecture FROM binaries
        ORDER BY path
        """)
      var found: [IndexedBinary] = []
      while try rows.next() {
        found.append(
          IndexedBinary(
            path: rows.text(0) ?? "", size: rows.integer(1) ?? 0, modified: rows.integer(2) ?? 0,
            gnuBuildID: rows.text(3), goBuildID: rows.text(4), architecture: rows.text(5)))
      }
      return found
    }
  }

  /// Replaces the index.
  package func update(binaries: [IndexedBinary]) throws(StoreError) {
    try transaction { () throws(StoreError) in
      try refusing { (database) throws(DatabaseError) in try database.run("DELETE FROM binaries") }
      for binary in binaries { try put(binary) }
    }
  }

  /// Writes one row of the index.
  func put(_ binary: IndexedBinary) throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in
      try database.run(
        """
        INSERT OR REPLACE INTO binaries(path, file_size, modified_ns, gnu_id, go_id, architecture)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """, .text(binary.path), .integer(binary.size), .integer(binary.modified),
        .text(binary.gnuBuildID), .text(binary.goBuildID), .text(binary.architecture))
    }
  }

  /// Stores how many files below `root` are no cores, by reason, in place of the counts of an earlier run.
  /// Every shard counts the whole archive, so a merge takes the counts of one shard.
  package func record(skipped: [String: Int], root: String) throws(StoreError) {
    try transaction { () throws(StoreError) in
      try refusing { (database) throws(DatabaseError) in
        try database.run("DELETE FROM skipped WHERE root = ?1", .text(root))
        for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) where count > 0 {
          try database.run(
            "INSERT INTO skipped(root, reason, count) VALUES (?1, ?2, ?3)", .text(root),
            .text(reason), .integer(Int64(count)))
        }
      }
    }
  }

  /// Records the start of a run.
  package func beginRun(tool: String, arguments: [String]) throws(StoreError) -> RunID {
    let words =
      "["
      + arguments.map { String(decoding: jsonText($0), as: UTF8.self) }
      .joined(separator: ",") + "]"
    return try refusing { (database) throws(DatabaseError) in
      let number = try database.number(
        """
        INSERT INTO runs(started, tool, arguments)
        VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, ?2) RETURNING id
        """, .text(tool), .text(words))
      return RunID(number: number ?? 0)
    }
  }

  /// Records the end of a run and its result (JSON or words).
  package func endRun(_ run: RunID, summary: String) throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in
      try database.run(
        "UPDATE runs SET ended = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), summary = ?2 WHERE id = ?1",
        .integer(run.number), .text(summary))
    }
  }
}
