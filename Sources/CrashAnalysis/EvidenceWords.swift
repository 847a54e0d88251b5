// The reasons that every verdict gives, in words for people: which thread died, of which signal, with which
// panics under way.

internal import ElfCore
internal import GoRuntime

extension CrashEvidence {
  /// Why `thread` is taken for the one that died.
  func reason(thread: Int32?) -> Evidence {
    let name = thread.map { "thread \($0)" } ?? "a thread"
    return switch self {
    case .dying(let machine):
      Evidence(
        "the runtime was ending the process on \(name) (m.dying is set)", address: machine.rawValue)
    case .throwing(let machine):
      Evidence(
        "the runtime had given up on \(name) (m.throwing is set)", address: machine.rawValue)
    case .signalFrame: Evidence("\(name), the first of the core, was handling a fatal signal")
    case .firstThread:
      Evidence("\(name) is the first of the core: the kernel dumped it for that one")
    }
  }
}

extension EffectiveSignal {
  /// Where the signal is noted.
  func reason(thread: Int32?, goroutine: UInt64?) -> Evidence {
    let name = thread.map { "thread \($0)" } ?? "a thread"
    switch source {
    case .goroutine(let address):
      let whose = goroutine.map { "goroutine \($0)" } ?? "its goroutine"
      return Evidence(
        "the runtime noted \(self.name) for \(whose) (g.sig, g.sigcode1, g.sigpc)",
        address: address.rawValue)
    case .signalFrame(let frame):
      var text = "\(name) was handling \(self.name)"
      if let sender, sender.processID > 0 { text += " from pid \(sender.processID)" }
      return Evidence(text + " (its signal frame)", address: frame.rawValue)
    case .note: return Evidence("the kernel dumped the core for \(self.name) (NT_SIGINFO)")
    }
  }
}

extension Panic {
  /// That the panic, the `number`-th of `count`, was under way.
  func reason(number: Int, of count: Int) -> Evidence {
    let which =
      isGoexit
      ? "runtime.Goexit was under way"
      : count == 1
        ? "a panic was under way" : "panic \(number) of \(count) was under way"
    let end = isRecovered ? ", recovered already" : isGoexit ? "" : " and not recovered"
    return Evidence("\(which)\(end) (its record)", address: address.rawValue)
  }
}

extension SyncState {
  /// The state of an object of the kind, in a sentence.
  func sentence(_ kind: SyncObject.Kind) -> String {
    let name = "the \(kind.rawValue)"
    switch self {
    case .waitGroup(let state):
      return "the counter of \(name) is \(state.counter), and \(state.waiters) wait for it"
    case .mutex(let state) where state.isOverUnlocked: return "\(name) was \(words)"
    case .mutex: return "\(name) is \(words)"
    case .rwMutex(let state):
      switch state.hold {
      case .overUnlocked: return "\(name) was \(words)"
      case .readers, .writer: return "\(name) is \(words)"
      case .writerWaiting: return "at \(name) \(words)"
      }
    }
  }
}
