// The table of signatures: what the cores of an archive died of, how often, since when and in which builds.
// It depends on nothing but the store, a baseline and a team's known issues.

package import CrashAnalysis

/// A signature's row of the table.
package struct SignatureRow: Sendable {
  /// How it compares to a baseline.
  package enum Novelty: String, Sendable, CaseIterable {
    /// No core of the baseline has it.
    case new
    /// The baseline has it, but not in the newest build of its program. Now a build has it that did not
    /// have it in the baseline.
    case regressed
  }

  /// A core that is a good example.
  package struct Exemplar: Sendable, Equatable {
    package let path: String
    /// Its size in bytes, expanded.
    package let size: Int64?
    package let isComplete: Bool
  }

  /// A build, and how many of its cores have the signature.
  package struct Build: Sendable, Equatable {
    package let build: BuildKey
    package let version: String?
    package let count: Int
    /// How many cores of the build were analysed.
    package let total: Int
  }

  /// Another signature with a similar stack.
  package struct Similar: Sendable, Equatable {
    package let id: String
    /// In per cent.
    package let likeness: Int
  }

  package let id: String
  package let text: String
  package let crashClass: String
  package let count: Int
  /// RFC 3339, in UTC, as the reports have it; nil if none has a time.
  package let firstSeen: String?
  package let lastSeen: String?
  /// In order, each once.
  package let hosts: [String]
  package let programs: [String]
  /// The versions of the programs; revisions of programs without one.
  package let versions: [String]
  package let goVersions: [String]
  package let exemplar: Exemplar
  /// The builds that have it, the one with the most first.
  package let builds: [Build]
  /// What a team knows of it.
  package var known: KnownMatches?
  /// A ticket that one of the reports names.
  package var ticketOfReport: String?
  package var novelty: Novelty?
  /// A more frequent signature that may be the same crash.
  package var similar: Similar?

  /// The name or address of its ticket.
  package var ticket: String? { known?.issue?.ticket ?? known?.issue?.url ?? ticketOfReport }
}

/// A build of a program, that is, one binary.
package struct BuildKey: Sendable, Hashable, Comparable {
  package let program: String?
  /// The GNU build ID, or Go's.
  package let id: String?

  package static func < (left: BuildKey, right: BuildKey) -> Bool {
    (left.program ?? "", left.id ?? "") < (right.program ?? "", right.id ?? "")
  }
}

/// The outcomes of all files.
package struct ArchiveTotals: Sendable, Equatable {
  /// Cores that failed in the same way.
  package struct Failure: Sendable, Equatable {
    package let exitCode: Int
    /// The message without what differs from core to core.
    package let reason: String
    package let count: Int
  }

  /// Files that are not cores.
  package struct Skipped: Sendable, Equatable {
    package let reason: String
    package let count: Int
  }

  /// The number of cores, which is the sum of the next four.
  package var cores = 0
  package var complete = 0
  package var partial = 0
  package var failed = 0
  /// Cores with the same bytes as an earlier one. They count in `cores` and nowhere else.
  package var duplicates = 0
  package var failures: [Failure] = []
  /// Analysed cores whose report has no signature.
  package var withoutSignature = 0
  package var skipped: [Skipped] = []

  /// Cores that have a verdict, each once.
  package var analysed: Int { complete + partial }
  package var skippedFiles: Int { skipped.reduce(0) { $0 + $1.count } }
}

/// The table.
package struct SignatureTable: Sendable {
  package var totals = ArchiveTotals()
  /// The most frequent first.
  package var rows: [SignatureRow] = []
  /// Whether a baseline was given.
  package var hasBaseline = false

  /// An empty table.
  package init() {}

  /// The signatures that the baseline does not have.
  package var newSignatures: [SignatureRow] { rows.filter { $0.novelty == .new } }

  /// The share of a row in all analysed cores, in tenths of a per cent.
  package func permille(_ row: SignatureRow) -> Int {
    totals.analysed == 0 ? 0 : (row.count * 1_000 + totals.analysed / 2) / totals.analysed
  }
}
