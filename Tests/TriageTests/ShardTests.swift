// Shares of an archive: how they are named, and what they hold.

import Testing
import Triage

@Suite("A share")
struct ShardTests {
  private func shard(
    _ text: String?, _ variables: [String: String] = [:]
  ) throws(ShardError) -> Shard? {
    try Shard.chosen(text) { variables[$0] }
  }

  private func refusal(_ text: String?, _ variables: [String: String] = [:]) -> String? {
    do throws(ShardError) {
      _ = try shard(text, variables)
      return nil
    } catch {
      return error.message
    }
  }

  @Test("is counted from 1, and 0 is the last one")
  func numbers() throws {
    #expect(try shard("1/3")?.number == 1)
    #expect(try shard("3/3")?.number == 3)
    #expect(try shard("0/3")?.number == 3)
    #expect(try shard("0/3")?.index == shard("3/3")?.index)
    #expect(try shard("2/3")?.source == "--shard 2/3")
    #expect(try shard("0/3")?.words == "share 3 of 3 (--shard 0/3)")
  }

  @Test("is that of the array's task")
  func array() throws {
    let slurm = [
      "SLURM_ARRAY_TASK_ID": "6", "SLURM_ARRAY_TASK_MIN": "2", "SLURM_ARRAY_TASK_STEP": "2",
      "SLURM_ARRAY_TASK_COUNT": "4",
    ]
    #expect(try shard(nil, slurm)?.number == 3)
    #expect(try shard(nil, slurm)?.source == "SLURM_ARRAY_TASK_ID")
    #expect(try shard("/9", slurm)?.count == 9)
    #expect(try shard("1/2", slurm)?.number == 1)
    let kubernetes = ["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "8"]
    #expect(try shard(nil, kubernetes)?.number == 1)
    #expect(try shard(nil)?.number == nil)
  }

  @Test("is refused where it is none of them, or where nothing says how many there are")
  func refusals() {
    #expect(refusal("5/4") == "--shard 5/4: there is no share 5 of 4")
    #expect(refusal("x/4") == "--shard x/4: there is no share x of 4")
    #expect(refusal("1") == "--shard takes I/N, or /N in an array job, not '1'")
    #expect(refusal("1/0") == "--shard takes I/N, or /N in an array job, not '1/0'")
    #expect(
      refusal("/4") == "--shard /4: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set")
    #expect(
      refusal("/2", ["JOB_COMPLETION_INDEX": "2"])
        == "JOB_COMPLETION_INDEX: task 2 is none of 2 shares")
    #expect(refusal(nil, ["JOB_COMPLETION_INDEX": "2"])?.contains("give --shard /N") == true)
  }

  @Test("has each group exactly once, and about as many as the others", arguments: [2, 3, 8, 64])
  func distribution(count: Int) throws {
    var sizes = [Int](repeating: 0, count: count)
    let shards = try (1...count).map { try Shard("\($0)/\(count)", environment: { _ in nil }) }
    for number in 0..<4_096 {
      let group = "amd64 \(0x40_0000 + number * 4_096) \(0x6a_0000 + number * 64)"
      let holders = shards.indices.filter { shards[$0].contains(group) }
      #expect(holders.count == 1)
      for holder in holders { sizes[holder] += 1 }
    }
    let fair = 4_096 / count
    #expect(sizes.allSatisfy { $0 > fair / 2 && $0 < fair * 2 }, "\(sizes)")
  }

  @Test("keeps its groups in every release: shares of one archive may be made by several")
  func stable() throws {
    let groups = ["?", "amd64 app", "amd64 4194304 421888", "arm64 8388608 65536"]
    let places = try groups.map { group in
      try (1...5).first { try Shard("\($0)/5", environment: { _ in nil }).contains(group) }
    }
    #expect(places == [1, 4, 5, 4])
  }
}
