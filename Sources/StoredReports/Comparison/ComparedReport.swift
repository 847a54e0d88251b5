// The parts of a report that are compared with another's.

internal import CrashAnalysis
package import Reporting

/// Goroutines in one state at one place, whichever build or release they are of.
package struct ComparedGroup: Sendable, Hashable {
  /// Why they wait, or their status.
  package let state: String
  /// The normalised functions of their stacks, innermost first, without the runtime's own.
  package let functions: [String]
  /// The function that stands for the stack, as in a report's list of groups.
  package let function: String?
  /// What they are where they only wait for the next thing to do; nil for others.
  let idle: IdleRule?
  /// Those who called it, from the nearest on.
  let callers: [String]

  /// `calls` are the functions of a stack with their files, `start` the address of the function that one of
  /// the runtime's own goroutines began with, where functions are not known.
  init(
    state: String, calls: [(function: String, file: String?)], start: String?, origin: CodeOrigin
  ) {
    self.state = state
    functions = ComparedReport.comparable(calls.map(\.function), start: start)
    let frames = calls.map { call in
      let name = FunctionName(call.function)
      return LabelFrame(
        name: name, kind: origin.kind(of: name, file: call.file),
        isWrapper: NormalizedName.of(call.function) == nil)
    }
    let place = LabelPlace(frames)
    idle = IdleRule.rule(for: state, frames.filter { !$0.isWrapper }.map(\.name.text))
    func name(_ index: Int) -> String? {
      NormalizedName.of(LabelPlace.withoutWrapper(calls[index].function))
    }
    function = place.flatMap { name($0.index) } ?? functions.first
    callers = place?.callers(frames).compactMap(name) ?? []
  }

  /// Two builds may differ in what they know of the origin of code, so only the stacks count.
  package static func == (left: ComparedGroup, right: ComparedGroup) -> Bool {
    left.state == right.state && left.functions == right.functions
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(state)
    hasher.combine(functions)
  }
}

/// The parts of a report.
package struct ComparedReport: Sendable {
  /// The core's path.
  package var path: String?
  package var status: ReportStatus?
  package var crashClass: String?
  package var title: String?
  package var confidence: String?
  package var signature: String?
  package var signatureText: String?
  /// The function of WHERE.
  package var function: String?
  /// The message of a failure.
  package var failure: String?
  /// Facts of the build, by name, in the order in which they are shown.
  package var build: [(name: String, value: String)] = []
  package var settings: [String: String] = [:]
  /// Versions by module.
  package var modules: [String: String] = [:]
  package var environmentNames: Set<String> = []
  package var goroutines: Int?
  package var waits: [String: Int] = [:]
  package var groups: [ComparedGroup: Int] = [:]
}

extension ComparedReport {
  /// What does not change between releases of Go: names as signatures have them, without the runtime's
  /// own. One of the runtime's own goroutines has the function that it began with; where no function is
  /// known, that function's address, `start`.
  static func comparable(_ names: [String], start: String?) -> [String] {
    let names = names.compactMap(NormalizedName.of)
    let others = names.filter { !FunctionName($0).isOfRuntime }
    if !others.isEmpty { return others }
    if let first = names.last(where: { $0 != "runtime.goexit" }) { return [first] }
    return start.map { ["start \($0)"] } ?? []
  }

  /// The settings with the defaults of GODEBUG, which are one setting, split into single ones.
  static func withSingleDefaults(_ settings: [String: String]) -> [String: String] {
    guard let defaults = settings["DefaultGODEBUG"] else { return settings }
    var settings = settings
    settings["DefaultGODEBUG"] = nil
    for setting in defaults.split(separator: ",") {
      let words = setting.split(separator: "=", maxSplits: 1)
      guard let name = words.first else { continue }
      settings["DefaultGODEBUG \(name)"] = words.count > 1 ? String(words[1]) : ""
    }
    return settings
  }
}

extension StoredReportReader {
  private static let facts: [(name: String, path: String)] = [
    ("program", "$.build.path"), ("version", "$.build.main.version"),
    ("revision", "$.build.vcs.revision"), ("committed", "$.build.vcs.time"),
    ("Go", "$.build.goVersion"), ("build ID", "$.build.buildID"),
    ("Go build ID", "$.build.goBuildID"), ("binary", "$.build.binary"),
  ]

  /// Reads the parts of one report that are compared.
  package func compared(_ json: [UInt8]) throws(StoredReportError) -> ComparedReport {
    // Refuses anything but a report.
    let stored = try read(json)
    var report = ComparedReport()
    let paths =
      [
        "$.core.path", "$.status", "$.verdict.class", "$.verdict.title", "$.verdict.confidence",
        "$.signature.id", "$.signature.text", "$.crash.programFrame", "$.error.message",
        "$.goroutines.total",
      ] + Self.facts.map(\.path)
    let columns = paths.map {
      "CASE json_type(?1, '\($0)') WHEN 'text' THEN json_extract(?1, '\($0)') "
        + "WHEN 'integer' THEN json_extract(?1, '\($0)') END"
    }
    guard let row = try query("SELECT " + columns.joined(separator: ", "), json).first,
      row.count == paths.count
    else { throw .malformed }
    report.path = row[0]
    report.status = row[1].flatMap(ReportStatus.init)
    report.crashClass = row[2]
    report.title = row[3]
    report.confidence = row[4]
    report.signature = row[5]
    report.signatureText = row[6]
    // Ids of two algorithms differ for the same crash.
    if let id = row[5], !Signature.isCurrent(id), let input = stored.input {
      let signature = Signature(input)
      report.signature = signature.id
      report.signatureText = signature.text
    }
    report.function = row[7]
    report.failure = row[8]
    report.goroutines = row[9].flatMap { Int64($0) }.map { boundedCount($0) }
    for (fact, value) in zip(Self.facts, row[10...]) {
      if let value { report.build.append((fact.name, value)) }
    }
    report.settings = ComparedReport.withSingleDefaults(try texts(json, "$.build.settings"))
    report.modules = try modules(json)
    for row in try query(
      "SELECT value FROM json_each(?1, '$.process.environmentNames') WHERE type = 'text'", json)
    {
      if let name = row.first, let name { report.environmentNames.insert(name) }
    }
    for (reason, count) in try texts(json, "$.goroutines.byWaitReason") {
      report.waits[reason] = boundedCount(Int64(count))
    }
    report.groups = try groups(json)
    return report
  }

  /// The members of an object that are texts or numbers.
  private func texts(
    _ json: [UInt8], _ path: String
  ) throws(StoredReportError) -> [String: String] {
    var found: [String: String] = [:]
    for row in try query(
      "SELECT key, value FROM json_each(?1, '\(path)') WHERE type IN ('text', 'integer')", json)
    {
      if let key = row[0], let value = row[1] { found[key] = value }
    }
    return found
  }

  private func modules(_ json: [UInt8]) throws(StoredReportError) -> [String: String] {
    var found: [String: String] = [:]
    for row in try query(
      """
      SELECT json_extract(value, '$.path'), coalesce(json_extract(value, '$.version'), '')
        || coalesce(' => ' || json_extract(value, '$.replacement'), '')
      FROM json_each(?1, '$.build.modules') WHERE type = 'object'
      """, json)
    {
      if let path = row[0], let version = row[1] { found[path] = version }
    }
    return found
  }

  private func groups(_ json: [UInt8]) throws(StoredReportError) -> [ComparedGroup: Int] {
    let origin = try origin(json)
    var stacks: [String: [(function: String, file: String?)]] = [:]
    for row in try query(
      """
      SELECT g.key, json_extract(f.value, '$.function'), json_extract(f.value, '$.file')
      FROM json_each(?1, '$.goroutines.groups') AS g, json_each(g.value, '$.frames') AS f
      WHERE g.type = 'object' AND f.type = 'object'
      """, json)
    {
      if let key = row[0], let function = row[1] {
        stacks[key, default: []].append((function, row[2]))
      }
    }
    var groups: [ComparedGroup: Int] = [:]
    for row in try query(
      """
      SELECT key, json_extract(value, '$.count'), coalesce(json_extract(value, '$.waitReason'),
        json_extract(value, '$.status'), ''), json_extract(value, '$.startPC')
      FROM json_each(?1, '$.goroutines.groups')
      WHERE type = 'object' AND json_type(value, '$.count') = 'integer'
      """, json)
    {
      guard let key = row[0], let count = row[1].flatMap({ Int64($0) }) else { continue }
      let group = ComparedGroup(
        state: row[2] ?? "", calls: stacks[key] ?? [], start: row[3], origin: origin)
      groups[group, default: 0] += boundedCount(count)
    }
    return groups
  }
}
