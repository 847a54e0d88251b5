// What is left to do: what a store has, held against the files as they are.

import Basics
import ElfCore
import Loading
import StoredReports
import Testing
import Triage

private let file = FileStamp(size: 10, modified: 20, kind: .regular)

private func row(
  _ use: BinaryUse = .unknown, of count: Int? = nil, modified: Int64 = 20, tool: String = "1"
) -> CoreStamp {
  CoreStamp(
    size: 10, modified: modified,
    binaryStamp: AnalysisStamp(use, coresInArchive: count).text, toolVersion: tool)
}

@Suite("What a store has")
struct StoredCoresTests {
  @Test("of a core counts while the file and the version are the same")
  func single() {
    let stored = StoredCores(
      ["a": row(), "b": row(modified: 21), "c": row(tool: "2")], toolVersion: "1")
    #expect(stored.has("a", file))
    #expect(!stored.has("b", file))
    #expect(!stored.has("c", file))
    #expect(!stored.has("d", file))
    #expect(stored.rows(of: "b", except: []) == ["b"])
  }

  @Test("of an archive counts when the last core is there, and all that it announces")
  func archive() {
    func has(_ rows: [String: CoreStamp]) -> Bool {
      StoredCores(rows, toolVersion: "1").has("x.tar", file)
    }
    #expect(has(["x.tar::1": row(), "x.tar::2": row(of: 2)]))
    #expect(!has(["x.tar::1": row(), "x.tar::2": row()]))
    #expect(!has(["x.tar::2": row(of: 2)]))
    #expect(!has(["x.tar::1": row(modified: 1), "x.tar::2": row(of: 2)]))
  }

  @Test("of an archive is found where a folder has the mark of a member in its name")
  func marks() {
    let stored = StoredCores(
      ["fe80::1/x.tar::a::b": row(), "fe80::1/x.tar::2": row(of: 2)], toolVersion: "1")
    #expect(stored.has("fe80::1/x.tar", file))
    #expect(stored.done("fe80::1/x.tar", file) == ["2", "a::b"])
  }

  @Test("of an archive that was gone through in part is kept, and the rest of its rows goes")
  func part() {
    let stored = StoredCores(
      ["x.tar::1": row(), "x.tar::2": row(modified: 1), "x.tar": row(modified: 1)],
      toolVersion: "1")
    #expect(stored.done("x.tar", file) == ["1"])
    #expect(stored.rows(of: "x.tar", except: ["1"]) == ["x.tar::2", "x.tar"])
  }
}

@Suite("A plan")
struct BatchPlanTests {
  private func candidate(_ path: String, _ group: String?) -> Candidate {
    Candidate(path: path, stamp: file, group: group)
  }

  private func plan(
    _ candidates: [Candidate], _ rows: [String: CoreStamp] = [:], shard: Shard? = nil,
    binaries: [IndexedBinary] = []
  ) -> BatchPlan {
    BatchPlan(
      candidates, stored: StoredCores(rows, toolVersion: "1"), index: BinaryIndex(binaries),
      asksServer: false, shard: shard)
  }

  @Test("has the cores of one binary together, in the order of paths")
  func groups() {
    let plan = plan([
      candidate("a", "x"), candidate("b", "y"), candidate("c", "x"), candidate("d", "?"),
    ])
    #expect(plan.groups.map { $0.map(\.candidate.path) } == [["a", "c"], ["b"], ["d"]])
    #expect(plan.groups.joined().map(\.number).sorted() == [1, 2, 3, 4])
  }

  @Test("leaves out what the store has, unless its binary has turned up")
  func known() {
    let ids = BuildIDs(gnu: "aa", go: nil)
    let rows = [
      "a": row(.binary(ids, .none(askedServer: false))), "b": row(.binary(ids, .own)),
    ]
    let candidates = [candidate("a", nil), candidate("b", nil)]
    #expect(plan(candidates, rows).unchanged == 2)
    #expect(plan(candidates, rows).groups.isEmpty)
    let binary = IndexedBinary(
      path: "bin", size: 1, modified: 1, gnuBuildID: "aa", goBuildID: nil, architecture: nil)
    let again = plan(candidates, rows, binaries: [binary])
    #expect(again.unchanged == 1)
    #expect(again.groups.map { $0.map(\.candidate.path) } == [["a"]])
    #expect(again.groups[0][0].stale == ["a"])
  }

  @Test("leaves out the groups of other shares, and counts them")
  func shards() throws {
    let candidates = (0..<40).map { candidate("core.\($0)", "g\($0 % 8)") }
    var seen: [String] = []
    for number in 1...3 {
      let shard = try Shard("\(number)/3", environment: { _ in nil })
      let plan = plan(candidates, shard: shard)
      let paths = plan.groups.joined().map(\.candidate.path)
      #expect(plan.elsewhere == candidates.count - paths.count)
      seen += paths
    }
    #expect(seen.sorted() == candidates.map(\.path).sorted())
  }
}
