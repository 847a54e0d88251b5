// Files of reports as users name them: what is in them, and signatures made anew from them.

import Basics
import CrashAnalysis
import Reporting
import StoredReports
import TestSupport
import Testing

@Suite("A file of reports")
struct ReportFileTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func file(_ name: String, _ text: String) throws -> String {
    try workspace.file(name, Array(text.utf8))
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? any ReportableError)?.message ?? "\(error)"
    }
  }

  @Test("has a report on each line, or one over many")
  func layout() throws {
    let one = TestReport("core.1").json
    let many = try file("many", "\(one)\n\n  \n\(TestReport("core.2").json)\n")
    #expect(try lines(of: StoreInput.open(many)).count == 2)
    let spread = try file("spread", one.replacing(",", with: ",\n"))
    #expect(try lines(of: StoreInput.open(spread)).count == 1)
  }

  @Test("is told from a store, and from everything else, by its first bytes")
  func kinds() throws {
    #expect(
      try StoreInput.kind(of: makeStore(workspace, "store", [TestReport("core.1")])) == .store)
    #expect(try StoreInput.kind(of: file("json", "\n {}")) == .json)
    #expect(try StoreInput.kind(of: file("empty", "")) == .json)
    #expect(try StoreInput.kind(of: file("core", "\u{7f}ELF")) == .other)
  }

  @Test("is refused with its name, and the line that is at fault")
  func refusals() throws {
    let broken = try file("broken", TestReport("core.1").json + "\n{\n")
    #expect(message { _ = try StoreInput.open(broken) } == "\(broken):2: malformed JSON")
    let empty = try file("empty", "")
    #expect(message { _ = try StoreInput.open(empty) } == "\(empty): no report in it")
    let blank = try file("blank", "\n \n")
    #expect(message { _ = try StoreInput.open(blank) } == "\(blank): no report in it")
    let other = try file("other", "words")
    #expect(
      message { _ = try StoreInput.open(other) }
        == "\(other): neither a store nor reports in JSON")
    let gone = workspace.path("gone")
    #expect(message { _ = try StoreInput.open(gone) } == "\(gone): No such file or directory")
  }

  @Test("adds nothing to a store when one of its reports is none")
  func wholly() throws {
    let store = try ReportStore.temporary()
    let broken = try file("broken", TestReport("core.1").json + "\n{\n")
    #expect(message { try StoreInput.add(broken, to: store) } != nil)
    #expect(try lines(of: store).isEmpty)
  }

  @Test("of one report is compared as a report, of several as an archive, and a core as neither")
  func sides() throws {
    let one = try file("one", TestReport("core.1").json)
    guard case .report(let report) = try ComparisonSide(path: one) else {
      Issue.record("no report")
      return
    }
    #expect(report.path == "core.1")
    let two = try file("two", "\(TestReport("core.1").json)\n\(TestReport("core.2").json)\n")
    guard case .archive(let table) = try ComparisonSide(path: two) else {
      Issue.record("no archive")
      return
    }
    #expect(table.rows.map(\.count) == [2])
    #expect(try ComparisonSide(path: file("core", "\u{7f}ELF")) == nil)
  }

  @Test("that is none is compared by the report that is made of it")
  func core() throws {
    let core = try file("core", "\u{7f}ELF")
    let made = try ComparisonSide(
      path: core,
      orCore: {
        Report(
          core: CoreDescription(
            path: core, size: 4, sizeOnDisk: nil, compression: nil, truncatedAt: nil, time: nil,
            host: nil))
      })
    guard case .report(let report) = made else {
      Issue.record("no report")
      return
    }
    #expect(report.path == core)
  }

  @Test("is compared with its like and with nothing else")
  func likes() throws {
    let report = try #require(try ComparisonSide(path: file("one", TestReport("core.1").json)))
    let store = try #require(
      try ComparisonSide(path: makeStore(workspace, "store", [TestReport("core.1")])))
    #expect(ComparisonAnswer(report, report, showsAll: false) != nil)
    #expect(ComparisonAnswer(store, store, showsAll: false) != nil)
    #expect(ComparisonAnswer(report, store, showsAll: false) == nil)
    #expect(ComparisonAnswer(store, report, showsAll: false) == nil)
  }
}

@Suite("Signatures made anew")
struct ResignerTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func written(
    _ rows: [ResignedReport], moves: Bool = false, as name: String
  ) throws -> String {
    let format = try #require(AnswerFormat<ResignAnswer>.named(name))
    let answer = ResignAnswer(rows, changed: false, moves: moves)
    return TextWriter.collected { format.write(answer, ReportOptions(), $0) }
  }

  @Test("leave everything else of a report as it is, in a file and in a store")
  func rewritten() throws {
    let report = TestReport("core.1")
    let path = try workspace.file("one", Array(report.json.utf8))
    let resigner = try Resigner(lists: .standard)
    var rows: [ResignedReport] = []
    let written = try TextWriter.collected { rows = try resigner.resign(path, to: $0) }
    let new = try #require(rows.first?.new)
    #expect(rows[0].old == "GO1-11111111")
    #expect(rows[0].place == "\(path):1")
    #expect(rows[0].isChanged)
    #expect(written.contains("\"\(new.id)\""))
    #expect(written.contains("\"path\":\"core.1\""))

    let store = try makeStore(workspace, "store", [report])
    #expect(try resigner.resign(store).map(\.new?.id) == [new.id])
    try resigner.resignStore(store)
    #expect(try resigner.resign(store).map(\.old) == [new.id])
  }

  @Test("are written nowhere, to one file, or to the files that change")
  func destinations() throws {
    let old = try workspace.file("old", Array(TestReport("core.1").json.utf8))
    let store = try makeStore(workspace, "store", [TestReport("core.2")])
    let resigner = try Resigner(lists: .standard)
    let id = try #require(try resigner.resign(old).first?.new?.id)
    var report = TestReport("core.3")
    report.signature = id
    let new = try workspace.file("new", Array(report.json.utf8))
    var files: [String: String] = [:]
    func resign(_ destination: ResignDestination) throws -> [ResignedReport] {
      files = [:]
      return try resigner.resign([old, store, new], into: destination) { path, body in
        files[path] = try TextWriter.collected(body)
      }
    }
    #expect(try resign(.nowhere).map(\.isChanged) == [true, true, false])
    #expect(files.isEmpty)
    #expect(try resign(.file("out")).count == 3)
    #expect(files.keys.sorted() == ["out"])
    #expect(files["out"]?.split(separator: "\n").count == 3)
    #expect(try resigner.resign(store).map(\.isChanged) == [true])
    #expect(try resign(.sameFiles).count == 3)
    #expect(files.keys.sorted() == [old])
    #expect(files[old]?.contains(id) == true)
    #expect(try resigner.resign(store).map(\.isChanged) == [false])
  }

  @Test("are listed, and counted by where they moved")
  func table() throws {
    let path = try workspace.file(
      "many",
      Array((1...3).map { TestReport("core.\($0)").json + "\n" }.joined().utf8))
    let rows = try Resigner(lists: .standard).resign(path)
    let new = try #require(rows[0].new)
    let lines = try written(rows, as: "tsv").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1] == "GO1-11111111\t\(new.id)\t\(path):2\t\(new.text)")
    #expect(
      try written(rows, moves: true, as: "text")
        == "3 × GO1-11111111 → \(new.id)  \(new.text)\n")
    #expect(ResignAnswer.summary(rows) == "3 reports, 3 changed")
  }

  @Test("of an older algorithm are made anew for a comparison, in a copy")
  func older() throws {
    let old = TestReport("core.1")
    let reader = try StoredReportReader()
    let signature = Signature(try #require(reader.read(Array(old.json.utf8)).input))
    var current = TestReport("core.2")
    (current.signature, current.text) = (signature.id, signature.text)
    let comparison = ReportComparison(
      try reader.compared(Array(old.json.utf8)), try reader.compared(Array(current.json.utf8)))
    #expect(comparison.hasSameSignature)

    let store = try makeStore(workspace, "store", [old, current])
    #expect(
      try SignatureTable(StoreInput.openCurrent(store)).rows.map(\.id) == [signature.id])
    #expect(try SignatureTable(StoreInput.open(store)).rows.count == 2)
  }

  @Test("are none for a failed report, and are not counted as changed")
  func failed() throws {
    var report = TestReport("core.1")
    report.status = .failed
    let path = try workspace.file("one", Array(report.json.utf8))
    let rows = try Resigner(lists: .standard).resign(path)
    #expect(
      try written(rows, as: "text") == "-             -             no frames     \(path):1  \n")
    #expect(
      ResignAnswer.summary(rows)
        == "1 report, 0 changed, 1 without what a signature is made of")
  }
}

extension TextWriter {
  /// What `body` writes.
  fileprivate static func collected(_ body: (TextWriter) throws -> Void) rethrows -> String {
    var bytes: [UInt8] = []
    let out = TextWriter {
      bytes.append(contentsOf: copy $0)
      return true
    }
    try body(out)
    out.flush()
    return String(decoding: bytes, as: UTF8.self)
  }
}
