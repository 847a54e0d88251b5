// Makes the table from the rows of a store.

package import CrashAnalysis
internal import Reporting

extension SignatureTable {
  /// Reads the cores of `store` that are selected. `known` are a team's issues; `baseline` says what is new:
  /// where there is none, the cores before the selected time do. `keepsCores`: whether the cores themselves
  /// are wanted.
  package init(
    _ store: ReportStore, known: KnownIssues? = nil, baseline: Baseline? = nil,
    selection: CoreSelection = CoreSelection(), keepsCores: Bool = false
  ) throws(StoreError) {
    var census = CoreCensus()
    var earlier = CoreCensus()
    var kept: [ListedCore] = []
    try store.forEachCore { core in
      guard selection.isOfProgram(core) else { return }
      if selection.isInTime(core) {
        census.add(core)
        if keepsCores, selection.hasSignature(core), !core.isDuplicate { kept.append(core) }
      } else if core.time == nil {
        withoutTime += 1
      } else if baseline == nil, selection.isBefore(core) {
        earlier.add(core)
      }
    }
    totals = census.totals
    totals.skipped = try store.skippedFiles()
    failedCores = census.failedCores
    builds = census.buildRows
    days = census.days
    rows = census.rows.filter(selection.hasSignature)
    if let baseline = baseline ?? (earlier.rows.isEmpty ? nil : Baseline(earlier)) {
      hasBaseline = true
      // What a core alone tells is no crash of its own.
      for index in rows.indices where rows[index].isTold {
        rows[index].novelty = baseline.novelty(of: rows[index])
      }
    }
    // Cut only now: what is new is new whether or not it is listed.
    if let top = selection.top {
      leftOut = Array(rows.dropFirst(top))
      rows = Array(rows.prefix(top))
    }
    cores = kept.sorted { ($1.time ?? "", $0.path) < ($0.time ?? "", $1.path) }
    if let top = selection.top { cores = Array(cores.prefix(top)) }
    self.selection = selection
    if let known { try apply(known, store) }
    var stacks: [[String]] = []
    for row in rows { stacks.append(try store.proto(of: row.exemplar.path)) }
    let similar = SimilarStacks.find(among: stacks)
    for (index, found) in similar.enumerated() {
      guard let found else { continue }
      rows[index].similar = SignatureRow.Similar(
        id: rows[found.index].id, likeness: found.percent)
    }
  }

  /// Adds tickets and owners. Suppressions are left out: whether one is in force depends on the day.
  private mutating func apply(_ known: KnownIssues, _ store: ReportStore) throws(StoreError) {
    guard let day = CalendarDay("1970-01-01") else { return }
    for index in rows.indices {
      let row = rows[index]
      let traits = CrashTraits(
        signature: row.id, crashClass: row.crashClass,
        functions: try store.functions(ofSignature: row.id).compactMap(NormalizedName.of)
          + row.functions,
        texts: try store.texts(ofSignature: row.id))
      rows[index].known = known.matches(traits, on: day)
    }
  }
}

extension SignatureRow {
  /// The functions of the text. If the program has none in it, the message is among them.
  /// Those of package main have two names: its import path's, and `main`.
  var functions: [String] {
    SignatureParts(text: text).parts.map(\.name).flatMap { name in
      let program = programs.first { name.hasPrefix($0 + ".") }
      return [name] + (program.map { ["main" + name.dropFirst($0.count)] } ?? [])
    }
  }
}

extension ReportStore {
  /// All cores in path order.
  func forEachCore(_ body: (ListedCore) -> Void) throws(StoreError) {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query("SELECT \(ListedCore.columns) FROM listed ORDER BY path")
      while try rows.next() { body(ListedCore(rows)) }
    }
  }

  /// What cores of the store are of: programs by all their names, and signatures.
  package func names() throws(StoreError) -> (
    programs: Set<String>, shortNames: Set<String>, signatures: Set<String>
  ) {
    var programs: Set<String> = []
    var shortNames: Set<String> = []
    var signatures: Set<String> = []
    try forEachCore { core in
      programs.formUnion(core.programNames)
      if let name = core.programName { shortNames.insert(name) }
      if let id = core.signature { signatures.insert(id) }
    }
    return (programs, shortNames, signatures)
  }

  /// The files under all roots that are not cores, by reason.
  func skippedFiles() throws(StoreError) -> [ArchiveTotals.Skipped] {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(
        """
        SELECT reason, sum(count) FROM skipped GROUP BY reason ORDER BY sum(count) DESC, reason
        """)
      var found: [ArchiveTotals.Skipped] = []
      while try rows.next() {
        found.append(
          ArchiveTotals.Skipped(
            reason: rows.text(0) ?? "", count: boundedCount(rows.integer(1))))
      }
      return found
    }
  }

  /// The functions of WHERE in the reports of a signature.
  func functions(ofSignature id: String) throws(StoreError) -> [String] {
    try column(
      """
      SELECT DISTINCT function FROM cores WHERE signature = ?1 AND function IS NOT NULL ORDER BY 1
      """, .text(id))
  }

  /// The texts of panics and fatal errors in the reports of a signature.
  func texts(ofSignature id: String) throws(StoreError) -> [String] {
    try column(
      """
      SELECT DISTINCT value FROM cores, json_each(CASE WHEN json_valid(texts) THEN texts END)
      WHERE signature = ?1 ORDER BY 1
      """, .text(id))
  }

  /// The frames that the signature of a core's report is made of.
  func proto(of path: String) throws(StoreError) -> [String] {
    try column(
      """
      SELECT value FROM reports, json_each(
        CASE WHEN json_valid(reports.json) THEN reports.json END, '$.signature.proto')
      WHERE reports.path = ?1 AND type = 'text' LIMIT \(Signature.frameLimit)
      """, .text(path))
  }

  /// The first column of all rows.
  func column(_ sql: String, _ values: DatabaseValue...) throws(StoreError) -> [String] {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(sql, values)
      var texts: [String] = []
      while try rows.next() { texts.append(rows.text(0) ?? "") }
      return texts
    }
  }
}

/// A count from a file, clamped so that sums cannot overflow.
func boundedCount(_ number: Int64?) -> Int {
  Int(max(0, min(number ?? 0, 1 << 40)))
}
