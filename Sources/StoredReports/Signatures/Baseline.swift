// What an earlier archive had, to find what is new in a later one.

/// The signatures and builds of an earlier archive.
package struct Baseline: Sendable {
  /// The builds in which each signature was seen.
  private var builds: [String: Set<BuildKey>] = [:]
  /// The newest build of each program.
  private var newest: [String?: BuildKey] = [:]

  /// Reads `store`.
  package init(_ store: ReportStore) throws(StoreError) {
    var census = CoreCensus()
    try store.forEachCore { census.add($0) }
    self.init(census)
  }

  /// Takes cores that are counted.
  init(_ census: CoreCensus) {
    for row in census.rows { builds[row.id] = Set(row.builds.map(\.build)) }
    // Build IDs have no order, so builds are ordered by their commits, then by their last cores.
    let ordered = census.builds.sorted {
      ($0.value.built ?? "", $0.value.lastSeen ?? "", $0.key)
        < ($1.value.built ?? "", $1.value.lastSeen ?? "", $1.key)
    }
    for (key, _) in ordered { newest[key.program] = key }
  }

  /// Whether a signature of the later archive is new, or has come back.
  func novelty(of row: SignatureRow) -> SignatureRow.Novelty? {
    guard let known = builds[row.id] else { return .new }
    let isBack = row.builds.contains { seen in
      guard !known.contains(seen.build), let last = newest[seen.build.program] else { return false }
      // The program had it before, but not in its newest build.
      return !known.contains(last) && known.contains { $0.program == seen.build.program }
    }
    return isBack ? .regressed : nil
  }
}
