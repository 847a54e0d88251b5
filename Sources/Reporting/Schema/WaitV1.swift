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
    wait.member(
      "state", "The state of what it waits for, fact by fact; absent where nothing is known.", state
    ) {
      let facts = $0.facts
      return facts.isEmpty ? nil : facts
    }
  }

  private static let state = JSONShape<[WaitFact]>.object("What is known of a state.") { state in
    for name in WaitFact.Name.allCases {
      let (type, meaning) = name.meaning
      switch type {
      case .flag:
        state.truth(name.rawValue, meaning) {
          if case .flag(let flag)? = $0[name] { flag } else { nil }
        }
      case .number:
        state.integer(name.rawValue, meaning) {
          if case .number(let number)? = $0[name] { number } else { nil }
        }
      case .text:
        state.text(name.rawValue, meaning) {
          if case .text(let text)? = $0[name] { text } else { nil }
        }
      }
    }
  }
}

extension [WaitFact] {
  fileprivate subscript(name: WaitFact.Name) -> WaitFact.Value? { first { $0.name == name }?.value }
}
