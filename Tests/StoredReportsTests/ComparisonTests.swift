// What differs between two reports, and between two archives.

import Reporting
import TestSupport
import Testing

@testable import StoredReports

private let first = """
  {"schema":"gocore.report/1","status":"complete","tool":{"version":"0.1.0"},
  "verdict":{"class":"bounds","title":"index out of range","confidence":"certain"},
  "signature":{"id":"GO1-1","text":"bounds | main.a"},"crash":{"programFrame":"main.a"},
  "build":{"goVersion":"go1.25.5","path":"example.com/app","main":{"version":"v1.0.0"},
    "buildID":"aa","modules":[{"path":"x.org/a","version":"v1"},{"path":"x.org/b","version":"v1"}],
    "settings":{"-race":"true","GOAMD64":"v1","DefaultGODEBUG":"a=0,b=1"}},
  "process":{"environmentNames":["HOME","GOGC"]},"core":{"path":"one"},
  "goroutines":{"total":12,"byWaitReason":{"chan receive":10,"select":1},"groups":[
    {"count":9,"status":"waiting","waitReason":"chan receive","frames":[
      {"function":"runtime.gopark"},{"function":"main.wait.func1"}],"ids":[1]},
    {"count":1,"status":"waiting","waitReason":"chan receive","frames":[
      {"function":"runtime.gopark"},{"function":"main.gone"},{"elided":4}],"ids":[2]},
    {"count":1,"status":"running","frames":[{"function":"runtime.gopark"},
      {"function":"runtime.sweep"},{"function":"runtime.goexit"}],"ids":[3]}]}}
  """
private let second = """
  {"schema":"gocore.report/1","status":"partial","tool":{"version":"0.1.0"},
  "verdict":{"class":"bounds","title":"index out of range","confidence":"certain"},
  "signature":{"id":"GO1-1","text":"bounds | main.a"},"crash":{"programFrame":"main.a"},
  "build":{"goVersion":"go1.27.3","path":"example.com/app","main":{"version":"v1.1.0"},
    "buildID":"bb","modules":[{"path":"x.org/a","version":"v2"},{"path":"x.org/c","version":"v1"}],
    "settings":{"GOAMD64":"v3","DefaultGODEBUG":"a=0,b=2"}},
  "process":{"environmentNames":["HOME","GODEBUG"]},"core":{"path":"two"},
  "goroutines":{"total":315,"byWaitReason":{"chan receive":4,"sync.Mutex.Lock":311,"select":1},
  "groups":[
    {"count":311,"status":"waiting","waitReason":"sync.Mutex.Lock","frames":[
      {"function":"sync.(*Mutex).Lock"},{"function":"main.(*Pool).worker"}],"ids":[1]},
    {"count":2,"status":"waiting","waitReason":"chan receive","frames":[
      {"function":"runtime.gopark"},{"function":"runtime.chanrecv"},{"function":"main.wait.func2"}],
      "ids":[2]},
    {"count":2,"status":"waiting","waitReason":"chan receive","frames":[
      {"function":"main.wait.func1"}],"ids":[4]},
    {"count":1,"status":"running","frames":[{"function":"runtime.goparkunlock"},
      {"function":"runtime.sweep"}],"ids":[3]}]}}
  """

private func compared(_ text: String) throws -> ComparedReport {
  try StoredReportReader().compared(Array(text.utf8))
}

private func written(_ body: (TextWriter) -> Void) -> String {
  var bytes: [UInt8] = []
  let out = TextWriter {
    bytes.append(contentsOf: copy $0)
    return true
  }
  body(out)
  out.flush()
  return String(decoding: bytes, as: UTF8.self)
}

private func shownText(_ kind: ComparisonAnswer.Kind, showsAll: Bool) -> String {
  written {
    let answer = ComparisonAnswer(kind, showsAll: showsAll)
    AnswerFormat<ComparisonAnswer>.standard.write(answer, ReportOptions(), $0)
  }
}

@Suite("Two reports")
struct ReportComparisonTests {
  let comparison: ReportComparison

  init() throws {
    comparison = ReportComparison(try compared(first), try compared(second))
  }

  @Test("differ in the groups of goroutines that appeared, grew, shrank or vanished")
  func groups() {
    let groups = comparison.groups.map {
      "\($0.direction) \($0.first) \($0.second) \($0.group.state) \($0.group.function ?? "-")"
    }
    // Closures of other numbers and other frames of the runtime are the same place.
    #expect(
      groups == [
        "appeared 0 311 sync.Mutex.Lock main.(*Pool).worker",
        "shrank 9 4 chan receive main.wait.func", "vanished 1 0 chan receive main.gone",
      ])
  }

  @Test("list alike what a report does: told apart by callers, idle goroutines by kind")
  func rows() throws {
    func report(_ groups: String) throws -> ComparedReport {
      try compared(
        #"{"schema":"gocore.report/1","tool":{"name":"gocore","version":"1"},"status":"complete","#
          + #""goroutines":{"total":1,"groups":[\#(groups)]}}"#)
    }
    func group(_ count: Int, _ reason: String, _ functions: String...) -> String {
      let frames = functions.map { #"{"function":"\#($0)"}"# }.joined(separator: ",")
      return
        #"{"count":\#(count),"status":"waiting","waitReason":"\#(reason)","frames":[\#(frames)]}"#
    }
    let (peek, serve) = ("bufio.(*Reader).Peek", "net/http.(*conn).serve")
    let comparison = ReportComparison(
      try report(
        [
          group(2, "chan send", "main.put", "main.handle"),
          group(5, "chan send", "main.put", "main.work"),
          group(9, "IO wait", "net.(*conn).Read", peek, serve),
        ].joined(separator: ",")),
      try report(
        [
          group(4, "chan send", "main.put", "main.handle"),
          group(5, "chan send", "main.put", "main.work"),
          group(3, "IO wait", "crypto/tls.(*Conn).Read", peek, serve),
          group(3, "IO wait", "net.(*conn).Read", peek, serve),
        ].joined(separator: ",")))
    #expect(
      comparison.groupRows.map { "\($0.first) \($0.second) \($0.state) \($0.label)" } == [
        "9 6 idle HTTP connection", "2 4 chan send main.put ← main.handle",
      ])
  }

  @Test("differ in what is waited for")
  func waits() {
    #expect(
      comparison.waits == [
        CountChange(name: "sync.Mutex.Lock", first: 0, second: 311),
        CountChange(name: "chan receive", first: 10, second: 4),
      ])
  }

  @Test("differ in build, modules, settings and environment")
  func build() {
    #expect(comparison.build.map(\.name) == ["version", "Go", "build ID"])
    #expect(
      comparison.modules == [
        TextChange(name: "x.org/a", first: "v1", second: "v2"),
        TextChange(name: "x.org/b", first: "v1", second: nil),
        TextChange(name: "x.org/c", first: nil, second: "v1"),
      ])
    #expect(comparison.settings.map(\.name) == ["-race", "DefaultGODEBUG b", "GOAMD64"])
    #expect(comparison.environment.map(\.name) == ["GODEBUG", "GOGC"])
    #expect(comparison.hasSameSignature)
  }

  @Test("are told as text")
  func text() {
    let text = shownText(.reports(comparison), showsAll: false)
    #expect(
      text == """
        CORES   A  one
                B  two (partial)
        CRASH   the same: index out of range  [bounds, certain]
        WHERE   the same: main.a
        BUCKET  the same: GO1-1  bounds | main.a
        BUILD   version  v1.0.0 → v1.1.0
                Go  go1.25.5 → go1.27.3
                build ID  aa → bb
        COUNT   12 → 315 goroutines
        GROUPS  appeared  0 → 311  sync.Mutex.Lock  main.(*Pool).worker
                shrank    9 → 4    chan receive     main.wait.func
                vanished  1 → 0    chan receive     main.gone
        WAITS   appeared  0 → 311  sync.Mutex.Lock
                shrank    10 → 4   chan receive
        MODULES x.org/a  v1 → v2
                x.org/b  v1 → -
                x.org/c  - → v1
        SETTING -race  true → -
                DefaultGODEBUG b  1 → 2
                GOAMD64  v1 → v3
        ENV     GODEBUG  only in B
                GOGC  only in A

        """)
  }

  @Test("that are the same differ in nothing")
  func same() throws {
    let none = ReportComparison(try compared(first), try compared(first))
    #expect(none.groups.isEmpty && none.waits.isEmpty && none.build.isEmpty)
    #expect(none.settings.isEmpty && none.modules.isEmpty && none.environment.isEmpty)
  }

  @Test(
    "may say anything: nothing in them is believed",
    arguments: [
      #"{"schema":"gocore.report/1"}"#,
      #"{"schema":"gocore.report/1","status":7,"goroutines":{"groups":{"a":1},"byWaitReason":[1]}}"#,
      #"{"schema":"gocore.report/1","goroutines":{"total":1e400,"groups":[1,null,{"count":-5},"#
        + #"{"count":9223372036854775807},{"count":9223372036854775807,"frames":[1,{"function":7}]}],"#
        + #""byWaitReason":{"a":9223372036854775807,"b":99999999999999999999}},"build":7}"#,
      #"{"schema":"gocore.report/1","build":{"settings":{"DefaultGODEBUG":",,=,a"},"#
        + #""modules":[{"path":null},{"path":{},"version":[]}]},"core":{"path":"\u001b[1m"}}"#,
    ])
  func hostile(text: String) throws {
    for comparison in [
      ReportComparison(try compared(text), try compared(first)),
      ReportComparison(try compared(first), try compared(text)),
    ] {
      let shown = shownText(.reports(comparison), showsAll: true)
      #expect(!shown.contains("\u{1b}"))
      #expect(shown.hasPrefix("CORES"))
    }
  }
}

@Suite("Two archives")
struct StoreComparisonTests {
  private func table(_ counts: [String: Int], version: String) throws -> SignatureTable {
    let store = try ReportStore.temporary()
    for (id, count) in counts {
      for index in 0..<count {
        var report = TestReport("\(id)/\(index)")
        report.signature = id
        report.version = version
        try store.record(report.row)
      }
    }
    return try SignatureTable(store)
  }

  @Test("differ in signatures and how often they are")
  func signatures() throws {
    let comparison = StoreComparison(
      try table(["GO1-1": 3, "GO1-2": 2, "GO1-3": 1], version: "v1"),
      try table(["GO1-1": 1, "GO1-2": 2, "GO1-4": 7], version: "v2"))
    #expect(comparison.rows.map(\.id) == ["GO1-4", "GO1-1", "GO1-3", "GO1-2"])
    #expect(comparison.rows.map(\.direction) == [.appeared, .shrank, .vanished, .shrank])
    #expect(comparison.rows.first?.secondPermille == 700)
    #expect(comparison.versions.map(\.name) == ["v1", "v2"])
    let text = shownText(.stores(comparison), showsAll: false)
    #expect(text.contains("4 signatures: 1 new, 1 gone, 2 shrank"))
  }

  @Test("say that a signature grew only where its share in the cores of its program did")
  func shares() throws {
    func store(_ counts: [(id: String, program: String, version: String, count: Int)]) throws
      -> SignatureTable
    {
      var reports: [TestReport] = []
      for (id, program, version, count) in counts {
        for _ in 0..<count {
          var report = TestReport("core.\(reports.count)")
          (report.signature, report.program, report.version) = (id, program, version)
          report.text = "bounds | is {n} of {n}"
          reports.append(report)
        }
      }
      return try SignatureTable(temporaryStore(reports))
    }
    let comparison = StoreComparison(
      try store([("GO2-a", "x/till", "v1", 10), ("GO2-b", "x/till", "v1", 10)]),
      try store([
        ("GO2-a", "x/till", "v1", 40), ("GO2-b", "x/till", "v1", 30), ("GO2-b", "x/till", "v2", 10),
        ("GO2-c", "x/depot", "v1", 500),
      ]))
    var found: [String: String] = [:]
    for row in comparison.rows { found[row.id] = row.direction?.rawValue ?? "the same" }
    // Four times as many of all of them: nothing grew, whatever another program did.
    #expect(found == ["GO2-a": "the same", "GO2-b": "the same", "GO2-c": "appeared"])
    let row = try #require(comparison.rows.first { $0.id == "GO2-b" })
    #expect(row.versions.map(\.version) == ["v1", "v2"])
    #expect(
      row.versions.map(\.counts) == [
        StoreComparison.Counts(first: 10, second: 30, firstOf: 20, secondOf: 70),
        StoreComparison.Counts(first: 0, second: 10, firstOf: 0, secondOf: 10),
      ])
    let text = shownText(.stores(comparison), showsAll: false)
    #expect(text.contains("2 signatures") == false && text.contains("3 signatures: 1 new"))
    #expect(!text.contains("{n}") && text.contains("bounds | is … of …"))
  }

  @Test("count all cores of a signature that tells some of its cores apart")
  func toldInPart() throws {
    func store(_ count: Int, others: Int) throws -> SignatureTable {
      var reports = (0..<count + others).map { TestReport("core.\($0)") }
      for index in reports.indices {
        reports[index].version = "v1"
        guard index < count else { continue }
        reports[index].signature = "GO2-a"
        reports[index].crashClass = "unknown"
        reports[index].isWhole = index == 0
      }
      return try SignatureTable(temporaryStore(reports))
    }
    let comparison = StoreComparison(try store(10, others: 0), try store(2, others: 2))
    let row = try #require(comparison.rows.first { $0.id == "GO2-a" })
    let counts = StoreComparison.Counts(first: 10, second: 2, firstOf: 10, secondOf: 4)
    #expect(row.counts == counts)
    #expect(row.versions.map(\.counts) == [counts])
  }

  @Test("and two reports are JSON by the schema", .enabled(if: SchemaValidator.isAvailable))
  func schema() throws {
    let stores = StoreComparison(
      try table(["GO1-1": 3], version: "v1"), try table(["GO1-1": 1, "GO1-2": 2], version: "v2"))
    let reports = ReportComparison(try compared(first), try compared(second))
    let failed = ReportComparison(
      try compared(first),
      try compared(
        #"{"schema":"gocore.report/1","status":"failed","error":{"exitCode":3,"message":"m"}}"#))
    let texts = [
      written { ComparisonV1.write(stores, to: $0) },
      written { ComparisonV1.write(reports, to: $0) },
      written { ComparisonV1.write(failed, to: $0) },
    ]
    let documents = texts.enumerated().map {
      SchemaValidator.Document("comparison", name: "\($0)", $1)
    }
    #expect(try SchemaValidator.problems(of: documents) == [])
  }
}
