// The table of signatures as JSON: `gocore.signatures/1`.

internal import CrashAnalysis
package import Reporting

/// Writes the table as JSON.
package enum SignaturesV1 {
  static func write(_ table: SignatureTable, to out: TextWriter) {
    document.write(table, to: out)
  }

  /// The file that describes the document.
  package static var schemaFile: SchemaFile { document.schemaFile }

  private static let document = JSONDocument<SignatureTable>(
    "gocore.signatures/1",
    """
    The table of signatures of an archive. Fields are added within this major version, never \
    renamed.
    """
  ) { table in
    table.tool("What wrote the table.")
    table.member("totals", "What became of every file.", totals, required: true) { $0.totals }
    table.mark("baseline", "Whether a baseline was given; without one there is no novelty.") {
      $0.hasBaseline
    }
    table.list(
      "signatures",
      """
      The signatures, the most frequent first; behind all others those whose cores cannot be told \
      apart.
      """, of: signature, required: true
    ) { table in
      let built = Dictionary(
        table.builds.map { ($0.build, $0.built) }, uniquingKeysWith: { first, _ in first })
      return table.rows.map { row in
        ListedSignature(
          row: row, permille: table.permille(row),
          builds: row.builds.map { ($0, built[$0.build] ?? nil) })
      }
    }
    ArchiveListsV1.describe(&table)
  }

  private static let totals = JSONShape<ArchiveTotals>.object(
    "What became of every file."
  ) { totals in
    totals.count(
      "cores", "All cores: the sum of complete, partial, failed and duplicates.", required: true
    ) { $0.cores }
    totals.count("complete", "Cores whose report has all.", required: true) { $0.complete }
    totals.count("partial", "Cores whose report lacks something.", required: true) { $0.partial }
    totals.count("failed", "Cores without a verdict.", required: true) { $0.failed }
    totals.count(
      "duplicates",
      "Cores with the same bytes as another, which are in no other number but cores.",
      required: true
    ) { $0.duplicates }
    totals.count(
      "withoutSignature", "Analysed cores whose report has no signature.", required: true
    ) { $0.withoutSignature }
    totals.list(
      "failures", "Failed cores by reason, the most frequent first.", of: failure, required: true
    ) { $0.failures }
    totals.list("skipped", "Files that are not cores, by reason.", of: skipped, required: true) {
      $0.skipped
    }
  }

  private static let failure = JSONShape<ArchiveTotals.Failure>.object("A reason.") { failure in
    failure.count("exitCode", "The exit code of gocore.", required: true) { $0.exitCode }
    failure.text(
      "reason", "The message without what differs from core to core.", required: true
    ) { $0.reason }
    failure.integer("count", "How many failed so.", from: 1, required: true) { $0.count }
    failure.text("example", "The message of the first of them.") { $0.example }
    failure.list("paths", "The first of them.", of: .text("A path.")) { $0.paths }
  }

  private static let skipped = JSONShape<ArchiveTotals.Skipped>.object("A reason.") { skipped in
    skipped.text("reason", "Why they were skipped.", required: true) { $0.reason }
    skipped.integer("count", "How many were.", from: 1, required: true) { $0.count }
  }

  /// A signature with its share in all analysed cores.
  private struct ListedSignature {
    let row: SignatureRow
    let permille: Int
    let builds: [(build: SignatureRow.Build, built: String?)]
  }

  private static let signature = JSONShape<ListedSignature>.object("A signature.") { signature in
    signature.text("id", "Its id.", minLength: 1, required: true) { $0.row.id }
    signature.text("class", "The class of the verdict.", minLength: 1, required: true) {
      $0.row.crashClass
    }
    signature.text("text", "What the id is a hash of.", required: true) { $0.row.text }
    signature.text("title", "The verdict on the example in a line.") { $0.row.title }
    signature.truth(
      "toldApart",
      """
      Whether it tells one crash from another: not where all of its cores lack their binary, or are \
      cut before what says why they died.
      """
    ) { $0.row.isTold }
    signature.integer("count", "How many cores have it.", from: 1, required: true) {
      $0.row.count
    }
    signature.integer(
      "permille", "Their share in all analysed cores, in tenths of a per cent.", from: 0,
      to: 1_000, required: true
    ) { $0.permille }
    signature.word(
      "novelty",
      """
      new: the baseline does not have it. regressed: the baseline has it, but no longer in its \
      newest build.
      """
    ) { $0.row.novelty }
    signature.text("firstSeen", "When its first core was made, in UTC.", pattern: time) {
      $0.row.firstSeen
    }
    signature.text("lastSeen", "When its last core was made, in UTC.", pattern: time) {
      $0.row.lastSeen
    }
    signature.list("hosts", "The hosts that had it, in order.", of: .text("A host.")) {
      $0.row.hosts
    }
    signature.list(
      "programs", "The programs that had it, in order.", of: .text("An import path.")
    ) { $0.row.programs }
    signature.list(
      "modules", "The main modules of the programs, in order.", of: .text("A module's path.")
    ) { $0.row.modules }
    signature.list("units", "The units of systemd that had it, in order.", of: .text("A unit.")) {
      $0.row.units
    }
    signature.list("pods", "The pods that had it, in order.", of: .text("A pod.")) { $0.row.pods }
    signature.list("images", "The images that had it, in order.", of: .text("An image.")) {
      $0.row.images
    }
    signature.list(
      "versions", "The versions of the programs, or revisions where there are none, in order.",
      of: .text("A version.")
    ) { $0.row.versions }
    signature.list("goVersions", "The releases of Go, in order.", of: .text("A release.")) {
      $0.row.goVersions
    }
    signature.member(
      "exemplar", "The smallest complete core that has it.", exemplar, required: true
    ) { $0.row.exemplar }
    signature.list(
      "builds", "The builds that had it, the one with the most first.", of: build, required: true
    ) { $0.builds }
    signature.list("days", "The days on which cores of it died, in order.", of: day) {
      $0.row.days.sorted { $0.key < $1.key }
    }
    signature.text("ticket", "The ticket that is known.") { $0.row.ticket }
    signature.text("url", "The ticket's address.") { $0.row.known?.issue?.url }
    signature.text("runbook", "The address of its runbook.") { $0.row.known?.issue?.runbook }
    signature.text("owner", "Who owns it.") { $0.row.owner }
    signature.object(
      "similar", "A more frequent signature that it may be the same crash as."
    ) {
      $0.row.similar
    } members: { similar in
      similar.text("id", "The other's id.", minLength: 1, required: true) { $0.id }
      similar.integer(
        "percent", "How much their stacks are alike.", from: 0, to: 100, required: true
      ) { $0.likeness }
    }
  }

  private static let time = #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"#

  private static let exemplar = JSONShape<SignatureRow.Exemplar>.object("A core.") { exemplar in
    exemplar.text("path", "Its path.", required: true) { $0.path }
    exemplar.count("size", "Its size in bytes, expanded.") { $0.size }
    exemplar.truth(
      "complete", "Whether nothing of it, or of its report, is missing.", required: true
    ) { $0.isComplete }
  }

  private static let build = JSONShape<(build: SignatureRow.Build, built: String?)>.object(
    "A build."
  ) { build in
    build.text("program", "The import path of its program.") { $0.build.build.program }
    build.text("buildID", "Its GNU build ID, or Go's.") { $0.build.build.id }
    build.text("version", "Its version.") { $0.build.version }
    build.text("committed", "When its sources were committed.") { $0.built }
    build.integer("count", "Its cores that have the signature.", from: 1, required: true) {
      $0.build.count
    }
    build.integer("cores", "Its cores that were analysed.", from: 1, required: true) {
      $0.build.total
    }
  }

  private static let day = JSONShape<(key: String, value: Int)>.object("A day.") { day in
    day.text("day", "The day in UTC.", pattern: #"^\d{4}-\d\d-\d\d$"#, required: true) { $0.key }
    day.integer("count", "How many of its cores died then.", from: 1, required: true) { $0.value }
  }
}
