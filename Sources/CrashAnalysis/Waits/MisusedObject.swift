// The lock, group, channel or map whose misuse killed the program, and the other goroutines at it.

internal import ElfCore
internal import GoRuntime

extension CrashScene {
  /// The receiver of the innermost frame of the crashed stack whose function is one of `functions`.
  private func receiver(of functions: Set<String>) -> Address? {
    guard let frame = stack.frames.first(where: { functions.contains($0.name.text) }),
      let word = frame.argumentWords(in: program).first
    else { return nil }
    return word.map { Address($0) }
  }

  /// The methods that detect misuse of their receiver. RWMutex comes first, as it contains a Mutex.
  private static let complaints: [(kind: SyncObject.Kind, functions: Set<String>)] = [
    (.rwMutex, ["sync.(*RWMutex).Unlock", "sync.(*RWMutex).rUnlockSlow"]),
    (
      .mutex,
      [
        "sync.(*Mutex).unlockSlow", "internal/sync.(*Mutex).unlockSlow",
        "sync.(*Mutex).lockSlow", "internal/sync.(*Mutex).lockSlow",
      ]
    ),
    (.waitGroup, ["sync.(*WaitGroup).Add", "sync.(*WaitGroup).Wait"]),
  ]

  /// The mutex in one of whose methods the program gave up.
  var misusedMutex: Address? {
    Self.complaints.first { $0.kind == .mutex }.flatMap { receiver(of: $0.functions) }
  }

  /// The object of package sync that was misused, its state, and who sleeps on it.
  func misusedSyncObject() -> [Evidence] {
    for (kind, functions) in Self.complaints {
      guard let address = receiver(of: functions) else { continue }
      let object = SyncObject(kind, at: address)
      guard let state = object.state(in: process.memory) else { continue }
      var found = [Evidence(state.sentence(kind), address: address.rawValue)]
      for semaphore in waits.semaphores.semaphores where object.contains(semaphore.address) {
        guard let first = process.goroutineIfThere(at: semaphore.first) else { continue }
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
      let channel = try? Channel(at: address, in: process)
    else { return [] }
    var found = [Evidence("the channel is a \(channel.words)", address: address.rawValue)]
    for (word, waiters) in [
      ("receive from", channel.receivers(in: process)), ("send to", channel.senders(in: process)),
    ] where !waiters.goroutines.isEmpty {
      guard let first = process.goroutineIfThere(at: waiters.goroutines[0]) else { continue }
      found.append(
        Evidence(
          "\(waiters.goroutines.count)\(waiters.isComplete ? "" : " or more") wait to \(word) it: "
            + "goroutine \(first.id), \(doing(first))", address: first.address.rawValue
        ))
    }
    return found
  }

  // MARK: - Maps

  /// Which argument of a function is the map that it works on; nil for other functions.
  private static func mapArgument(_ function: String) -> Int? {
    for name in ["runtime.mapassign", "runtime.mapaccess", "runtime.mapdelete", "runtime.mapclear"]
    where function.hasPrefix(name) {
      // After its type.
      return 1
    }
    if function.hasPrefix("internal/runtime/maps.(*Map).") { return 0 }
    for name in ["mapassign", "mapaccess", "mapdelete", "mapclear"]
    where function.hasPrefix("internal/runtime/maps.\(name)") {
      return 1
    }
    return nil
  }

  /// How many running and runnable goroutines are looked at.
  private static let otherLimit = 10_000

  /// The map that was used concurrently: its type, and the goroutines that are inside it.
  func sharedMap() -> [Evidence] {
    guard let frame = stack.frames.first(where: { Self.mapArgument($0.name.text) != nil }),
      let index = Self.mapArgument(frame.name.text),
      case let words = frame.argumentWords(in: program), words.count > index,
      let map = words[index], map != 0
    else { return [] }
    let type = index == 1 ? words[0].flatMap { process.typeNames.name(of: Address($0)) } : nil
    var evidence = [Evidence(type.map { "the map is a \($0)" } ?? "this is the map", address: map)]
    if let crashed = facts.crashedGoroutine {
      evidence.append(
        Evidence("goroutine \(crashed.id) was in \(frame.function) on it", address: map))
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
          + "in \($0.function) on it, too, called by \(place(of: $0.goroutine))", address: map)
    }
    return evidence
  }

  /// The map function on a stack whose argument is the map at `map`.
  private func function(inside map: UInt64, _ stack: StackTrace) -> String? {
    for frame in stack.frames.prefix(16) {
      guard let name = program.functionName(of: frame), let index = Self.mapArgument(name) else {
        continue
      }
      let slot =
        frame.framePointer
        &+ (process.architecture.argumentsOffset + index * process.memory.pointerSize)
      if process.memory.wordIfThere(slot) == map { return name }
    }
    return nil
  }
}
