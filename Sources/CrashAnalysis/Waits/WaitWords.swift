// What goroutines wait for, and in which state that is, in words for people.

package import GoRuntime

extension Wait {
  /// What follows "waits": `to receive from channel 0xc000012345 (chan int, unbuffered)`.
  package var words: String {
    let target = address.map { "\(name) \($0)" } ?? name
    let text =
      switch (kind, operation) {
      case (.channel, .receive): "to receive from \(target)"
      case (.channel, .send): "to send to \(target)"
      case (.channel, _): "on \(target)"
      case (.condition, _), (.waitGroup, _): "for \(target)"
      case (.sleep, _): "for a timer"
      case (.systemCall, _): "for a system call"
      default: "to \(operation.rawValue) \(target)"
      }
    return stateWords.map { "\(text) (\($0))" } ?? text
  }

  /// What it is called in front of its address.
  private var name: String {
    switch object {
    case .channel, .unreadableChannel, .nilChannel, .noChannel: "channel"
    case .sync(let object, _): object.kind.rawValue
    case .semaphore: "semaphore"
    case .descriptor: "file descriptor"
    case .timer: "timer"
    case .systemCall: "system call"
    }
  }

  /// The state of what it waits for; nil where there is nothing to say.
  package var stateWords: String? {
    switch object {
    case .channel(let channel): channel.words
    case .nilChannel: "nil"
    case .noChannel: "no cases"
    case .sync(_, let state): state?.words
    case .semaphore(_, let owner): owner.map { "of an \($0.rawValue)" }
    case .descriptor(let descriptor): descriptor.map { "fd \($0.number)" }
    case .timer(let timer):
      timer.map { $0.secondsLeft.map { "\($0) s more" } ?? "it should have woken" }
    case .systemCall(let function): function
    case .unreadableChannel: nil
    }
  }
}

extension Channel {
  /// `chan int, 2 of 2 buffered, closed`.
  package var words: String {
    var text = "chan \(elementType ?? "?")"
    text += capacity == 0 ? ", unbuffered" : ", \(count) of \(capacity) buffered"
    if isClosed { text += ", closed" }
    if isTimer { text += ", of a timer" }
    return text
  }
}

extension SyncState {
  private static let overUnlocked = "unlocked more often than locked"

  /// `locked, 3 waiting`.
  package var words: String {
    switch self {
    case .mutex(let state): Self.words(of: state)
    case .rwMutex(let state): Self.words(of: state.hold)
    case .waitGroup(let state): "counter \(state.counter), \(state.waiters) waiting"
    }
  }

  private static func words(of state: MutexState) -> String {
    guard !state.isOverUnlocked else { return overUnlocked }
    var words = [state.isLocked ? "locked" : "not locked"]
    if state.isWoken { words.append("woken") }
    if state.isStarving { words.append("starving") }
    words.append("\(state.waiters) waiting")
    return words.joined(separator: ", ")
  }

  private static func words(of hold: RWMutexState.Hold) -> String {
    func readers(_ count: Int64) -> String { "\(count) reader\(count == 1 ? "" : "s")" }
    return switch hold {
    case .readers(let count): "held by \(readers(count))"
    case .writerWaiting(let count): "a writer waits for \(readers(count))"
    case .writer(let count): "held by a writer, \(readers(count)) waiting"
    case .overUnlocked: overUnlocked
    }
  }
}
