// What is left to do in an archive.

internal import InputFiles
package import Loading

/// A file to be analysed.
package final class BatchJob {
  package let number: UInt64
  package let candidate: Candidate
  /// The cores of an archive that have a report, by name.
  package var done: [String]
  /// The paths of rows that an earlier state of this file left in the store. Those that no new row has
  /// replaced when the job ends are removed.
  package var stale: Set<String>

  package init(
    number: UInt64, candidate: Candidate, done: [String] = [], stale: Set<String> = []
  ) {
    self.number = number
    self.candidate = candidate
    self.done = done
    self.stale = stale
  }

  /// The path of a row: the file's, and the name of a core in an archive.
  package func path(of member: String?) -> String {
    MemberPath(candidate.path, member: member).text
  }
}

/// The work of a run.
package struct BatchPlan {
  /// The jobs, by the group of their cores; each group in the order of paths.
  package private(set) var groups: [[BatchJob]] = []
  /// How many files the store has already.
  package private(set) var unchanged = 0
  /// How many files belong to other shards.
  package private(set) var elsewhere = 0

  /// `asksServer`: whether debuginfod may be asked for binaries.
  package init(
    _ candidates: [Candidate], stored: StoredCores, index: BinaryIndex, asksServer: Bool,
    shard: Shard?
  ) {
    var places: [String: Int] = [:]
    var number: UInt64 = 0
    for candidate in candidates {
      let path = candidate.path
      var done: [String] = []
      if let group = candidate.group {
        if let shard, !shard.contains(group) {
          elsewhere += 1
          continue
        }
        done = stored.done(path, candidate.stamp)
      } else if !stored.isStale(path, index, asksServer: asksServer) {
        unchanged += 1
        continue
      }
      number += 1
      let job = BatchJob(
        number: number, candidate: candidate, done: done,
        stale: stored.rows(of: path, except: done))
      let key = candidate.group ?? CoreGroup.unknown
      if let place = places[key] {
        groups[place].append(job)
      } else {
        places[key] = groups.count
        groups.append([job])
      }
    }
  }
}
