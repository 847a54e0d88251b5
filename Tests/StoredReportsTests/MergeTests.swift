// Shards joined: what comes out is what one run would have stored.

import ElfCore
import Reporting
import TestSupport
import Testing

@testable import StoredReports

@Suite("Merged stores")
struct MergeTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func reports() -> [TestReport] {
    (0..<24).map { index in
      var report = TestReport("a/core.\(index)")
      report.signature = "GO1-0000000\(index % 5)"
      report.text = "class | f\(index % 5)"
      report.content = "hash\(index % 9)"
      report.time = "2026-11-21T10:00:\(10 + index)Z"
      if index % 7 == 0 { report.status = .failed }
      return report
    }
  }

  private func text(_ body: (TextWriter) throws -> Void) rethrows -> String {
    var bytes: [UInt8] = []
    let out = TextWriter {
      bytes.append(contentsOf: copy $0)
      return true
    }
    try body(out)
    out.flush()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func dump(_ store: ReportStore) throws -> String { try text { try store.dump(to: $0) } }

  /// All that is told of a store.
  private func answers(_ store: ReportStore) throws -> [String] {
    let table = try SignatureTable(store)
    return try [lines(of: store).joined(separator: "\n")]
      + TableFormat.all.map { format in
        text { format.write(table, ReportOptions(), $0) }
      }
  }

  private func fill(_ path: String, _ reports: [TestReport]) throws {
    let store = try ReportStore(path: path, mode: .create)
    for report in reports { try store.record(report.row) }
    try store.update(binaries: [
      IndexedBinary(
        path: "bin", size: 1, modified: 2, gnuBuildID: nil, goBuildID: nil, architecture: nil)
    ])
    try store.record(skipped: ["no core": 4], root: "a")
    let run = try store.beginRun(tool: "0.1.0", arguments: ["batch", path])
    try store.endRun(run, summary: "done")
  }

  @Test("equal one store of all, in whichever order, however often, and shared among how many")
  func shards() throws {
    let reports = reports()
    try fill(workspace.path("single"), reports)
    let single = try ReportStore(path: workspace.path("single"), mode: .readOnly)
    let expected = try dump(single)
    let tables = try answers(single)
    for count in [1, 2, 4, 7] {
      var paths: [String] = []
      for shard in 0..<count {
        let path = workspace.path("shard\(shard)of\(count)")
        // Each in another order.
        let own = reports.enumerated().filter { $0.offset % count == shard }.map(\.element)
        try fill(path, shard % 2 == 0 ? own.reversed() : own)
        paths.append(path)
      }
      for order in [paths, paths.reversed(), paths + paths, [paths[0]] + paths] {
        let out = workspace.path("merged")
        try ReportStore.replace(out) { store in
          for path in order { try store.merge(ReportStore(path: path, mode: .readOnly)) }
        }
        let merged = try ReportStore(path: out, mode: .readOnly)
        #expect(try dump(merged) == expected)
        #expect(try answers(merged) == tables)
        let runs = try merged.refusing { (database) throws(DatabaseError) in
          try database.number("SELECT count(*) FROM runs")
        }
        #expect(runs == Int64(count))
      }
    }
  }

  @Test("equal one store when the reports went through NDJSON, too")
  func ndjson() throws {
    let reports = reports()
    let single = try ReportStore(
      path: try makeStore(workspace, "single", reports), mode: .readOnly)
    let even = try makeStore(
      workspace, "even", reports.enumerated().filter { $0.0 % 2 == 0 }.map(\.1))
    let odd = try makeStore(
      workspace, "odd", reports.enumerated().filter { $0.0 % 2 == 1 }.map(\.1))
    let merged = try ReportStore.temporary()
    for path in [odd, even, odd] {
      for line in try lines(of: try ReportStore(path: path, mode: .readOnly)) {
        try merged.merge(report: Array(line.utf8))
      }
    }
    #expect(try answers(merged) == answers(single))
    // The stamps are the store's own.
    #expect(try merged.knownCores() == [:])
    try merged.merge(try ReportStore(path: odd, mode: .readOnly))
    try merged.merge(try ReportStore(path: even, mode: .readOnly))
    #expect(try dump(merged) == dump(single))
  }

  @Test("keep the better of two reports of one core, whichever comes first")
  func conflicts() throws {
    var failed = TestReport("a")
    failed.status = .failed
    var partial = TestReport("a")
    partial.status = .partial
    let complete = TestReport("a")
    var other = TestReport("a")
    other.host = "other"
    let all = [failed, partial, complete, other]
    var results: Set<String> = []
    for start in all.indices {
      let merged = try ReportStore.temporary()
      for report in all[start...] + all[..<start] {
        let path = try makeStore(
          workspace, "one\(start)\(report.status)\(report.host ?? "")", [report])
        try merged.merge(ReportStore(path: path, mode: .readOnly))
      }
      results.formUnion(try lines(of: merged))
    }
    #expect(results.count == 1)
    #expect(results.first?.contains(#""status":"complete""#) == true)
  }

  @Test("heed what NDJSON without hashes says of duplicates")
  func statedDuplicates() throws {
    let merged = try ReportStore.temporary()
    var copy = TestReport("b")
    copy.more = #","duplicateOf":"a""#
    for report in [copy, TestReport("a")] { try merged.merge(report: Array(report.json.utf8)) }
    #expect(try SignatureTable(merged).totals.duplicates == 1)
    #expect(try lines(of: merged)[1].contains(#""duplicateOf":"a""#))
  }

  @Test("leave what was there when one of them cannot be read")
  func failure() throws {
    let out = try makeStore(workspace, "out", [TestReport("kept")])
    let bad = try workspace.file("bad", Array("SQLite format 3\0 and no more".utf8))
    #expect(throws: StoreError.self) {
      try ReportStore.replace(out) { store in
        try store.merge(ReportStore(path: bad, mode: .readOnly))
      }
    }
    #expect(try workspace.names() == ["bad", "out"])
    #expect(try lines(of: try ReportStore(path: out, mode: .readOnly)).count == 1)
  }

  @Test("are not put in the place of a store that is being written")
  func busy() throws {
    let out = workspace.path("out")
    let writer = try ReportStore(path: out, mode: .create)
    #expect(throws: StoreError(.locked, path: out)) { try ReportStore.replace(out) { _ in } }
    withExtendedLifetime(writer) {}
  }

  @Test(
    "take no line that is no report of a core",
    arguments: [
      "{", "[]", #"{"schema":"gocore.report/1"}"#,
      #"{"schema":"gocore.report/1","status":"failed"}"#,
      #"{"schema":"gocore.report/1","status":"great","core":{"path":"a"}}"#,
      #"{"schema":"gocore.report/1","status":"failed","core":{"path":7}}"#,
    ])
  func noReports(line: String) throws {
    let store = try ReportStore.temporary()
    #expect(throws: StoreError.self) { try store.merge(report: Array(line.utf8)) }
    #expect(try lines(of: store) == [])
  }

  @Test("come out of their dump again")
  func restored() throws {
    var odd = TestReport("a'b")
    odd.message = "it's\\n\\u0000 a \\u202e text"
    var row = odd.row
    row.path = "new\nline\u{1}"
    let path = try makeStore(workspace, "store", [odd, TestReport("b")])
    let script: String
    do {
      let store = try ReportStore(path: path, mode: .readWrite)
      try store.record(row)
      script = try dump(store)
    }
    #expect(script.split(separator: "\n").filter { $0.hasPrefix("INSERT") }.count == 6)
    let copy = workspace.path("copy")
    do { try Database(.file(copy, mayWrite: true, mayCreate: true)).runScript(script) }
    let restored = try ReportStore(path: copy, mode: .readOnly)
    #expect(try dump(restored) == script)
  }
}
