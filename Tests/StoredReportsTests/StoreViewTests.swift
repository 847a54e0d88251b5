// What of a store is shown: a part of it, lists, single reports.

import CrashAnalysis
import Reporting
import TestSupport
import Testing

@testable import StoredReports

@Suite("A store is seen")
struct StoreViewTests {
  private func report(
    _ path: String, _ signature: String?, _ day: Int? = nil,
    _ change: (inout TestReport) -> Void = { _ in }
  ) -> TestReport {
    var report = TestReport(path)
    report.signature = signature
    report.time = day.map { "2026-11-\($0 < 10 ? "0" : "")\($0)T10:00:00Z" }
    report.program = "example.com/shop/cmd/till"
    report.version = "v1.4.0"
    report.build = "c74f5d9c2a01"
    report.binary = "matched"
    change(&report)
    return report
  }

  private func waiting(_ path: String, _ day: Int) -> TestReport {
    report(path, "GO2-w", day) {
      $0.proto = []
      $0.binary = "absent"
      $0.status = .partial
      $0.build = "ffff5d9c2a01"
      $0.version = "v1.5.0"
      $0.text = "explicit-panic | short by {n}"
      $0.title = "panic: short by 7"
    }
  }

  private func table(
    _ reports: [TestReport], keepsCores: Bool = false,
    _ select: (inout CoreSelection) -> Void = { _ in }
  ) throws -> SignatureTable {
    var selection = CoreSelection()
    select(&selection)
    return try SignatureTable(
      temporaryStore(reports), selection: selection, keepsCores: keepsCores)
  }

  private func shown(
    _ reports: [TestReport], _ view: StoreView, _ format: String = "text",
    _ select: (inout CoreSelection) -> Void = { _ in }
  ) throws -> String {
    let contents = StoreContents(
      try temporaryStore(reports), try table(reports, keepsCores: true, select), view: view)
    return try written(contents, format)
  }

  @Test("with program and module in each row, and no placeholder")
  func program() throws {
    let reports = [
      report("a", "GO2-a", 3) {
        $0.text = "explicit-panic | till {n} is short by {hex} at {path} {string}"
        $0.title = "panic: till 7 is short by 0xc000"
      }
    ]
    for view in [StoreView.table, .brief] {
      let text = try shown(reports, view)
      #expect(text.contains("  till  ") && text.contains("till … is short by … at … …"))
      #expect(!text.contains("{"))
    }
    let text = try shown(reports, .table)
    #expect(text.contains("example.com/shop/cmd/till v1.4.0"))
    #expect(text.contains("module example.com/app"))
    #expect(text.contains("such as: panic: till 7 is short by 0xc000"))
    let lines = try shown(reports, .brief).split(separator: "\n")
    #expect(lines.count == 3 && lines.allSatisfy { $0.count <= 100 })
  }

  @Test("without ranking cores that lack their binary among crashes")
  func waitingCores() throws {
    let reports =
      (1...3).map { waiting("w\($0)", $0) } + [report("a", "GO2-a", 4)]
      + [
        report("cut", "GO2-u", 5) {
          $0.crashClass = "unknown"
          $0.isWhole = false
        }
      ]
    let table = try table(reports)
    #expect(table.rows.map(\.id).first == "GO2-a")
    #expect(table.toldRows.map(\.id) == ["GO2-a"])
    #expect(table.untoldRows.map(\.id) == ["GO2-w", "GO2-u"])
    #expect(table.missingBuilds.map(\.waiting) == [3])
    #expect(table.missingBuilds.first?.version == "v1.5.0")
    let text = try shown(reports, .table)
    #expect(text.contains("MISSING 3 cores wait for a build"))
    #expect(text.contains("3  till v1.5.0"))
    #expect(text.contains("build ID ffff5d9c2a01"))
    let missing = try shown(reports, .missing)
    #expect(missing.contains("    3  till     v1.5.0") && missing.contains("build ID ffff5d9c2a01"))
    #expect(try shown(reports, .missing, "tsv").contains("3\texample.com/shop/cmd/till\t"))
    // Its binary may show that it is an old acquaintance.
    let later = try self.table(reports) { $0.since = "2026-11-03T00:00:00Z" }
    #expect(later.newSignatures.allSatisfy { $0.id != "GO2-w" })
  }

  @Test("from a day on, with what was not there before marked as new")
  func since() throws {
    let reports = [
      report("a", "GO2-a", 1), report("b", "GO2-a", 9), report("c", "GO2-c", 9),
      report("d", "GO2-d"),
    ]
    let table = try table(reports) { $0.since = "2026-11-08T00:00:00Z" }
    #expect(table.rows.map(\.id) == ["GO2-a", "GO2-c"])
    #expect(table.rows.map(\.novelty) == [nil, .new])
    #expect(table.withoutTime == 1)
    #expect(table.permille(table.rows[0]) == 500)
    let text = try shown(reports, .table) { $0.since = "2026-11-08T00:00:00Z" }
    #expect(text.contains("only cores since 2026-11-08 00:00"))
  }

  @Test("by program, class and signature; shares stay those of all cores that count")
  func parts() throws {
    let reports = [
      report("a", "GO2-a"), report("b", "GO2-b") { $0.crashClass = "bounds" },
      report("c", "GO2-c") { $0.program = "example.com/depot/v2" },
    ]
    for name in ["till", "example.com/shop/cmd/till"] {
      #expect(try table(reports) { $0.programs = [name] }.rows.map(\.id) == ["GO2-a", "GO2-b"])
    }
    #expect(try table(reports) { $0.programs = ["depot"] }.rows.map(\.id) == ["GO2-c"])
    let bounds = try table(reports) { $0.classes = ["bounds"] }
    #expect(bounds.rows.map(\.id) == ["GO2-b"])
    #expect(bounds.permille(bounds.rows[0]) == 333)
    #expect(try table(reports) { $0.signatures = ["GO2-c"] }.rows.map(\.id) == ["GO2-c"])
    #expect(try table(reports) { $0.top = 1 }.rows.map(\.id) == ["GO2-a"])
  }

  @Test("as the cores of a signature, the latest first, with where they ran")
  func cores() throws {
    let reports = [
      report("a", "GO2-a", 1) { $0.host = "web-1" },
      report("b", "GO2-a", 9) { $0.moreOfCore = #","pod":"till-7d9f","namespace":"shop""# },
      report("c", "GO2-c", 3),
    ]
    let text = try shown(reports, .cores) { $0.signatures = ["GO2-a"] }
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(lines[2].contains("pod shop/till-7d9f") && lines[2].hasSuffix("b"))
    #expect(lines[3].contains("web-1") && lines[3].hasSuffix("a"))
    #expect(
      try shown(reports, .cores, "ndjson") { $0.signatures = ["GO2-a"] }.split(separator: "\n")
        .count
        == 2)
  }

  @Test("as failures, each with its file")
  func failures() throws {
    let reports = ["x", "y"].map {
      report("in/\($0)", nil) {
        $0.status = .failed
        $0.message = "in/\($0.path.suffix(1)): ended after 60 s"
      }
    }
    #expect(try shown(reports, .table).contains("in/x and 1 more"))
    #expect(!(try shown(reports, .table).contains("{n}")))
    let text = try shown(reports, .failed)
    #expect(text.contains("in/x\n        ended after 60 s"))
  }

  @Test("by day and by version, in 80 columns")
  func timeline() throws {
    let reports =
      (1...4).map { (day: Int) in report("a\(day)", "GO2-aaaaaaaa", day) }
      + (2...3).map { (day: Int) in
        report("b\(day)", "GO2-bbbbbbbb", day) {
          $0.version = "v1.5.0"
          $0.build = "b5"
        }
      }
    let text = try shown(reports, .timeline)
    #expect(
      text.contains(
        """
        by day, in UTC
        SIGNATURE     PROGRAM      11-01 11-02 11-03 11-04
        GO2-aaaaaaaa  till             1     1     1     1
        GO2-bbbbbbbb  till             .     1     1     .
        all cores                      1     2     2     1
        """), "\(text)")
    #expect(text.contains("GO2-bbbbbbbb               .       2   100 %"), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    // A share is rounded as in the table.
    let thirds = (1...3).map { report("a\($0)", $0 < 3 ? "GO2-aaaaaaaa" : "GO2-bbbbbbbb", $0) }
    #expect(try shown(thirds, .timeline).contains("GO2-aaaaaaaa       2  66.7 %"))
    let tsv = try shown(reports, .timeline, "tsv")
    #expect(tsv.contains("GO2-bbbbbbbb\texample.com/shop/cmd/till\tversion\tv1.5.0\t2\t2"))
  }

  @Test(
    "by the shortest periods of which ten fit",
    arguments: [
      (1, 9, Timeline.Unit.day), (1, 30, .week),
    ])
  func periods(first: Int, last: Int, unit: Timeline.Unit) {
    let days = [first, last].map { "2026-11-\($0 < 10 ? "0" : "")\($0)" }
    let timeline = Timeline(of: days, limit: 9)
    #expect(timeline.unit == unit)
    #expect(timeline.counts(of: [days[0]: 2, days[1]: 3]).reduce(0, +) == 5)
    #expect(Timeline(of: ["2020-01-01", "2026-11-01"], limit: 9).unit == .year)
    #expect(Timeline(of: ["2026-03-01", "2026-11-01"], limit: 9).unit == .month)
    #expect(Timeline(of: [String](), limit: 9).periods.isEmpty)
    #expect(Timeline(of: ["2026-99-99", "x"], limit: 9).periods.isEmpty)
  }

  @Test("with nothing that acts on a terminal, in every format")
  func hostile() throws {
    let escaped = #"a\u001b[31m\u202e|`</td>\"\\\t\n\u0000é"#
    let reports = [
      report("x", "GO2-a", 1) {
        $0.text = escaped
        $0.title = escaped
        $0.host = escaped
        $0.program = escaped
        $0.version = escaped
        $0.moreOfCore = #","pod":"\#(escaped)","unit":"\#(escaped)""#
      }, waiting("y", 2),
      report("z", nil) {
        $0.status = .failed
        $0.message = escaped
      },
    ]
    for view in [StoreView.table, .brief, .cores, .missing, .failed, .timeline, .report("x")] {
      for format in ["text", "markdown", "tsv"] {
        for scalar in try shown(reports, view, format).unicodeScalars {
          let acts =
            scalar.value < 0x20 && scalar != "\n" && (format != "tsv" || scalar != "\t")
          #expect(!acts && scalar.value != 0x202e)
        }
      }
    }
  }

  @Test("as JSON by its schema", .enabled(if: SchemaValidator.isAvailable))
  func schema() throws {
    let reports = [report("a", "GO2-a", 4), waiting("w", 5)]
    let text = try shown(reports, .cores, "json") {
      $0.since = "2026-11-01T00:00:00Z"
      $0.programs = ["till"]
      $0.top = 5
    }
    #expect(text.contains(#""missing":[{"waiting":1"#))
    #expect(
      try SchemaValidator.problems(of: [SchemaValidator.Document("signatures", name: "t", text)])
        == [])
  }
}

@Suite("A report out of a store")
struct StoredDocumentTests {
  private static let document = ReportText(
    text: Array("CRASH   it died\n  \u{1b}[31mred\n".utf8), markdown: Array("# it died\n".utf8))

  private func store() throws -> ReportStore {
    let store = try ReportStore.temporary()
    for (path, size) in [("one/core.1", 5), ("two/core.1", 3), ("two/core.12", 4)] {
      var report = TestReport(path)
      report.size = size
      var row = report.row
      row.document = Self.document
      try store.record(row)
    }
    return store
  }

  @Test("is what inspect prints, as text and as a page, and acts on no terminal")
  func kept() throws {
    let contents = StoreContents(try store(), SignatureTable(), view: .report("one/core.1"))
    #expect(try written(contents, "text") == "CRASH   it died\n  \\u{1b}[31mred\n")
    #expect(try written(contents, "markdown") == "# it died\n")
    #expect(try written(contents, "json").hasPrefix(#"{"schema":"gocore.report/1""#))
  }

  @Test("is found by its path, the end of it, or its signature")
  func names() throws {
    let store = try store()
    #expect(try store.paths(of: "one/core.1") == ["one/core.1"])
    #expect(try store.paths(of: "core.12") == ["two/core.12"])
    #expect(try store.paths(of: "core.1") == ["one/core.1", "two/core.1"])
    #expect(try store.paths(of: "ore.12") == [])
    #expect(try store.paths(of: "GO1-11111111") == ["two/core.1"])
    // By the folder, unless a core is called so.
    #expect(try store.paths(of: "one") == ["one/core.1"])
    #expect(try store.paths(of: "two") == ["two/core.1", "two/core.12"])
  }

  @Test("is new whether or not it is among those that are listed")
  func newBehindTop() throws {
    let store = try ReportStore.temporary()
    for (path, day, id) in [
      ("a", 20, "GO1-11111111"), ("b", 24, "GO1-11111111"), ("c", 25, "GO1-11111111"),
      ("d", 25, "GO1-22222222"),
    ] {
      var report = TestReport(path)
      report.time = "2026-11-\(day)T10:00:00Z"
      report.signature = id
      try store.merge(report: Array(report.json.utf8))
    }
    var selection = CoreSelection()
    selection.since = "2026-11-23T00:00:00Z"
    selection.top = 1
    let table = try SignatureTable(store, selection: selection)
    #expect(table.rows.map(\.id) == ["GO1-11111111"])
    #expect(table.newSignatures.map(\.id) == ["GO1-22222222"])
    #expect(table.summary == "2 signatures in 3 cores: 1 new, 0 regressed")
  }

  @Test("is that of the core whose name looks like a signature")
  func nameBeforeSignature() throws {
    let store = try ReportStore.temporary()
    for path in ["one/core.1", "one/GO1-11111111"] {
      try store.merge(report: Array(TestReport(path).json.utf8))
    }
    #expect(try store.paths(of: "GO1-11111111") == ["one/GO1-11111111"])
  }

  @Test("is of a core in the time that was chosen")
  func namesInTime() throws {
    let store = try ReportStore.temporary()
    for (path, day) in [("old/core.1", 20), ("new/core.1", 24)] {
      var report = TestReport(path)
      report.time = "2026-11-\(day)T10:00:00Z"
      try store.merge(report: Array(report.json.utf8))
    }
    var selection = CoreSelection()
    selection.since = "2026-11-23T00:00:00Z"
    #expect(try store.paths(of: "core.1", in: selection) == ["new/core.1"])
    #expect(try store.paths(of: "old/core.1", in: selection) == [])
    selection.since = nil
    selection.until = "2026-11-23T00:00:00Z"
    #expect(try store.paths(of: "core.1", in: selection) == ["old/core.1"])
    #expect(try SignatureTable(store, selection: selection).totals.cores == 1)
  }

  @Test("is merged with its core, and gone when the signature is made anew")
  func merge() throws {
    let merged = try ReportStore.temporary()
    var alone = TestReport("one/core.1")
    alone.size = 5
    try merged.merge(report: Array(alone.json.utf8))
    try merged.merge(try store())
    #expect(try merged.document(of: "one/core.1").text == Self.document.text)
    try merged.replaceReports { $0.path == "one/core.1" ? $0.report : nil }
    let short = String(decoding: try merged.document(of: "one/core.1").text, as: UTF8.self)
    #expect(short.contains("BUCKET  GO1-11111111  nil-dereference | main.a | main.b"))
    #expect(short.contains("--format json"))
  }
}
