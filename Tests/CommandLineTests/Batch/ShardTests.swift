// Shares of an archive: whole binaries together, and merged the same as one run.

import Foundation
import TestSupport
import Testing

@Suite("A share of an archive", .enabled(if: !SampleCore.all.isEmpty, "no sample cores"))
struct ShardTests {
  @Test("with the others makes what one run makes, byte for byte")
  func merged() throws {
    let archive = try BatchArchive()
    try archive.write("day1/core.777", Array("no core".utf8))
    try archive.add("copies/core.1.zst", BatchArchive.samples[3])
    let alone = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "alone.db")
    #expect(alone.status == 8)
    var builds: [String: Set<Int>] = [:]
    for share in 1...3 {
      let result = try archive.batch(
        "archive", "--binaries", BatchArchive.binaries, "--store", "\(share).db", "--shard",
        "\(share)/3", "--format", "ndjson")
      #expect([0, 8].contains(result.status), "\(result.errors)")
      for (_, report) in try BatchArchive.reports(result.text) {
        if let id = member(report, "build.goBuildID") as? String {
          builds[id, default: []].insert(share)
        }
      }
    }
    #expect(builds.count > 5)
    #expect(builds.values.allSatisfy { $0.count == 1 })
    // A share that is there twice changes nothing.
    let merged = try archive.run("merge", "3.db", "1.db", "2.db", "1.db", "-o", "merged.db")
    #expect(merged.status == 0, "\(merged.errors)")
    for format in ["dump", "ndjson", "text", "tsv", "json", "markdown"] {
      let one = try archive.run("report", "alone.db", "--format", format)
      #expect(one.status == 0)
      #expect(
        try archive.run("report", "merged.db", "--format", format).text == one.text, "\(format)")
    }
  }

  @Test(
    "is told by the environment of an array job",
    arguments: [
      (
        ["SLURM_ARRAY_TASK_ID": "11", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_COUNT": "4"],
        "2 of 4"
      ),
      (
        [
          "SLURM_ARRAY_TASK_ID": "6", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_STEP": "2",
          "SLURM_ARRAY_TASK_COUNT": "4",
        ], "4 of 4"
      ),
      (["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "8"], "1 of 8"),
    ])
  func environment(variables: [String: String], expected: String) throws {
    let archive = try BatchArchive(count: 1)
    let result = try archive.batch("archive", environment: variables)
    #expect(result.status == 0)
    #expect(result.errors.contains("gocore: share \(expected) ("), "\(result.errors)")
    let whole = try archive.batch("archive", "--shard", "1/1", environment: variables)
    #expect(whole.errors.contains("share 1 of 1"))
  }

  @Test("takes its number from the environment and its count from the command line")
  func given() throws {
    let archive = try BatchArchive(count: 1)
    let variables = ["JOB_COMPLETION_INDEX": "2"]
    let result = try archive.batch("archive", "--shard", "/5", environment: variables)
    #expect(result.errors.contains("share 3 of 5"), "\(result.errors)")
    #expect(try archive.batch("archive", environment: variables).status == 64)
  }

  @Test(
    "that is none of them is refused", arguments: ["5/4", "x/4", "1", "1/0", "/4", "-1/4", "1/4/2"])
  func refused(text: String) throws {
    let archive = try BatchArchive(count: 1)
    let result = try archive.batch("archive", "--shard=\(text)")
    #expect(result.status == 64, "\(result.errors)")
  }

  @Test("counted from 0 is the last one, so that counting from either end covers all")
  func zero() throws {
    let archive = try BatchArchive(count: 8)
    func reports(_ share: String) throws -> String {
      try archive.batch("archive", "--shard", share, "--format", "ndjson").text
    }
    #expect(try reports("0/3") == reports("3/3"))
  }
}
