// Comparisons as JSON: `gocore.comparison/1`.

package import Reporting

/// Writes comparisons as JSON.
package enum ComparisonV1 {
  /// Writes what differs between two reports.
  package static func write(_ comparison: ReportComparison, to out: TextWriter) {
    document.write(.reports(comparison), to: out)
  }

  /// Writes what differs between two archives.
  package static func write(_ comparison: StoreComparison, to out: TextWriter) {
    document.write(.stores(comparison), to: out)
  }

  /// The file that describes the document.
  package static var schemaFile: SchemaFile { document.schemaFile }

  private static let document = JSONDocument<ComparedPair>(
    "gocore.comparison/1",
    """
    What differs between two reports or two stores, A and B. Fields are added within this major \
    version, never renamed.
    """
  ) { comparison in
    comparison.tool("What wrote the comparison.")
    comparison.word("kind", "What was compared.", required: true) { $0.kind }
    comparison.member("a", "One side: a report, or a store.", side, required: true) { $0.first }
    comparison.member("b", "The other side.", side, required: true) { $0.second }
    describeReports(&comparison)
    describeStores(&comparison)
  }

  /// What only a comparison of reports has.
  private static func describeReports(_ comparison: inout JSONMembers<ComparedPair>) {
    comparison.truth("sameSignature", "Whether both reports have one signature.") {
      $0.reports?.hasSameSignature
    }
    comparison.list("build", "Facts of the build that differ.", of: change) { $0.reports?.build }
    comparison.list("modules", "Modules whose versions differ.", of: change) {
      $0.reports?.modules
    }
    comparison.list("settings", "Settings of the build that differ.", of: change) {
      $0.reports?.settings
    }
    comparison.list(
      "environment", "Variables of the environment that only one has; values are not stored.",
      of: change
    ) { $0.reports?.environment }
    comparison.list(
      "waits",
      "Reasons for which another number of goroutines waits, the greatest difference first.",
      of: wait
    ) { $0.reports?.waits }
    comparison.list(
      "groups", "Groups of goroutines of another size, the greatest difference first.", of: group
    ) { $0.reports?.groups }
  }

  /// What only a comparison of stores has.
  private static func describeStores(_ comparison: inout JSONMembers<ComparedPair>) {
    comparison.list(
      "versions", "Versions of the programs that only one store has.", of: change
    ) { $0.stores?.versions }
    comparison.list(
      "signatures", "The signatures of both stores, the greatest difference first.", of: signature
    ) { $0.stores?.rows }
  }

  private static let side = JSONShape<ComparedSide>.object(
    "A report, or a store.", name: "side"
  ) { side in
    side.text("path", "The core's path.") { $0.report?.path }
    side.word("status", "The report's status.") { $0.report?.status }
    side.text("class", "The class of the verdict.") { $0.report?.crashClass }
    side.text("title", "The verdict in one line.") { $0.report?.title }
    side.text("confidence", "How sure it is.") { $0.report?.confidence }
    side.text("signature", "The signature's id.") { $0.report?.signature }
    side.text("text", "What the id is a hash of.") { $0.report?.signatureText }
    side.text("function", "The function of WHERE.") { $0.report?.function }
    side.text("failure", "Why the analysis failed.") { $0.report?.failure }
    side.count("goroutines", "How many goroutines there are.") { $0.report?.goroutines }
    side.text("since", "Only cores of this time or later were counted.") { $0.selection?.since }
    side.text("until", "Only cores before this time were counted.") { $0.selection?.until }
    side.count("cores", "All cores of a store.") { $0.store?.cores }
    side.count("complete", "Cores whose report has all.") { $0.store?.complete }
    side.count("partial", "Cores whose report lacks something.") { $0.store?.partial }
    side.count("failed", "Cores without a verdict.") { $0.store?.failed }
    side.count("duplicates", "Cores with the same bytes as another.") { $0.store?.duplicates }
  }

  private static let change = JSONShape<TextChange>.object(
    "A difference.", name: "change"
  ) { change in
    change.text("name", "What differs.", required: true) { $0.name }
    change.text("a", "What A has; absent where it has none.") { $0.first }
    change.text("b", "What B has; absent where it has none.") { $0.second }
  }

  private static let wait = JSONShape<CountChange>.object("A reason.") { wait in
    wait.text("reason", "The reason.", required: true) { $0.name }
    wait.count("a", "How many wait in A.", required: true) { $0.first }
    wait.count("b", "How many wait in B.", required: true) { $0.second }
    wait.word("change", directionWords, required: true) { $0.direction }
  }

  private static let group = JSONShape<ReportComparison.Group>.object(
    "Goroutines in one state at one place."
  ) { group in
    group.text("state", "Why they wait, or their status.", required: true) { $0.group.state }
    group.text("function", "The function that stands for the stack.") { $0.group.function }
    group.list(
      "functions", "The functions of the stack, normalised, without the runtime's.",
      of: .text("A function."), required: true
    ) { $0.group.functions }
    group.count("a", "How many there are in A.", required: true) { $0.first }
    group.count("b", "How many there are in B.", required: true) { $0.second }
    group.word("change", directionWords, required: true) { $0.direction }
  }

  private static let signature = JSONShape<StoreComparison.Row>.object(
    "A signature."
  ) { signature in
    signature.text("id", "Its id.", required: true) { $0.id }
    signature.text("class", "The class of the verdict.", required: true) { $0.crashClass }
    signature.text("text", "What the id is a hash of.", required: true) { $0.text }
    signature.count("a", "Cores of A that have it.", required: true) { $0.first }
    signature.count("b", "Cores of B that have it.", required: true) { $0.second }
    signature.integer(
      "permilleA", "Their share in A's analysed cores, in tenths of a per cent.", from: 0,
      to: 1_000, required: true
    ) { $0.firstPermille }
    signature.integer(
      "permilleB", "Their share in B's.", from: 0, to: 1_000, required: true
    ) { $0.secondPermille }
    signature.word(
      "change",
      """
      In which way its share in the cores of its programs differs, of coresA and coresB: appeared is \
      new, vanished is gone.
      """
    ) { $0.direction }
    signature.list("programs", "The programs that have it, in order.", of: .text("A program.")) {
      $0.programs
    }
    signature.count("coresA", "Cores of its programs in A that can be told apart.") {
      $0.counts.firstOf
    }
    signature.count("coresB", "The same in B.") { $0.counts.secondOf }
    signature.truth("toldApart", "Whether it tells one crash from another.") { $0.isTold }
    signature.list("versions", "The same for each version that has it.", of: version) {
      $0.versions
    }
  }

  private static let version = JSONShape<StoreComparison.Version>.object(
    "A version of a program."
  ) { version in
    version.text("program", "The import path of the program.") { $0.program }
    version.text("version", "The version, or the revision.") { $0.version }
    version.count("a", "Its cores in A that have the signature.", required: true) {
      $0.counts.first
    }
    version.count("coresA", "Its cores in A that can be told apart.", required: true) {
      $0.counts.firstOf
    }
    version.count("b", "Its cores in B that have the signature.", required: true) {
      $0.counts.second
    }
    version.count("coresB", "Its cores in B that can be told apart.", required: true) {
      $0.counts.secondOf
    }
  }

  private static let directionWords = "In which way the number differs."
}

/// A comparison of either kind.
private enum ComparedPair {
  case reports(ReportComparison)
  case stores(StoreComparison)

  enum Kind: String, CaseIterable {
    case reports, stores
  }

  var kind: Kind {
    switch self {
    case .reports: .reports
    case .stores: .stores
    }
  }

  var reports: ReportComparison? {
    if case .reports(let comparison) = self { comparison } else { nil }
  }

  var stores: StoreComparison? {
    if case .stores(let comparison) = self { comparison } else { nil }
  }

  var first: ComparedSide {
    ComparedSide(
      report: reports?.first, store: stores?.first, selection: stores?.firstSelection)
  }
  var second: ComparedSide {
    ComparedSide(
      report: reports?.second, store: stores?.second, selection: stores?.secondSelection)
  }
}

/// One side of a comparison: a report, or a store.
private struct ComparedSide {
  let report: ComparedReport?
  let store: ArchiveTotals?
  let selection: CoreSelection?
}
