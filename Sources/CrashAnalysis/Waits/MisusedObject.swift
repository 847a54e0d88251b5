// The lock, group, channel or map over which the program died, and who else has to do with it.

internal import ElfCore
internal import GoRuntime

extension CrashScene {
  /// The argument words of the innermost frame of the crashed stack whose function is one of `functions`;
  /// nil for words that the runtime's own output marks as doubtful.
  private func arguments(of functions: Set<String>) -> (function: String, words: [UInt64?])? {
    guard let frame = stack.frames.first(where: { functions.contains($0.name.text) }),
      let text = frame.arguments
    else { return nil }
    let words = text.split(separator: ",").map { word -> UInt64? in
      let word = word.drop { $0 == " " || $0 == "{" }
      guard word.hasPrefix("0x") else { return nil }
      return UInt64(word.dropFirst(2), radix: 16)
    }
    return (frame.name.text, words)
  }

  /// The receiver of the innermost of `functions`.
  private func receiver(of functions: Set<String>) -> Address? {
    guard let found = arguments(of: functions), let word = found.words.first, let word else {
      return nil
    }
    return Address(word)
  }

  /// The object of package sync that was misused, its state, and who sleeps on it.
  func misusedSyncObject() -> [Evidence] {
    let methods: [(SyncObject.Kind, UInt64, Set<String>)] = [
      (.rwMutex, 24, ["sync.(*RWMutex).Unlock", "sync.(*RWMutex).rUnlockSlow"]),
      (
        .mutex, 8,
        [
          "sync.(*Mutex).unlockSlow", "internal/sync.(*Mutex).unlockSlow",
          "sync.(*Mutex).lockSlow", "internal/sync.(*Mutex).lockSlow",
        ]
      ),
      (.waitGroup, 16, ["sync.(*WaitGroup).Add"]),
    ]
    for (kind, size, functions) in methods {
      guard let address = receiver(of: functions) else { continue }
      let object = SyncObject(kind, at: address)
      guard let state = object.state(in: process.memory) else { continue }
      var found = [Evidence("\(kind.rawValue): \(state)", address: address.rawValue)]
      let end = address.rawValue &+ size
      for semaphore in waits.semaphores.semaphores
      where semaphore.address.rawValue >= address.rawValue && semaphore.address.rawValue < end {
        guard let first = try? process.goroutine(at: semaphore.first) else { continue }
        found.append(
          Evidence(
            "\(semaphore.count) wait for it: goroutine \(first.id), \(doing(first))",
            address: semaphore.address.rawValue))
      }
      return found
    }
    return []
  }

  /// The channel that was misused, and who waits for it.
  func misusedChannel() -> [Evidence] {
    let functions: Set = [
      "runtime.chansend", "runtime.chansend1", "runtime.closechan", "runtime.selectnbsend",
    ]
    guard let address = receiver(of: functions), !address.isNull,
      let channel = Channel(at: address, in: process)
    else { return [] }
    var found = [Evidence(channel.description, address: address.rawValue)]
    for (word, waiters) in [
      ("receive from", channel.receivers(in: process)), ("send to", channel.senders(in: process)),
    ] where !waiters.goroutines.isEmpty {
      guard let first = try? process.goroutine(at: waiters.goroutines[0]) else { continue }
      found.append(
        Evidence(
          "\(waiters.goroutines.count)\(waiters.isComplete ? "" : " or more") wait to \(word) it: "
            + "goroutine \(first.id), \(doing(first))", address: first.address.rawValue))
    }
    return found
  }

  // MARK: - Maps

  /// Functions that work on a map, by what comes before the map among their arguments.
  private static func mapArgument(_ function: String) -> Int? {
    for name in ["runtime.mapassign", "runtime.mapaccess", "runtime.mapdelete", "runtime.mapclear"]
    where function.hasPrefix(name) {
      // The type comes first.
      return 1
    }
    if function.hasPrefix("internal/runtime/maps.(*Map).") { return 0 }
    for name in ["mapassign", "mapaccess", "mapdelete", "mapclear"]
    where function.hasPrefix("internal/runtime/maps.\(name)") {
      return 1
    }
    return nil
  }

  /// Threads and preempted goroutines beyond these are not looked at.
  private static let otherLimit = 10_000

  /// The map that was used by two at once: its type, and the goroutines that are inside it.
  func sharedMap() -> [Evidence] {
    guard let frame = stack.frames.first(where: { Self.mapArgument($0.name.text) != nil }),
      let index = Self.mapArgument(frame.name.text),
      let found = arguments(of: [frame.name.text]), found.words.count > index,
      let map = found.words[index], map != 0
    else { return [] }
    let type =
      index == 1 ? found.words[0].flatMap { process.typeNames.name(of: Address($0)) } : nil
    var evidence = [Evidence(type ?? "the map", address: map)]
    if let crashed = facts.crashedGoroutine {
      evidence.append(
        Evidence("goroutine \(crashed.id) was inside it: \(frame.function)", address: map))
    }
    var stacks = StackReader(program)
    var looked = 0
    var others: [(goroutine: Goroutine, function: String)] = []
    _ = process.forEachGoroutine { goroutine in
      guard goroutine.state == .running || goroutine.state == .runnable,
        goroutine.address != facts.crashedGoroutine?.address, looked < Self.otherLimit
      else { return }
      looked += 1
      if let function = self.function(inside: map, stacks.stack(of: goroutine)) {
        others.append((goroutine, function))
      }
    }
    evidence += others.prefix(8).map {
      Evidence(
        "goroutine \($0.goroutine.id) [\(process.status(of: $0.goroutine))] was "
          + "inside it, too: \($0.function), called by \(place(of: $0.goroutine))", address: map)
    }
    return evidence
  }

  /// The map function of a stack that has the map at `map` in its argument's slot.
  private func function(inside map: UInt64, _ stack: StackTrace) -> String? {
    for frame in stack.frames.prefix(16) {
      guard let name = program.functionName(of: frame), let index = Self.mapArgument(name) else {
        continue
      }
      let slot =
        frame.framePointer
        &+ (process.architecture.argumentsOffset + index * process.memory.pointerSize)
      if let value = try? process.memory.word(slot), value == map { return name }
    }
    return nil
  }
}
