// What a goroutine waits for as JSON: the elements of `goroutine.waitsOn`.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// One thing that a goroutine waits for.
enum WaitV1 {
  /// At most this many: a `select` of reflect's may have thousands of cases.
  static let limit = 100

  static let shape = JSONShape<Wait>.object("Something that it waits for.") { wait in
    wait.choice(
      "kind", "What kind of thing it is.", among: Wait.Kind.all.map(\.name), required: true
    ) { $0.kind.name }
    wait.address(
      "address",
      """
      The address of the channel, lock, group, condition or poll descriptor; absent for a nil \
      channel and where it is unknown.
      """
    ) { $0.address?.rawValue }
    wait.word("operation", "What it asked for.", required: true) { $0.operation }
    wait.text("detail", "The state of what it waits for, in words.") { $0.stateWords }
  }
}
