// gocore batch over an archive: every core has its report, whatever the order of work, and a second run
// does what is new.

import Foundation
import TestSupport
import Testing

@Suite("A batch", .enabled(if: !SampleCore.all.isEmpty, "no sample cores"))
struct BatchTests {
  @Test("gives each core the report that inspect gives, in the order of paths")
  func reports() throws {
    let archive = try BatchArchive()
    let result = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--format", "ndjson")
    #expect(result.status == 0, "\(result.errors)")
    let reports = try BatchArchive.reports(result.text)
    #expect(reports.map(\.path) == archive.sound.keys.sorted())
    if SchemaValidator.isAvailable {
      let lines = result.text.split(separator: "\n").enumerated().map {
        SchemaValidator.Document("report", name: "line \($0.offset)", String($0.element))
      }
      #expect(try SchemaValidator.problems(of: lines) == [])
    }
    for (path, report) in reports {
      let sample = try #require(archive.sound[path])
      let alone = try archive.run("inspect", path, sample.binary, "--format", "json")
      let expected = try #require(
        try JSONSerialization.jsonObject(with: Data(alone.output)) as? [String: Any])
      for name in ["verdict.class", "signature.id", "crash.programFrame", "signature.text"] {
        #expect(
          member(report, name) as? String == member(expected, name) as? String,
          "\(sample) \(name)")
      }
      #expect(
        member(report, "goroutines.total") as? Int == member(expected, "goroutines.total") as? Int)
      #expect(report["status"] as? String == expected["status"] as? String, "\(sample)")
      #expect(member(report, "build.binary") as? String != "absent", "\(sample)")
      #expect(report["timings"] == nil)
    }
  }

  @Test("keeps what inspect prints, which report shows without the core")
  func documents() throws {
    let archive = try BatchArchive(count: 2)
    let made = try archive.batch("archive", "--binaries", BatchArchive.binaries, "--store", "s.db")
    try #require(made.status == 0, "\(made.errors)")
    for (path, sample) in archive.sound {
      let shown = try archive.run("report", "s.db", "--core", path)
      #expect(shown.status == 0 && shown.errors.isEmpty)
      let alone = try archive.run("inspect", path, sample.binary)
      // Size on disk and the words under NEXT are of the one command or of the other.
      func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter {
          !$0.hasPrefix("CORE ") && !$0.contains("gocore ") && !$0.hasPrefix("BUILD")
        }
      }
      #expect(lines(shown.text) == lines(alone.text))
      #expect(
        try archive.run("report", "s.db", "--core", path, "--format", "markdown").text
          .hasPrefix("## "))
    }
  }

  @Test("is the same in every run, whatever the number of workers")
  func deterministic() throws {
    let archive = try BatchArchive()
    try archive.write("day1/core.777", Array("no core".utf8))
    for (store, workers) in [("a.db", "1"), ("b.db", "4")] {
      let result = try archive.batch(
        "archive", "--binaries", BatchArchive.binaries, "--store", store, "-j", workers)
      #expect(result.status == 8)
    }
    #expect(try archive.dump("a.db") == archive.dump("b.db"))
    let temporary = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--format", "ndjson")
    #expect(temporary.text == (try archive.run("report", "a.db", "--format", "ndjson").text))
    // A store that is not named is not kept.
    #expect(try archive.workspace.names() == ["a.db", "archive", "b.db"])
  }

  @Test("reads the debug information of a binary once, not for each of its cores")
  func readings() throws {
    let archive = try BatchArchive(count: 0)
    let sample = try #require(SampleCore.scenario("index-out-of-range"))
    let others = SampleCore.all.filter { $0.binary == sample.binary }
    try #require(others.count > 10)
    for (number, other) in others.prefix(12).enumerated() {
      try archive.add("core.\(number).zst", other)
    }
    let result = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "-j", "1", "--progress", "json")
    let summary = try #require(result.errorLines.last { $0.contains("debugInformationRead") })
    #expect(summary.contains("\"debugInformationRead\":1,"), "\(summary)")
  }

  @Test("resumed does what is new or has changed, and nothing else")
  func resume() throws {
    let archive = try BatchArchive(count: 6)
    func run() throws -> String {
      let result = try archive.batch(
        "archive", "--binaries", BatchArchive.binaries, "--store", "s.db")
      #expect(result.status == 0, "\(result.errors)")
      return result.errorLines.last ?? ""
    }
    #expect(try run().contains("gocore: 6 cores analysed"))
    let first = try archive.dump("s.db")
    #expect(try run().contains("gocore: 0 cores analysed, 6 files unchanged"))
    #expect(try archive.dump("s.db") == first)
    // One is new, and one is another than it was.
    let path = try #require(archive.sound.keys.min())
    try archive.add("new/core.1.zst", BatchArchive.samples[10])
    try archive.add(String(path.dropFirst("archive/".count)), BatchArchive.samples[11])
    #expect(try run().contains("gocore: 2 cores analysed, 5 files unchanged"))
    let fresh = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "fresh.db")
    #expect(fresh.status == 0)
    #expect(try archive.dump("s.db") == archive.dump("fresh.db"))
  }

  @Test("analyses a core again when its binary is found at last")
  func binaryArrives() throws {
    let archive = try BatchArchive(count: 0)
    let sample = try #require(SampleCore.scenario("index-out-of-range"))
    try archive.add("core.1.zst", sample)
    try FileManager.default.createDirectory(
      atPath: archive.workspace.path("bin"), withIntermediateDirectories: true)
    func binary() throws -> String? {
      let result = try archive.batch(
        "archive", "--binaries", "bin", "--store", "s.db", "--format", "ndjson")
      let report = try #require(try BatchArchive.reports(result.text).first)
      return member(report.report, "build.binary") as? String
    }
    #expect(try binary() == "absent")
    try FileManager.default.copyItem(
      atPath: sample.binary, toPath: archive.workspace.path("bin/app.zst"))
    #expect(try binary() == "matched")
    try FileManager.default.removeItem(atPath: archive.workspace.path("bin/app.zst"))
    // What was learnt is not thrown away.
    #expect(try binary() == "matched")
  }

  @Test("finds binaries among the cores, and in a .build-id tree")
  func binariesBeside() throws {
    let archive = try BatchArchive(count: 0)
    let sample = try #require(SampleCore.scenario("index-out-of-range"))
    try archive.add("core.1.zst", sample)
    let binary = Array(try #require(FileManager.default.contents(atPath: sample.binary)))
    try archive.write("deployed/v7/app.zst", binary)
    let beside = try archive.batch("archive", "--format", "ndjson")
    let report = try #require(try BatchArchive.reports(beside.text).first?.report)
    #expect(member(report, "build.binary") as? String == "matched")
    let id = try #require(member(report, "build.buildID") as? String)
    try FileManager.default.removeItem(atPath: archive.path("deployed"))
    let expanded = try sample.expandedBinary(in: archive.workspace)
    let place = "tree/.build-id/\(id.prefix(2))/\(id.dropFirst(2))"
    try archive.workspace.file(place, [])
    try FileManager.default.removeItem(atPath: archive.workspace.path(place))
    try FileManager.default.createSymbolicLink(
      atPath: archive.workspace.path(place), withDestinationPath: expanded)
    let tree = try archive.batch("archive", "--binaries", "tree", "--format", "ndjson")
    let found = try #require(try BatchArchive.reports(tree.text).first?.report)
    #expect(member(found, "build.binary") as? String == "matched")
  }

  @Test("says what it looked for a binary in")
  func tried() throws {
    let archive = try BatchArchive(count: 0)
    let sample = try #require(SampleCore.scenario("index-out-of-range"))
    try archive.add("core.1.zst", sample)
    let other = try #require(
      SampleCore.all.first { $0.binary != sample.binary && $0.binary.hasSuffix(".zst") })
    try FileManager.default.createDirectory(
      atPath: archive.workspace.path("bin"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: other.binary, toPath: archive.workspace.path("bin/app.zst"))
    let result = try archive.batch("archive", "--binaries", "bin", "--format", "ndjson")
    #expect(result.text.contains("no binary found: 1 binary of the batch (other builds)"))
  }

  @Test("tells how far it is as JSON, and says nothing on the way where there is no terminal")
  func progress() throws {
    let archive = try BatchArchive(count: 3)
    let json = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--progress", "json")
    let lines = try json.errorLines.filter { $0.hasPrefix("{") }.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let last = try #require(lines.last { $0["phase"] as? String == "analysis" })
    #expect(last["done"] as? Int == 3)
    #expect(last["total"] as? Int == 3)
    #expect(last["perSecond"] as? Double ?? 0 > 0)
    #expect(last["secondsLeft"] as? Double == 0)
    let plain = try archive.batch("archive", "--binaries", BatchArchive.binaries)
    #expect(plain.errorLines.count == 1, "\(plain.errors)")
  }
}
