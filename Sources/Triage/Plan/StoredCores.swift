// What the store has of each file, held against the file as it is now.

package import Basics
internal import InputFiles
package import Loading
package import StoredReports

/// The rows of a store by the file that they came from.
package struct StoredCores {
  private let rows: [String: CoreStamp]
  /// The rows of archives, by the archive's path.
  private var members: [String: [(name: String, stamp: CoreStamp)]] = [:]
  private let toolVersion: String

  /// `rows` by path. Those of another `toolVersion` count for nothing.
  package init(_ rows: [String: CoreStamp], toolVersion: String) {
    self.rows = rows
    self.toolVersion = toolVersion
    for (path, stamp) in rows {
      for named in MemberPath.readings(of: path) {
        if let member = named.member { members[named.path, default: []].append((member, stamp)) }
      }
    }
  }

  private func isSame(_ stored: CoreStamp, _ file: FileStamp) -> Bool {
    stored.size == file.size && stored.modified == file.modified
      && stored.toolVersion == toolVersion
  }

  /// Whether the store has all reports of a file as it is now.
  package func has(_ path: String, _ file: FileStamp) -> Bool {
    if let stored = rows[path], isSame(stored, file) { return true }
    guard let found = members[path], found.allSatisfy({ isSame($0.stamp, file) }) else {
      return false
    }
    return found.contains {
      AnalysisStamp(text: $0.stamp.binaryStamp).coresInArchive == found.count
    }
  }

  /// Whether the binaries that are known now could give other reports of a file.
  package func isStale(_ path: String, _ index: BinaryIndex, asksServer: Bool) -> Bool {
    let stamps = rows[path].map { [$0] } ?? members[path, default: []].map(\.stamp)
    return stamps.contains {
      AnalysisStamp(text: $0.binaryStamp).use.isStale(index, asksServer: asksServer)
    }
  }

  /// The names of the cores of an archive that have a report of the archive as it is now.
  package func done(_ path: String, _ file: FileStamp) -> [String] {
    members[path, default: []].filter { isSame($0.stamp, file) }.map(\.name).sorted()
  }

  /// The paths of the rows that came of a file, except those of the cores in `done`.
  package func rows(of path: String, except done: [String]) -> Set<String> {
    let kept = Set(done)
    var found = Set(
      members[path, default: []].filter { !kept.contains($0.name) }
        .map { MemberPath(path, member: $0.name).text })
    if rows[path] != nil { found.insert(path) }
    return found
  }
}
