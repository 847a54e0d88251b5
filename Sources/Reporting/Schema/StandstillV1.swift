// What hung, as JSON: `standstill` of `gocore.report/1`.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What hung.
enum StandstillV1 {
  static let shape = JSONShape<Standstill>.object(
    "What hung; only for deaths that no goroutine caused: a signal from outside, a deadlock, a dump."
  ) { standstill in
    standstill.list(
      "chains", "Goroutines that wait for each other, the most important first.", of: chain
    ) { $0.chains.isEmpty ? nil : $0.chains }
    standstill.list(
      "computing", "The first goroutines that were computing in the program's code.", of: member
    ) { $0.computing.isEmpty ? nil : $0.computing }
    standstill.count("computingCount", "How many were computing.") { $0.computingCount }
    standstill.list("reasons", "What the claims rest on.", of: VerdictV1.fact) {
      $0.reasons.isEmpty ? nil : $0.reasons
    }
    standstill.object(
      "counts", "All goroutines by what became of them; absent where not all are known."
    ) {
      $0.counts
    } members: { counts in
      counts.count(
        "stuck",
        """
        Those in a circle of locks, those behind a lock whose holder waits for another goroutine, and \
        those that nothing can wake.
        """
      ) { $0.stuck }
      counts.count("working", "Those that were running, ready to run, or in a system call.") {
        $0.working
      }
      counts.count("waiting", "All others of the program.") { $0.waiting }
      counts.count("ofRuntime", "The runtime's own.") { $0.ofRuntime }
    }
  }

  private static let chain = JSONShape<Standstill.Chain>.object("Who waits for whom.") { chain in
    chain.truth("stuck", "Whether none of them goes on by itself.") { $0.isStuck }
    chain.choice(
      "end", "What the last one waits for.",
      among: ["circle", "joinsCircle", "nobodySeen", "waits", "busy", "forever"], required: true
    ) {
      switch $0.end {
      case .circle: "circle"
      case .joinsCircle: "joinsCircle"
      case .nobodySeen: "nobodySeen"
      case .waits: "waits"
      case .busy: "busy"
      case .forever: "forever"
      }
    }
    chain.object(
      "sample", "How many of them were looked at; absent where all were."
    ) {
      $0.sample
    } members: { sample in
      sample.count("lookedAt", "How many were looked at.") { $0.lookedAt }
      sample.count("found", "How many of those nothing can wake.") { $0.found }
    }
    chain.list(
      "members", "Each keeps the one before it waiting; in a circle the last keeps the first.",
      of: member
    ) { $0.members }
  }

  private static let member = JSONShape<Standstill.Member>.object(
    "A goroutine, or several that wait for the same."
  ) { member in
    member.count("goroutine", "The id of the first.") { $0.goroutine.id }
    member.integer("count", "How many there are.", from: 1) { $0.count }
    member.text("activity", "What it was doing: why it waits, or its status.") { $0.activity }
    member.text("function", "Where it is in the program.") { $0.function }
    member.text("place", "The file, without folders, and the line.") { $0.place }
    member.member("waitsOn", "What it waits for.", WaitV1.shape) { $0.wait }
    member.text(
      "variable",
      "The variable that is the lock; with `in` before it, one that holds it or leads to it."
    ) { $0.variable }
    member.object("holds", "Why the one before waits for it.") {
      $0.hold
    } members: { hold in
      hold.member("confidence", "How sure it is.", VerdictV1.confidence, required: true) {
        $0.confidence
      }
      hold.member("reason", "What it is inferred from.", VerdictV1.fact) { $0.reason }
      hold.mark("reader", "Whether it holds the lock for reading; absent where not.") {
        $0.isReader
      }
      hold.mark(
        "writerInLine",
        "Whether it does not hold the lock but waits to write, which keeps new readers out."
      ) { !$0.isHeld }
      hold.count("others", "How many more may hold the lock, or hold it for reading.") {
        $0.others
      }
    }
  }
}
