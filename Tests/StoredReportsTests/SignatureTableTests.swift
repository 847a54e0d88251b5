// The table of signatures: counts that account for everything, and what is said of each signature.

import CrashAnalysis
import Reporting
import StoredReports
import TestSupport
import Testing

@Suite("The table of signatures")
struct SignatureTableTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func table(
    _ reports: [TestReport], known: KnownIssues? = nil, baseline: [TestReport]? = nil
  ) throws -> SignatureTable {
    let store = try self.store(reports)
    let earlier = try baseline.map { try Baseline(self.store($0)) }
    return try SignatureTable(store, known: known, baseline: earlier)
  }

  private func store(_ reports: [TestReport]) throws -> ReportStore {
    let store = try ReportStore.temporary()
    for report in reports { try store.record(report.row) }
    return store
  }

  private func report(
    _ path: String, _ signature: String?, _ change: (inout TestReport) -> Void = { _ in }
  ) -> TestReport {
    var report = TestReport(path)
    report.signature = signature
    change(&report)
    return report
  }

  @Test("accounts for every core and every file")
  func totals() throws {
    let store = try store([
      report("a", "GO1-1") { $0.content = "x" }, report("b", "GO1-1") { $0.content = "x" },
      report("c", "GO1-2") { $0.status = .partial }, report("d", nil),
      report("e", nil) {
        $0.status = .failed
        $0.message = "archive/e: is empty: was the disk full?"
      },
      report("f", nil) {
        $0.status = .failed
        $0.message = "f: is empty: was the disk full?"
      },
      report("g", nil) {
        $0.status = .failed
        $0.message = "killed after 60 s"
      },
    ])
    try store.record(skipped: ["a text": 2, "empty": 5, "none": 0], root: "archive")
    let totals = try SignatureTable(store).totals
    #expect(totals.cores == 7)
    #expect(totals.complete + totals.partial + totals.failed + totals.duplicates == totals.cores)
    #expect((totals.complete, totals.partial, totals.failed, totals.duplicates) == (2, 1, 3, 1))
    #expect(totals.withoutSignature == 1)
    #expect(
      totals.failures.map(\.reason) == ["is empty: was the disk full?", "killed after {n} s"])
    #expect(totals.failures.map(\.count) == [2, 1])
    #expect(totals.skipped.map(\.reason) == ["empty", "a text"])
    #expect(totals.skippedFiles == 7)
  }

  @Test("tells of a signature how often, since when, where and on which builds it was")
  func row() throws {
    let table = try table([
      report("a", "GO1-1") {
        $0.time = "2026-11-20T10:00:00Z"
        $0.host = "h2"
        $0.version = "v1"
        $0.build = "b1"
      },
      report("b", "GO1-1") {
        $0.time = "2026-11-22T10:00:00Z"
        $0.host = "h1"
        $0.version = "v2"
        $0.build = "b2"
      },
      report("c", "GO1-1") {
        $0.time = "no time"
        $0.version = "v2"
        $0.build = "b2"
      },
      report("d", "GO1-2") {
        $0.version = "v2"
        $0.build = "b2"
      },
    ])
    #expect(table.rows.map(\.id) == ["GO1-1", "GO1-2"])
    let row = try #require(table.rows.first)
    #expect(row.count == 3)
    #expect(table.permille(row) == 750)
    #expect(row.firstSeen == "2026-11-20T10:00:00Z")
    #expect(row.lastSeen == "2026-11-22T10:00:00Z")
    #expect(row.hosts == ["h1", "h2"])
    #expect(row.versions == ["v1", "v2"])
    #expect(row.builds.map(\.build.id) == ["b2", "b1"])
    #expect(row.builds.first?.count == 2)
    #expect(row.builds.first?.total == 3)
  }

  @Test("takes the smallest complete core for an example, and the first of two that are as small")
  func exemplar() throws {
    let table = try table([
      report("a", "GO1-1") {
        $0.size = 5
        $0.status = .partial
      },
      report("b", "GO1-1") { $0.size = 90 }, report("d", "GO1-1") { $0.size = 80 },
      report("c", "GO1-1") { $0.size = 80 },
    ])
    #expect(table.rows.first?.exemplar.path == "c")
  }

  @Test("calls a signature new that the baseline lacks")
  func new() throws {
    let table = try table(
      [report("a", "GO1-1"), report("b", "GO1-2")], baseline: [report("z", "GO1-2")])
    #expect(table.newSignatures.map(\.id) == ["GO1-1"])
    #expect(table.rows.last?.novelty == nil)
    #expect(table.hasBaseline)
  }

  @Test(
    "calls a signature regressed that the baseline's newest build had no more, and that is back")
  func regressed() throws {
    func build(_ id: String, _ time: String) -> (inout TestReport) -> Void {
      {
        $0.build = id
        $0.time = time
      }
    }
    let baseline = [
      report("1", "GO1-1", build("b1", "2026-01-01T00:00:00Z")),
      report("2", "GO1-2", build("b1", "2026-01-01T00:00:00Z")),
      report("3", "GO1-2", build("b2", "2026-02-01T00:00:00Z")),
    ]
    func novelty(_ id: String, _ buildID: String) throws -> SignatureRow.Novelty? {
      try table(
        [report("x", id, build(buildID, "2026-03-01T00:00:00Z"))], baseline: baseline
      ).rows.first?.novelty
    }
    #expect(try novelty("GO1-1", "b3") == .regressed)
    // The same old build crashes as it did.
    #expect(try novelty("GO1-1", "b1") == nil)
    // It never went away.
    #expect(try novelty("GO1-2", "b3") == nil)
    #expect(try novelty("GO1-3", "b3") == .new)
  }

  @Test("names tickets by a team's file, or else by what the reports have")
  func tickets() throws {
    var issue = KnownIssue()
    issue.pattern.text = Glob("*till 7*", separator: nil)
    issue.ticket = "INC-1"
    issue.owner = "team"
    var byFunction = KnownIssue()
    byFunction.pattern.function = Glob("main.b")
    byFunction.ticket = "INC-2"
    var known = KnownIssues()
    known.issues = [issue, byFunction]
    let reports = [
      report("a", "GO1-1") {
        $0.message = "till 7 is open"
        $0.text = "explicit-panic | main.x"
      },
      report("b", "GO1-2"),
      report("c", "GO1-3") {
        $0.text = "class | main.y"
        $0.more = #","known":{"ticket":"OLD-3"}"#
      },
    ]
    let rows = try table(reports, known: known).rows
    #expect(rows.map(\.ticket) == ["INC-1", "INC-2", "OLD-3"])
    #expect(rows.first?.known?.owner == "team")
  }

  @Test("says which signatures may be one crash")
  func similar() throws {
    let rows = try table([
      report("a", "GO1-1") { $0.proto = ["runtime.gopanic", "main.a", "main.b", "main.c"] },
      report("a2", "GO1-1") { $0.proto = ["runtime.gopanic", "main.a", "main.b", "main.c"] },
      report("b", "GO1-2") { $0.proto = ["main.a", "main.b", "main.d"] },
      report("c", "GO1-3") { $0.proto = ["main.z", "main.b", "main.c"] },
    ]).rows
    #expect(rows.map(\.similar?.id) == [nil, "GO1-1", nil])
    #expect(rows[1].similar?.likeness == 81)
  }

  // MARK: - Formats

  private func text(_ table: SignatureTable, _ format: Format) throws -> String {
    var bytes: [UInt8] = []
    let out = TextWriter {
      bytes.append(contentsOf: copy $0)
      return true
    }
    try #require(TableFormat.named(format.name)).write(table, ReportOptions(), out)
    out.flush()
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let hostile = "a\u{1b}[31m\u{202e}|`</td>\"\\\t\n\u{0}é"

  /// A table in which every text that can come from outside is hostile.
  private func hostileTable() throws -> SignatureTable {
    let escaped = #"a\u001b[31m\u202e|`</td>\"\\\t\n\u0000é"#
    var reports: [TestReport] = []
    for index in 0..<6 {
      reports.append(
        report("core\(index)", "GO1-\(index / 2)\(escaped)") {
          $0.text = escaped
          $0.crashClass = escaped
          $0.host = "\(index)\(escaped)"
          $0.version = escaped
          $0.build = escaped
          $0.proto = ["main.a", "main.b"]
          $0.time = "2026-11-21T10:00:00Z"
          $0.more = #","known":{"ticket":"\#(escaped)"}"#
        })
    }
    reports.append(
      report("failed", nil) {
        $0.status = .failed
        $0.message = escaped
      })
    let store = try store(reports)
    var row = TestReport("x").row
    row.path = Self.hostile
    try store.record(row)
    try store.record(skipped: [Self.hostile: 2], root: "r")
    return try SignatureTable(store, baseline: Baseline(self.store([])))
  }

  @Test("lets nothing act on a terminal", arguments: TableFormat.all.map(\.name))
  func escaping(name: String) throws {
    let text = try text(hostileTable(), #require(TableFormat.named(name)).format)
    #expect(text.contains("GO1-0"))
    for scalar in text.unicodeScalars {
      let acts = (scalar.value < 0x20 && scalar != "\n" && (name != "tsv" || scalar != "\t"))
      #expect(!acts && scalar.value != 0x202e)
    }
  }

  @Test("has the same columns in every line of TSV and Markdown")
  func columns() throws {
    let table = try hostileTable()
    let tsv = try text(table, .tsv).split(separator: "\n").map {
      $0.split(
        separator: "\t", omittingEmptySubsequences: false
      ).count
    }
    #expect(Set(tsv) == [25])
    #expect(tsv.count == 1 + table.rows.count)
    let markdown = try text(table, .markdown).split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(markdown.count == 2 + table.rows.count)
    for line in markdown {
      // A bar behind a backslash ends no cell.
      var bars = 0
      var previous: Character = " "
      for character in line {
        if character == "|", previous != "\\" { bars += 1 }
        previous = character
      }
      #expect(bars == 13, "\(line)")
    }
  }

  @Test("is metrics that Prometheus can read")
  func prometheus() throws {
    for table in [try hostileTable(), try table([])] {
      for line in try text(table, .prometheus).split(separator: "\n") where !line.hasPrefix("# ") {
        let name = line.prefix { $0 != "{" && $0 != " " }
        #expect(name.hasPrefix("gocore_"))
        let value = line.split(separator: " ").last ?? ""
        #expect(Int(value) != nil, "\(line)")
        guard name.count < line.count, line.dropFirst(name.count).first == "{" else { continue }
        // Labels are quoted, with backslashes before quotes and backslashes.
        var isInside = false
        var isEscaped = false
        for character in line.dropFirst(name.count) {
          if isEscaped {
            isEscaped = false
            #expect(character == "\"" || character == "\\")
          } else if isInside, character == "\\" {
            isEscaped = true
          } else if character == "\"" {
            isInside.toggle()
          }
        }
        #expect(!isInside)
      }
    }
    #expect(try text(hostileTable(), .prometheus).contains("_seconds{"))
  }

  @Test("ends no label of a metric by a combining mark behind a quote")
  func prometheusMarks() throws {
    let table = try table([report("a", "1") { $0.version = #"v\"\#u{301},x=\""# }])
    let text = try text(table, .prometheus)
    #expect(text.utf8.count { $0 == 0x5c } == 2, "\(text)")
  }

  @Test("is JSON by its schema", .enabled(if: SchemaValidator.isAvailable))
  func schema() throws {
    let documents = try [hostileTable(), table([])].enumerated().map {
      SchemaValidator.Document("signatures", name: "\($0)", try text($1, .json))
    }
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  @Test(
    "gives reports that are by their schema, duplicates and failed ones too",
    .enabled(if: SchemaValidator.isAvailable))
  func reports() throws {
    let store = try store([report("b", nil) { $0.status = .failed }])
    for name in ["c", "d"] {
      var row = report(name, nil).row
      row.contentHash = "x"
      row.report = Array(
        #"{"schema":"gocore.report/1","status":"partial","tool":{"version":"0.1.0"}}"#.utf8)
      try store.record(row)
    }
    var documents: [SchemaValidator.Document] = []
    try store.forEachReport {
      documents.append(
        SchemaValidator.Document(
          "report", name: $0.path, String(decoding: $0.report, as: UTF8.self)))
    }
    #expect(documents.last?.text.contains("duplicateOf") == true)
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  @Test("is short where nothing was found")
  func empty() throws {
    #expect(
      try text(table([]), .text) == """
        CORES   0 cores: 0 complete, 0 partial, 0 failed, 0 duplicates
        FOUND   0 signatures in 0 cores

        """)
  }
}
