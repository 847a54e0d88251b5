// What goroutines wait for, and in which state that is: in words for people, and in numbers by name for
// programs.

package import GoRuntime

extension Wait {
  /// What follows "waits": `to receive from channel 0xc000012345 (chan int, unbuffered)`.
  package var words: String {
    stateWords.map { "\(shortWords) (\($0))" } ?? shortWords
  }

  /// The same without the state of what it waits for.
  package var shortWords: String { words(for: address.map { "\(name) \($0)" } ?? name) }

  /// The same with the state, and without the address: `to send to a channel (chan int, 2 of 2 buffered)`.
  package var wordsWithoutAddress: String {
    let text = words(for: address == nil ? name : "a \(name)")
    return stateWords.map { "\(text) (\($0))" } ?? text
  }

  private func words(for target: String) -> String {
    switch (kind, operation) {
    case (.channel, .receive): "to receive from \(target)"
    case (.channel, .send): "to send to \(target)"
    case (.channel, _): "on \(target)"
    case (.sync, .wait): "for \(target)"
    case (.sleep, _): "for a timer"
    case (.systemCall, _): "for a system call"
    default: "to \(operation.rawValue) \(target)"
    }
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

/// A fact of the state of what a goroutine waits for, as JSON has it.
package struct WaitFact: Sendable, Equatable {
  /// The facts that there are. The raw value is the name in JSON.
  package enum Name: String, Sendable, CaseIterable {
    case locked, woken, starving, waiters, readers, writer, writerWaiting, waitingReaders
    case overUnlocked, counter, elementType, buffered, capacity, closed, timer, partOf, fd
    case secondsLeft, function

    /// What kind of value it has, and what that means.
    package var meaning: (type: ValueType, text: String) {
      switch self {
      case .locked: (.flag, "Whether the mutex is locked.")
      case .woken: (.flag, "Whether a waiter was woken and tries to lock the mutex.")
      case .starving: (.flag, "Whether Unlock hands the mutex to the first waiter.")
      case .waiters: (.number, "How many goroutines wait for the mutex or group.")
      case .readers: (.number, "How many readers hold the lock.")
      case .writer: (.flag, "Whether a writer holds the lock.")
      case .writerWaiting: (.flag, "Whether a writer waits for the readers and keeps new ones out.")
      case .waitingReaders: (.number, "How many readers wait for the writer.")
      case .overUnlocked: (.flag, "Present where it was unlocked more often than locked.")
      case .counter: (.number, "The counter of the group; below zero if Done was called too often.")
      case .elementType: (.text, "The type of the channel's elements.")
      case .buffered: (.number, "How many values the channel holds.")
      case .capacity: (.number, "How many values the channel can hold.")
      case .closed: (.flag, "Whether the channel is closed.")
      case .timer: (.flag, "Whether a timer sends on the channel.")
      case .partOf: (.text, "The type that the semaphore is part of.")
      case .fd: (.number, "The file descriptor.")
      case .secondsLeft: (.number, "Whole seconds until the goroutine wakes; 0 if it should have.")
      case .function: (.text, "The function that made the system call.")
      }
    }
  }

  package enum ValueType: Sendable {
    case flag, number, text
  }

  package enum Value: Sendable, Equatable {
    case flag(Bool)
    case number(Int64)
    case text(String)
  }

  package let name: Name
  package let value: Value

  fileprivate init(_ name: Name, _ value: Bool) { (self.name, self.value) = (name, .flag(value)) }

  fileprivate init(_ name: Name, _ value: some BinaryInteger) {
    (self.name, self.value) = (name, .number(Int64(clamping: value)))
  }

  fileprivate init(_ name: Name, _ value: String) {
    (self.name, self.value) = (name, .text(value))
  }
}

extension Wait {
  /// The state of what it waits for, fact by fact; empty where nothing is known.
  package var facts: [WaitFact] {
    switch object {
    case .channel(let channel): channel.facts
    case .sync(_, let state): state?.facts ?? []
    case .semaphore(_, let owner): owner.map { [WaitFact(.partOf, $0.rawValue)] } ?? []
    case .descriptor(let descriptor): descriptor.map { [WaitFact(.fd, $0.number)] } ?? []
    case .timer(let timer): timer.map { [WaitFact(.secondsLeft, $0.secondsLeft ?? 0)] } ?? []
    case .systemCall(let function): function.map { [WaitFact(.function, $0)] } ?? []
    case .unreadableChannel, .nilChannel, .noChannel: []
    }
  }
}

extension Channel {
  fileprivate var facts: [WaitFact] {
    (elementType.map { [WaitFact(.elementType, $0)] } ?? []) + [
      WaitFact(.buffered, count), WaitFact(.capacity, capacity), WaitFact(.closed, isClosed),
      WaitFact(.timer, isTimer),
    ]
  }
}

extension SyncState {
  fileprivate var facts: [WaitFact] {
    switch self {
    case .mutex(let state) where state.isOverUnlocked: [WaitFact(.overUnlocked, true)]
    case .mutex(let state):
      [
        WaitFact(.locked, state.isLocked), WaitFact(.woken, state.isWoken),
        WaitFact(.starving, state.isStarving), WaitFact(.waiters, state.waiters),
      ]
    case .rwMutex(let state): Self.facts(of: state.hold)
    case .waitGroup(let state):
      [WaitFact(.counter, state.counter), WaitFact(.waiters, state.waiters)]
    }
  }

  private static func facts(of hold: RWMutexState.Hold) -> [WaitFact] {
    switch hold {
    case .readers(let count):
      [WaitFact(.readers, count), WaitFact(.writer, false), WaitFact(.writerWaiting, false)]
    case .writerWaiting(let count):
      [WaitFact(.readers, count), WaitFact(.writer, false), WaitFact(.writerWaiting, true)]
    case .writer(let count):
      [
        WaitFact(.readers, 0), WaitFact(.writer, true), WaitFact(.writerWaiting, false),
        WaitFact(.waitingReaders, count),
      ]
    case .overUnlocked: [WaitFact(.overUnlocked, true)]
    }
  }
}
