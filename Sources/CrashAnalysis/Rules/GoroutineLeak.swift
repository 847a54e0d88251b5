// Goroutines wait for channels that nobody else can reach any more.

internal import ElfCore
internal import GoRuntime

struct GoroutineLeak: DiagnosisRule {
  let id = "goroutine-leak"
  let family = CrashFamily.schedulerDeadlock
  let signatureBasis = SignatureBasis.largestGroup
  let subject = ReportSubject.standstill
  let explanation = Explanation(
    meaning: """
      Goroutines of one `go` statement wait for channels that nobody else can reach, so that none \
      of them will ever end. They keep their memory, and their number grows.
      """,
    detection: """
      The runtime marked them as leaked (Go 1.26 and later, goroutineleak profile); or 100 or more \
      of one creation site wait for a nil channel, for no channel, or for channels whose addresses \
      nothing in memory holds but the waiting goroutines themselves.
      """,
    runbook: [
      .check(
        "who should have received or sent, and why did it return: a time limit, an error, a cancel?"
      ),
      .check("does the channel want a buffer, or the wait a `select` with the context?"),
      .run("gocore goroutines {target} --group"),
      .attach("the report and a graph of the number of goroutines over time"),
    ])

  /// How many goroutines of one site make a leak (Documentation/Contract.md, Classes).
  private static let minimum = 100
  private static let siteLimit = 4

  func evaluate(_ scene: CrashScene) -> [Finding] {
    var findings: [Finding] = []
    let hasLeaked = scene.summary.groups.contains { $0.state == .leaked }
    guard hasLeaked || scene.isFromOutside || scene.facts.path == .none && scene.isHangSuspect
    else { return [] }
    for site in scene.blockedSites.sites where site.leakedCount > 0 {
      findings.append(
        finding(
          site, count: site.leakedCount, .certain,
          "the runtime's own leak profile marked them as leaked", scene,
          isVerdict: findings.isEmpty))
    }
    guard findings.isEmpty, scene.isHangSuspect else { return findings }
    let sites = scene.blockedSites.sites.prefix(Self.siteLimit).filter {
      $0.count >= Self.minimum
    }
    let answers = search(for: sites.filter { $0.foreverCount < Self.minimum }, scene)
    for site in sites {
      if site.foreverCount >= Self.minimum {
        findings.append(
          finding(
            site, count: site.foreverCount, .certain,
            "each waits for a nil channel or for no channel at all", scene,
            isVerdict: findings.isEmpty))
        continue
      }
      guard let abandoned = answers[site.creatorPC]?.abandoned.count, abandoned >= Self.minimum
      else { continue }
      var evidence = "of \(site.sample.count) looked at, \(abandoned) wait for channels"
      evidence += " that nothing else in memory leads to"
      findings.append(
        finding(
          site, count: abandoned, isOfSample: site.sample.count < site.count, .likely, evidence,
          scene, isVerdict: findings.isEmpty))
    }
    return findings
  }

  /// Whether goroutines have been abandoned, for each site by its `go` statement.
  private func search(
    for sites: [BlockedSite], _ scene: CrashScene
  ) -> [Address: PartnerSearch.Answer] {
    // What a cut core lacks may lead to the channels, too.
    guard !sites.isEmpty, !scene.process.memory.isTruncated else { return [:] }
    let search = PartnerSearch(
      process: scene.process, budget: scene.searchBudget, threads: scene.threads,
      holder: scene.wordHolder)
    let answers = search.answers(about: sites.map(\.sample))
    for problem in answers.compactMap(\.problem) { scene.leaveOut(problem) }
    return Dictionary(zip(sites.map(\.creatorPC), answers)) { first, _ in first }
  }

  /// Where not all goroutines of a site were looked at, the others are not said to be lost.
  private func summary(
    _ count: Int, isOfSample: Bool, _ site: BlockedSite, _ place: String
  ) -> String {
    isOfSample
      ? "\(site.count) goroutines created by \(place) wait alike; of \(site.sample.count) looked at "
        + "\(count) can never go on"
      : "\(count) goroutines created by \(place) can never go on"
  }

  private func finding(
    _ site: BlockedSite, count: Int, isOfSample: Bool = false, _ confidence: Confidence,
    _ reason: String, _ scene: CrashScene, isVerdict: Bool
  ) -> Finding {
    let creator = scene.program.location(of: site.creatorPC, isExact: false)
    let file = creator.map(\.file.lastPathComponent)
    let place = creator.map { "\($0.name) (\(file ?? "?"):\($0.line))" } ?? "\(site.creatorPC)"
    var evidence = [Evidence(reason, address: site.creatorPC.rawValue)]
    let goroutines = site.sample.prefix(1).map(\.goroutine)
    for member in site.sample.prefix(1) {
      evidence.append(
        Evidence(
          "goroutine \(member.goroutine.id) waits in \(scene.place(of: member.goroutine))",
          address: member.records.first?.channel.rawValue))
    }
    return Finding(
      ruleID: id, role: isVerdict && scene.isFromOutside ? .verdict : .notice,
      confidence: confidence,
      summary: summary(count, isOfSample: isOfSample, site, place),
      evidence: evidence,
      nextSteps: goroutines.map { "gocore goroutines {target} --id \($0.id)" },
      goroutines: Array(goroutines), concernedCount: isOfSample ? site.count : count,
      concernedSample: isOfSample
        ? ConcernedSample(found: count, lookedAt: site.sample.count) : nil,
      isOfStandstill: true)
  }
}
