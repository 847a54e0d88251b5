// One core of a store, as tables need it.

package import Basics
package import Reporting

/// What tables need to know about a core.
package struct ListedCore: Sendable {
  package private(set) var path = ""
  package private(set) var status = ReportStatus.failed
  package private(set) var exitCode: Int64 = 0
  package private(set) var failure: String?
  package private(set) var signature: String?
  private(set) var text: String?
  package private(set) var crashClass: String?
  private(set) var ticket: String?
  package private(set) var time: String?
  package private(set) var host: String?
  package private(set) var size: Int64?
  private(set) var isWhole = false
  package private(set) var build = BuildKey(program: nil, id: nil)
  package private(set) var version: String?
  /// When the sources of the build were committed.
  private(set) var built: String?
  private(set) var goVersion: String?
  private(set) var isDuplicate = false
  /// The verdict in a line.
  package private(set) var title: String?
  private(set) var module: String?
  private(set) var command: String?
  /// Whether its binary was not at hand.
  private var lacksBinary = false
  /// Whether its signature is made of functions.
  private var hasFrames = true
  package private(set) var workload = Workload()

  /// The columns that it is read from.
  static let columns = """
    path, status, exit_code, failure, signature, signature_text, class, ticket, time, host, size,
    whole, program, build, version, revision, built, go_version, duplicate_of IS NOT NULL, title,
    module, command, binary, frames, unit, cgroup, namespace, pod, container, image
    """

  init(_ rows: DatabaseRows) {
    path = rows.text(0) ?? ""
    status = rows.text(1).flatMap(ReportStatus.init) ?? .failed
    exitCode = rows.integer(2) ?? 0
    failure = rows.text(3)
    signature = rows.text(4)
    text = rows.text(5)
    crashClass = rows.text(6)
    ticket = rows.text(7)
    time = rows.text(8)
    host = rows.text(9)
    size = rows.integer(10)
    isWhole = rows.integer(11) == 1
    version = Self.version(rows.text(14), revision: rows.text(15))
    build = BuildKey(program: rows.text(12), id: rows.text(13), version: version)
    built = rows.text(16)
    goVersion = rows.text(17)
    isDuplicate = rows.integer(18) == 1
    title = rows.text(19)
    module = rows.text(20)
    command = rows.text(21)
    lacksBinary = rows.text(22) == "absent"
    hasFrames = rows.integer(23).map { $0 > 0 } ?? true
    for (index, fact) in Workload.facts.enumerated() {
      workload[keyPath: fact] = rows.text(24 + index)
    }
  }

  /// The version, or the revision if that says more than `(devel)`.
  private static func version(_ version: String?, revision: String?) -> String? {
    if let version, !version.isEmpty, version != "(devel)" { return version }
    return revision.flatMap { $0.isEmpty ? nil : String($0.prefix(12)) } ?? version
  }

  /// What the program is called: the last word of its import path, or of the command.
  package var programName: String? {
    build.program.map(shortProgramName)
      ?? command?.split(separator: "/").last.map(String.init)
  }

  /// All names of the program.
  var programNames: [String] {
    [build.program, programName, module, command].compactMap { $0 }
  }

  /// Whether it waits for its binary, without which no function has a name.
  package var isWaiting: Bool { lacksBinary && !hasFrames && status != .failed }

  /// Whether its signature tells one crash from another. It does not where functions have no names for
  /// want of the binary, or where the core is cut before what says why it died.
  var isTold: Bool { !isWaiting && (isWhole || crashClass != "unknown") }

  /// The day on which it died: `2026-11-21`.
  var day: String? { time.map { String($0.prefix(10)) } }

  /// Where it ran: a pod, or a host and a unit.
  package var place: String? {
    if workload.pod != nil { return workload.place }
    let words = [host, workload.place].compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// The last word of an import path, without the major version behind it: `till` of
/// `example.com/shop/cmd/till`, `raft` of `example.com/raft/v3`.
package func shortProgramName(_ path: String) -> String {
  var words = path.split(separator: "/")
  if words.count > 1, let last = words.last, last.first == "v", last.count > 1,
    last.dropFirst().allSatisfy(\.isNumber)
  {
    words.removeLast()
  }
  return words.last.map(String.init) ?? path
}
