// Stores that were cut off, overwritten or left behind by a killed process.

import Foundation
import Reporting
import TestSupport
import Testing

@testable import StoredReports

@Suite("A damaged store")
struct StoreDamageTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func reports(_ count: Int) -> [TestReport] {
    (0..<count).map { index in
      var report = TestReport("archive/core.\(index)")
      report.signature = "GO1-0000000\(index % 4)"
      report.time = "2026-11-2\(index % 9)T10:00:00Z"
      report.host = "host\(index % 3)"
      report.content = index % 5 == 0 ? "same" : "hash\(index)"
      report.message = String(repeating: "long text ", count: index * 20 % 700)
      return report
    }
  }

  private func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Does all that can be done with a store, and gives the error that it ends with.
  private func use(_ path: String, _ mode: ReportStore.Mode) -> StoreError? {
    do {
      let store = try ReportStore(path: path, mode: mode)
      _ = try store.knownCores()
      _ = try store.binaryIndex()
      let table = try SignatureTable(store, baseline: try Baseline(store))
      for format in TableFormat.all {
        format.write(table, ReportOptions(), TextWriter { _ in true })
      }
      try store.forEachReport { _ in }
      try store.dump(to: TextWriter { _ in true })
      if mode == .readWrite {
        try store.record(TestReport("archive/core.7").row)
        try store.forget(paths: ["archive/core.3"])
      }
      let merged = try ReportStore.temporary()
      try merged.merge(store)
      return nil
    } catch {
      return error as? StoreError
        ?? StoreError(.other("another error: \(error)"), path: "not a store's")
    }
  }

  @Test("ends in one error or none, wherever it was cut off")
  func truncated() throws {
    let path = try makeStore(workspace, "whole", reports(40))
    let bytes = try contents(path)
    var refusals = 0
    for length in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 97) {
      let cut = try workspace.file("cut", Array(bytes[..<length]))
      for mode in [ReportStore.Mode.readOnly, .readWrite] {
        let error = use(cut, mode)
        if error?.path == cut { refusals += 1 }
        #expect(error?.path == cut || (error == nil && length == 0), "\(length): \(error as Any)")
      }
      for name in ["cut-wal", "cut-shm"] {
        try? FileManager.default.removeItem(atPath: workspace.path(name))
      }
    }
    #expect(refusals > 100)
  }

  @Test("ends in one error or none, whatever was written over it")
  func overwritten() throws {
    let path = try makeStore(workspace, "whole", reports(40))
    let bytes = try contents(path)
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &random)
    var generator = SplitMix(state: seed)
    var refusals = 0
    for round in 0..<300 {
      var damaged = bytes
      for _ in 0..<(1 + round % 8) {
        // The first pages hold what all else hangs on.
        let range = round % 3 == 0 ? 0..<8_192 : 0..<damaged.count
        let place = Int.random(in: range, using: &generator)
        let length = min(damaged.count - place, round % 2 == 0 ? 1 : 64)
        for offset in 0..<length {
          damaged[place + offset] = UInt8.random(in: 0...255, using: &generator)
        }
      }
      let cut = try workspace.file("damaged", damaged)
      let error = use(cut, round % 4 == 0 ? .readWrite : .readOnly)
      #expect(
        error == nil || error?.path == cut || error?.path == "temporary store",
        "seed \(seed), round \(round): \(error as Any)")
      if error != nil { refusals += 1 }
      for name in ["damaged-wal", "damaged-shm"] {
        try? FileManager.default.removeItem(atPath: workspace.path(name))
      }
    }
    #expect(refusals > 20)
  }

  @Test("of a process that was killed has all rows that were recorded, each once")
  func killed() throws {
    let reports = reports(30)
    let path = workspace.path("store")
    let store = try ReportStore(path: path, mode: .create)
    for report in reports { try store.record(report.row) }
    // What a kill leaves: the file and its log as they are.
    let file = try contents(path)
    let log = try contents(path + "-wal")
    #expect(!log.isEmpty)
    withExtendedLifetime(store) {}
    let names = reports.map(\.path)
    var counts: Set<Int> = []
    for length in stride(from: log.count, through: 0, by: -(1 + log.count / 60)) {
      let copy = try workspace.file("copy", file)
      try workspace.file("copy-wal", Array(log[..<length]))
      // A log that was cut off early may lack the tables, too.
      let left = try ReportStore(path: copy, mode: .create)
      var paths: [String] = []
      try left.forEachReport { paths.append($0.path) }
      #expect(paths == names.prefix(paths.count).sorted())
      counts.insert(paths.count)
      if length == log.count { #expect(paths.count == names.count) }
    }
    #expect(counts.count > 10)
  }
}

/// Random numbers that a seed gives again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
