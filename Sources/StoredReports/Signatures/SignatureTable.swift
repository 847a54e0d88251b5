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
  /// What the id is a hash of.
  package let text: String
  package let crashClass: String
  /// The verdict on the example in a line.
  package let title: String?
  /// Whether it tells one crash from another: at least one of its cores is whole and has its binary, or
  /// names its functions all the same.
  package let isTold: Bool
  package let count: Int
  /// RFC 3339, in UTC, as the reports have it; nil if none has a time.
  package let firstSeen: String?
  package let lastSeen: String?
  /// In order, each once.
  package let hosts: [String]
  package let programs: [String]
  /// The last words of the programs, or of the commands where no program is known.
  package let programNames: [String]
  /// The main modules of the programs.
  package let modules: [String]
  /// The units, pods and images that had it.
  package let units: [String]
  package let pods: [String]
  package let images: [String]
  /// The versions of the programs; revisions of programs without one.
  package let versions: [String]
  package let goVersions: [String]
  package let exemplar: Exemplar
  /// The builds that have it, the one with the most first.
  package let builds: [Build]
  /// How many of its cores died on each day (`2026-11-21`); those without a time are not among them.
  package let days: [String: Int]
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
  /// The version where there is no ID: cores of two versions are of two builds.
  private let version: String?

  init(program: String?, id: String?, version: String? = nil) {
    self.program = program
    self.id = id
    self.version = id == nil ? version : nil
  }

  package static func < (left: BuildKey, right: BuildKey) -> Bool {
    (left.program ?? "", left.id ?? "", left.version ?? "")
      < (right.program ?? "", right.id ?? "", right.version ?? "")
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
    /// What was said of the first of them, without its path.
    package let example: String
    /// The paths of the first of them.
    package let paths: [String]
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

/// A core whose analysis failed.
package struct FailedCore: Sendable, Equatable {
  package let path: String
  package let exitCode: Int
  /// Why, without the path.
  package let reason: String
}

/// A build whose cores were analysed.
package struct BuildRow: Sendable, Equatable {
  package let build: BuildKey
  /// What the program is called.
  package let name: String?
  package let module: String?
  package let version: String?
  package let goVersion: String?
  /// When its sources were committed.
  package let built: String?
  /// How many of its cores were analysed.
  package let count: Int
  /// How many of them wait for the binary.
  package let waiting: Int
  /// When the first and the last of its cores was made.
  package let firstSeen: String?
  package let lastSeen: String?
  /// The first core by path.
  package let example: String
}

/// The table.
package struct SignatureTable: Sendable {
  package var totals = ArchiveTotals()
  /// The most frequent first; behind all others those that do not tell one crash from another.
  package var rows: [SignatureRow] = []
  /// What comes behind those that are listed at most.
  package var leftOut: [SignatureRow] = []
  /// Failed cores, in the order of their paths.
  package var failedCores: [FailedCore] = []
  /// All builds, in order.
  package var builds: [BuildRow] = []
  /// How many cores were analysed of each day.
  package var days: [String: Int] = [:]
  /// The cores, the latest first, where they were wanted.
  package var cores: [ListedCore] = []
  /// What was selected of the store.
  package var selection = CoreSelection()
  /// How many cores were left out because they have no time.
  package var withoutTime = 0
  /// Whether a baseline was given.
  package var hasBaseline = false

  /// An empty table.
  package init() {}

  /// The signatures that tell one crash from another.
  package var toldRows: [SignatureRow] { rows.filter(\.isTold) }
  /// What is known of cores that cannot be told apart.
  package var untoldRows: [SignatureRow] { rows.filter { !$0.isTold } }

  /// The builds that cores wait for, the one with the most first.
  package var missingBuilds: [BuildRow] {
    builds.filter { $0.waiting > 0 }.sorted { ($1.waiting, $0.build) < ($0.waiting, $1.build) }
  }

  /// As many of them as are wanted at most.
  var topMissingBuilds: [BuildRow] { Array(missingBuilds.prefix(selection.top ?? .max)) }
  var topFailedCores: [FailedCore] { Array(failedCores.prefix(selection.top ?? .max)) }

  /// The signatures that the baseline does not have, whether or not they are listed.
  package var newSignatures: [SignatureRow] { (rows + leftOut).filter { $0.novelty == .new } }

  /// The share of a row in all analysed cores, in tenths of a per cent.
  package func permille(_ row: SignatureRow) -> Int {
    roundedPermille(row.count, of: totals.analysed)
  }
}
