// Counts cores by outcome, by signature and by build.

internal import CrashAnalysis
internal import Reporting

/// Sums over the cores of an archive, which are added in the order of their paths.
struct CoreCensus {
  private var sums = ArchiveTotals()
  private var failures: [FailureKey: Int] = [:]
  private var signatures: [String: SignatureSums] = [:]
  private(set) var builds: [BuildKey: BuildSums] = [:]

  private struct FailureKey: Hashable {
    let exitCode: Int64
    let reason: String
  }

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
      failures[FailureKey(exitCode: core.exitCode, reason: Self.reason(of: core)), default: 0] += 1
      return
    case .partial: sums.partial += 1
    case .complete: sums.complete += 1
    }
    builds[core.build, default: BuildSums()].add(core)
    guard let id = core.signature else {
      sums.withoutSignature += 1
      return
    }
    signatures[id, default: SignatureSums()].add(core)
  }

  /// The outcomes of all cores.
  var totals: ArchiveTotals {
    var totals = sums
    totals.failures = failures.map { key, count in
      ArchiveTotals.Failure(
        exitCode: Int(clamping: key.exitCode), reason: key.reason, count: count)
    }.sorted { ($1.count, $0.exitCode, $0.reason) < ($0.count, $1.exitCode, $1.reason) }
    return totals
  }

  /// The lines of the table, the most frequent signature first.
  var rows: [SignatureRow] {
    signatures.compactMap { id, sums in sums.row(id: id, builds: builds) }
      .sorted { ($1.count, $0.id) < ($0.count, $1.id) }
  }

  /// The message of a failure without what differs from core to core, such as the core's path, which may
  /// be relative to another folder.
  static func reason(of core: ListedCore) -> String {
    guard let message = core.failure, !message.isEmpty else { return "no reason given" }
    let name = core.path.split(separator: "/").last.map(String.init) ?? core.path
    let bytes = Array(message.utf8)
    let colon = bytes.indices.dropLast().first { bytes[$0] == 0x3a && bytes[$0 + 1] == 0x20 }
    guard let colon, String(decoding: bytes[..<colon], as: UTF8.self).hasSuffix(name) else {
      return NormalizedMessage.of(withoutFirstBytes(message))
    }
    return NormalizedMessage.of(
      withoutFirstBytes(String(decoding: bytes[(colon + 2)...], as: UTF8.self)))
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
  /// When the last of its cores was made.
  private(set) var lastSeen: String?

  mutating func add(_ core: ListedCore) {
    count += 1
    if let version = core.version { versions.insert(version) }
    built = later(built, core.built)
    lastSeen = later(lastSeen, core.time)
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
    if let version = core.version { versions.insert(version) }
    if let version = core.goVersion { goVersions.insert(version) }
    builds[core.build, default: 0] += 1
    let candidate = SignatureRow.Exemplar(
      path: core.path, size: core.size, isComplete: core.isWhole && core.status == .complete)
    // Of two that are equally good, the first by path stays.
    if exemplar.map({ Self.isBetter(candidate, than: $0) }) ?? true { exemplar = candidate }
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
      id: id, text: text ?? "", crashClass: crashClass ?? "unknown", count: count,
      firstSeen: firstSeen, lastSeen: lastSeen, hosts: hosts.sorted(), programs: programs.sorted(),
      versions: versions.sorted(), goVersions: goVersions.sorted(), exemplar: exemplar,
      builds: builds.sorted { ($1.count, $0.build) < ($0.count, $1.build) },
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
