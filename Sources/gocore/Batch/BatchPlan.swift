// What is left to do of an archive: what the store has is held against what the scan found.

internal import Basics
internal import Loading
internal import StoredReports

/// The rows of a store by the file that they came from.
struct StoredCores {
  private let rows: [String: CoreStamp]
  private var members: [String: [(name: String, stamp: CoreStamp)]] = [:]
  private let toolVersion: String

  init(_ rows: [String: CoreStamp], toolVersion: String) {
    self.rows = rows
    self.toolVersion = toolVersion
    for (path, stamp) in rows {
      guard let mark = path.firstRange(of: "::") else { continue }
      members[String(path[..<mark.lowerBound]), default: []].append(
        (String(path[mark.upperBound...]), stamp))
    }
  }

  private func isSame(_ stored: CoreStamp, _ file: FileStamp) -> Bool {
    stored.size == file.size && stored.modified == file.modified
      && stored.toolVersion == toolVersion
  }

  /// Whether the store has all reports of a file as it is now.
  func has(_ path: String, _ file: FileStamp) -> Bool {
    if let stored = rows[path], isSame(stored, file) { return true }
    guard let found = members[path], found.allSatisfy({ isSame($0.stamp, file) }) else {
      return false
    }
    return found.contains { ArchiveMark.cores(in: $0.stamp.binaryStamp) == found.count }
  }

  /// Whether its reports would be others now, by what is known of binaries.
  func isStale(_ path: String, _ index: BinaryIndex, asksServer: Bool) -> Bool {
    let stamps = rows[path].map { [$0] } ?? members[path, default: []].map(\.stamp)
    return stamps.contains {
      BinaryUse.isStale($0.binaryStamp, index, asksServer: asksServer)
    }
  }

  /// The cores of an archive that have a report, by name.
  func done(_ path: String, _ file: FileStamp) -> [String] {
    members[path, default: []].filter { isSame($0.stamp, file) }.map(\.name).sorted()
  }

  /// The rows that came of a file, but for cores in `done`.
  func rows(of path: String, except done: [String]) -> Set<String> {
    let kept = Set(done)
    var found = Set(
      members[path, default: []].filter { !kept.contains($0.name) }.map { "\(path)::\($0.name)" })
    if rows[path] != nil { found.insert(path) }
    return found
  }
}

/// The work of a run.
struct BatchPlan {
  /// What is to be done, by binary: the groups and what is in them by path.
  private(set) var groups: [[BatchJob]] = []
  /// How many files the store has already.
  private(set) var unchanged = 0
  /// How many are in other shards.
  private(set) var elsewhere = 0

  init(
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
