// Counts cores by outcome, by signature and by build.

internal import Basics
internal import CrashAnalysis
internal import Reporting

/// Sums over the cores of an archive, which are added in the order of their paths.
struct CoreCensus {
  private var sums = ArchiveTotals()
  private var failures: [FailureKey: FailureSums] = [:]
  private(set) var failedCores: [FailedCore] = []
  private(set) var days: [String: Int] = [:]
  private var signatures: [String: SignatureSums] = [:]
  private(set) var builds: [BuildKey: BuildSums] = [:]

  private struct FailureKey: Hashable {
    let exitCode: Int64
    let reason: String
  }

  /// The sums for cores that failed in one way.
  private struct FailureSums {
    var count = 0
    let example: String
    var paths: [String] = []
  }

  /// How many cores stand for those that failed in one way.
  private static let mostPaths = 3

  /// Counts a core.
  mutating func add(_ core: ListedCore) {
    sums.cores += 1
    guard !core.isDuplicate else {
      sums.duplicates += 1
      return
    }
    switch core.status {
    case .failed:
      sums.failed += 1
      addFailure(core)
      return
    case .partial: sums.partial += 1
    case .complete: sums.complete += 1
    }
    builds[core.build, default: BuildSums()].add(core)
    if let day = core.day { days[day, default: 0] += 1 }
    guard let id = core.signature else {
      sums.withoutSignature += 1
      return
    }
    signatures[id, default: SignatureSums()].add(core)
  }

  private mutating func addFailure(_ core: ListedCore) {
    let reason = Self.reason(of: core)
    let key = FailureKey(exitCode: core.exitCode, reason: NormalizedMessage.of(reason))
    var sums = failures[key] ?? FailureSums(example: reason)
    sums.count += 1
    if sums.paths.count < Self.mostPaths { sums.paths.append(core.path) }
    failures[key] = sums
    failedCores.append(
      FailedCore(path: core.path, exitCode: Int(clamping: core.exitCode), reason: reason))
  }

  /// The outcomes of all cores.
  var totals: ArchiveTotals {
    var totals = sums
    totals.failures = failures.map { key, sums in
      ArchiveTotals.Failure(
        exitCode: Int(clamping: key.exitCode), reason: key.reason, count: sums.count,
        example: sums.example, paths: sums.paths)
    }.sorted { ($1.count, $0.exitCode, $0.reason) < ($0.count, $1.exitCode, $1.reason) }
    return totals
  }

  /// The lines of the table, the most frequent signature first; behind all others those that do not tell
  /// one crash from another.
  var rows: [SignatureRow] {
    signatures.compactMap { id, sums in sums.row(id: id, builds: builds) }
      .sorted {
        $0.isTold == $1.isTold ? ($1.count, $0.id) < ($0.count, $1.id) : $0.isTold
      }
  }

  /// The builds, in order.
  var buildRows: [BuildRow] {
    builds.map { $1.row($0) }.sorted { $0.build < $1.build }
  }

  /// The message of a failure without the core's path, which may be relative to another folder.
  static func reason(of core: ListedCore) -> String {
    guard let message = core.failure, !message.isEmpty else { return "no reason given" }
    let name = core.path.split(separator: "/").last.map(String.init) ?? core.path
    let bytes = Array(message.utf8)
    let colon = bytes.indices.dropLast().first { bytes[$0] == 0x3a && bytes[$0 + 1] == 0x20 }
    guard let colon, String(decoding: bytes[..<colon], as: UTF8.self).hasSuffix(name) else {
      return withoutFirstBytes(message)
    }
    return withoutFirstBytes(String(decoding: bytes[(colon + 2)...], as: UTF8.self))
  }

  /// A message without the first bytes of the file: damaged files begin in all sorts of ways.
  private static func withoutFirstBytes(_ text: String) -> String {
    guard let start = text.firstRange(of: " (first bytes "),
      let end = text[start.upperBound...].firstIndex(of: ")")
    else { return text }
    return String(text[..<start.lowerBound] + text[text.index(after: end)...])
  }
}

/// The sums for one build.
struct BuildSums {
  /// Its cores that were analysed.
  private(set) var count = 0
  private(set) var versions: Set<String> = []
  /// When its sources were committed; the latest time if its cores disagree.
  private(set) var built: String?
  /// When the first and the last of its cores was made.
  private var firstSeen: String?
  private(set) var lastSeen: String?
  private var waiting = 0
  private var name: String?
  private var module: String?
  private var goVersion: String?
  private var example: String?

  mutating func add(_ core: ListedCore) {
    count += 1
    if core.isWaiting { waiting += 1 }
    name = earlier(name, core.programName)
    module = earlier(module, core.module)
    goVersion = earlier(goVersion, core.goVersion)
    firstSeen = earlier(firstSeen, core.time)
    if example == nil { example = core.path }
    if let version = core.version { versions.insert(version) }
    built = later(built, core.built)
    lastSeen = later(lastSeen, core.time)
  }

  func row(_ build: BuildKey) -> BuildRow {
    BuildRow(
      build: build, name: name, module: module, version: versions.min(), goVersion: goVersion,
      built: built, count: count, waiting: waiting, firstSeen: firstSeen, lastSeen: lastSeen,
      example: example ?? "")
  }
}

/// The sums for one signature.
private struct SignatureSums {
  private var count = 0
  private var text: String?
  private var crashClass: String?
  private var firstSeen: String?
  private var lastSeen: String?
  private var ticket: String?
  private var hosts: Set<String> = []
  private var programs: Set<String> = []
  private var programNames: Set<String> = []
  private var modules: Set<String> = []
  private var units: Set<String> = []
  private var pods: Set<String> = []
  private var images: Set<String> = []
  private var days: [String: Int] = [:]
  private var isTold = false
  private var title: String?
  private var versions: Set<String> = []
  private var goVersions: Set<String> = []
  private var builds: [BuildKey: Int] = [:]
  private var exemplar: SignatureRow.Exemplar?

  mutating func add(_ core: ListedCore) {
    count += 1
    // An id has one text, unless a report was forged.
    text = earlier(text, core.text)
    crashClass = earlier(crashClass, core.crashClass)
    ticket = earlier(ticket, core.ticket)
    firstSeen = earlier(firstSeen, core.time)
    lastSeen = later(lastSeen, core.time)
    if let host = core.host { hosts.insert(host) }
    if let program = core.build.program { programs.insert(program) }
    if let name = core.programName { programNames.insert(name) }
    if let module = core.module { modules.insert(module) }
    if let unit = core.workload.unit { units.insert(unit) }
    if let pod = core.workload.pod { pods.insert(pod) }
    if let image = core.workload.image { images.insert(image) }
    if let day = core.day { days[day, default: 0] += 1 }
    if core.isTold { isTold = true }
    if let version = core.version { versions.insert(version) }
    if let version = core.goVersion { goVersions.insert(version) }
    builds[core.build, default: 0] += 1
    let candidate = SignatureRow.Exemplar(
      path: core.path, size: core.size, isComplete: core.isWhole && core.status == .complete)
    // Of two that are equally good, the first by path stays.
    if exemplar.map({ Self.isBetter(candidate, than: $0) }) ?? true {
      exemplar = candidate
      title = core.title
    }
  }

  /// A complete core is better, then a smaller one.
  private static func isBetter(
    _ core: SignatureRow.Exemplar, than other: SignatureRow.Exemplar
  ) -> Bool {
    guard core.isComplete == other.isComplete else { return core.isComplete }
    return (core.size ?? .max) < (other.size ?? .max)
  }

  func row(id: String, builds all: [BuildKey: BuildSums]) -> SignatureRow? {
    guard let exemplar else { return nil }
    let builds = builds.map { key, count in
      SignatureRow.Build(
        build: key, version: all[key]?.versions.min(), count: count,
        total: all[key]?.count ?? count)
    }
    return SignatureRow(
      id: id, text: text ?? "", crashClass: crashClass ?? "unknown", title: title, isTold: isTold,
      count: count, firstSeen: firstSeen, lastSeen: lastSeen, hosts: hosts.sorted(),
      programs: programs.sorted(), programNames: programNames.sorted(), modules: modules.sorted(),
      units: units.sorted(), pods: pods.sorted(), images: images.sorted(),
      versions: versions.sorted(), goVersions: goVersions.sorted(), exemplar: exemplar,
      builds: builds.sorted { ($1.count, $0.build) < ($0.count, $1.build) }, days: days,
      ticketOfReport: ticket)
  }
}

/// The smaller of two texts, or the only one.
private func earlier(_ first: String?, _ second: String?) -> String? {
  guard let first, let second else { return first ?? second }
  return min(first, second)
}

/// The greater of two texts, or the only one.
private func later(_ first: String?, _ second: String?) -> String? {
  guard let first, let second else { return first ?? second }
  return max(first, second)
}
