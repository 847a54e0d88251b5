// Makes the table from the rows of a store.

package import CrashAnalysis
internal import Reporting

extension SignatureTable {
  /// Reads `store`. `known` are a team's issues; `baseline` says what is new.
  package init(
    _ store: ReportStore, known: KnownIssues? = nil, baseline: Baseline? = nil
  ) throws(StoreError) {
    var census = CoreCensus()
    try store.forEachCore { census.add($0) }
    totals = census.totals
    totals.skipped = try store.skippedFiles()
    rows = census.rows
    if let known { try apply(known, store) }
    var stacks: [[String]] = []
    for row in rows { stacks.append(try store.proto(of: row.exemplar.path)) }
    let similar = SimilarStacks.find(among: stacks)
    for (index, found) in similar.enumerated() {
      guard let found else { continue }
      rows[index].similar = SignatureRow.Similar(
        id: rows[found.index].id, likeness: found.percent)
    }
    if let baseline {
      hasBaseline = true
      for index in rows.indices { rows[index].novelty = baseline.novelty(of: rows[index]) }
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

/// What the table needs to know about a core.
struct ListedCore {
  var path = ""
  var status = ReportStatus.failed
  var exitCode: Int64 = 0
  var failure: String?
  var signature: String?
  var text: String?
  var crashClass: String?
  var ticket: String?
  var time: String?
  var host: String?
  var size: Int64?
  var isWhole = false
  var build = BuildKey(program: nil, id: nil)
  var version: String?
  /// When the sources of the build were committed.
  var built: String?
  var goVersion: String?
  var isDuplicate = false

  /// The columns that it is read from.
  static let columns = """
    path, status, exit_code, failure, signature, signature_text, class, ticket, time, host, size,
    whole, program, build, version, revision, built, go_version, duplicate_of IS NOT NULL
    """

  init(_ rows: DatabaseRows) {
    path = rows.text(0) ?? ""
    status = rows.text(1).flatMap(ReportStatus.init) ?? .failed
    exitCode = rows.integer(2) ?? 0
    failure = rows.text(3)
    signature = rows.text(4)
    text = rows.text(5)
    crashClass = rows.text(6)
    ticket = rows.text(7)
    time = rows.text(8)
    host = rows.text(9)
    size = rows.integer(10)
    isWhole = rows.integer(11) == 1
    build = BuildKey(program: rows.text(12), id: rows.text(13))
    version = Self.version(rows.text(14), revision: rows.text(15))
    built = rows.text(16)
    goVersion = rows.text(17)
    isDuplicate = rows.integer(18) == 1
  }

  /// The version, or the revision if that says more than `(devel)`.
  private static func version(_ version: String?, revision: String?) -> String? {
    if let version, !version.isEmpty, version != "(devel)" { return version }
    return revision.flatMap { $0.isEmpty ? nil : String($0.prefix(12)) } ?? version
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
  func column(_ sql: String, _ value: DatabaseValue) throws(StoreError) -> [String] {
    try refusing { (database) throws(DatabaseError) in
      let rows = try database.query(sql, value)
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
