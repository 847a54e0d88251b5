// Threads and groups of goroutines as JSON: `gocore.threads/1`, `gocore.groups/1` and the parts of
// `gocore.report/1` that are the same.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// The threads of a core.
struct ThreadsV1 {
  let threads: [ThreadDescription]
  let limits: [Limit]

  static let thread = JSONShape<ThreadDescription>.object(
    "A thread of the operating system.", name: "thread"
  ) { thread in
    thread.integer("id", "Its id in its PID namespace.") { $0.id }
    thread.integer(
      "machine", "The id of its m; absent for a thread that the Go runtime does not know."
    ) { $0.state.machine?.id }
    thread.integer("goroutine", "The id of the goroutine that it was running.", from: 1) {
      $0.goroutine
    }
    thread.member(
      "registers", "Its registers at the point where it left Go code or was interrupted.",
      RegistersV1.shape
    ) { RegistersV1(source: $0.state.source.name, values: $0.state.registers) }
    thread.stack("Its stack from that point.", end: "Why its stack ends.") { $0.stack }
  }

  static let document = JSONDocument<ThreadsV1>(
    "gocore.threads/1", "The threads of one core file."
  ) { document in
    document.list(
      "threads", "The threads, in the order of the core.", of: thread, required: true
    ) { $0.threads }
    document.limits("What could not be found out, as in a report.", required: true) { $0.limits }
  }
}

/// The groups of goroutines with one stack.
struct GroupsV1 {
  let groups: GroupList
  let summary: GoroutineSummary
  let limits: [Limit]

  static let group = JSONShape<GroupDescription>.object(
    "Goroutines that were doing the same thing.", name: "group"
  ) { group in
    group.integer("count", "How many they are.", from: 1) { $0.group.count }
    group.text("status", "Their status by the target's own name.") { $0.group.status }
    group.text("waitReason", "Why they wait; absent where they do not.") { $0.group.waitReason }
    group.text(
      "label",
      """
      What a list calls them: the first function that means something to the program's authors, its line, \
      and where another group is at the same place, the caller; or the kind of idle goroutine.
      """
    ) { described in
      described.label.map(GroupWords.head).flatMap { $0.isEmpty ? nil : $0 }
    }
    group.mark("idle", "Whether they only wait for the next thing to do; absent where not.") {
      $0.label?.idle != nil
    }
    group.mark("system", "Whether the runtime started them for itself; absent where not.") {
      $0.group.isSystem
    }
    group.address("startPC", "The function that they began with, where no function is known.") {
      $0.hasNoFunctions ? $0.group.startPC.rawValue : nil
    }
    group.address("creatorPC", "Where they were made, where no function is known.") {
      $0.hasNoFunctions ? $0.group.creatorPC.rawValue : nil
    }
    group.stack("Their common stack.", end: "Why that stack ends.") { $0.stack }
    group.list(
      "ids", "Their ids, ascending, a hundred at most.",
      of: .integer("The id of a goroutine.", from: 0), most: 100, isUnique: true
    ) { $0.group.ids }
  }

  static let document = JSONDocument<GroupsV1>(
    "gocore.groups/1", "The goroutines of one core file, counted by stack."
  ) { document in
    document.count("total", "How many goroutines were counted.") { $0.summary.total }
    document.count("unreadable", "How many could not be read.") { $0.summary.unreadable }
    document.list("groups", "The groups, the largest first.", of: group, required: true) {
      $0.groups
    }
    document.limits("What could not be found out, as in a report.", required: true) { $0.limits }
  }
}

extension JSONMembers {
  /// The member `limits`.
  mutating func limits(
    _ doc: String, required: Bool = false, _ get: @escaping @Sendable (Value) -> [Limit]?
  ) {
    list("limits", doc, of: limitShape, required: required, get)
  }
}

private let limitShape = JSONShape<Limit>.object(
  "Something that is missing.", name: "limit"
) { limit in
  limit.text("code", "A stable word.", pattern: "^[a-z][a-z0-9-]*$", required: true) {
    $0.code.rawValue
  }
  limit.text("message", "What is missing, and why.", minLength: 1, required: true) { $0.message }
}
