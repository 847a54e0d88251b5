// What stands for a group of goroutines in a list: what they wait for, the function that means something
// to the reader, and where it takes a caller to tell two groups apart, that.

internal import ElfCore
internal import GoRuntime

/// The label of a group.
package struct GroupLabel: Sendable {
  /// A function and the line in it.
  package struct Place: Sendable, Hashable {
    /// The full name, as the runtime prints it.
    package let function: String
    /// The file without its folder.
    package let file: String
    package let line: Int32
  }

  /// How near goroutines are to going on. Lists have those first that never may, of one owner.
  package enum Standing: Int, Sendable, Comparable {
    case working, stuck, waiting
    /// A timer or a signal will wake them.
    case idle

    package static func < (left: Standing, right: Standing) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// What they were doing: `lock main.audit` where the name of it is known, or else in the runtime's words.
  package let activity: String
  /// Nil where no function is known.
  package let place: Place?
  /// The function in which they wait, where the place called one that says more than the activity.
  package let callee: String?
  /// Who called the place's function.
  package fileprivate(set) var caller: Place?
  /// Whether another group has the same label but for the caller.
  package fileprivate(set) var isCallerNeeded = false
  package let owner: LabelOwner
  package let standing: Standing
  /// Set where they only wait for the next thing to do.
  package let idle: IdleRule?

  /// The callers, from the nearest on.
  fileprivate let callers: [Place]

  /// What it looks like without a caller.
  fileprivate struct Face: Hashable {
    let activity: String
    let place: Place?
    let callee: String?
  }

  fileprivate var face: Face { Face(activity: activity, place: place, callee: callee) }
}

/// Labels groups. One for each task: it remembers.
struct GroupLabeler {
  private let program: GoProgram
  private var describer: FrameDescriber
  private let waits: WaitReader
  /// From so many on goroutines are a crowd, which stands with those that are stuck.
  private static let crowd = 100
  /// Of how many groups it is read what they wait for.
  private static let readLimit = 256

  init(_ program: GoProgram) {
    self.program = program
    describer = FrameDescriber(program)
    waits = WaitReader(program)
  }

  /// The labels of `groups`, the largest first, in their order.
  mutating func labels(of groups: [GoroutineGroup]) -> [GroupLabel] {
    let objects = groups.enumerated().map { number, group in
      number < Self.readLimit && !group.isSystem && group.state.isWaiting
        ? waits.waits(of: group.first, stack: group.stack) : []
    }
    let names = names(of: objects, in: groups)
    var labels = groups.indices.map { label(of: groups[$0], objects[$0], names[$0]) }
    Self.tellApart(&labels)
    return labels
  }

  private mutating func label(
    of group: GoroutineGroup, _ objects: [Wait], _ named: String?
  ) -> GroupLabel {
    let frames = describer.describe(group.stack).frames.filter { !$0.isNative }
    let seen = frames.map(\.labelFrame)
    func place(_ index: Int) -> GroupLabel.Place {
      GroupLabel.Place(
        function: LabelPlace.withoutWrapper(frames[index].function), file: frames[index].shortFile,
        line: frames[index].line)
    }
    let found = LabelPlace(seen)
    let callers = found.map { $0.callers(seen) + [$0.statement(seen)].compactMap(\.self) } ?? []
    let names = frames.lazy.filter { !$0.isWrapper }.map(\.name.text)
    let idle = group.isSystem ? nil : IdleRule.rule(for: group.activity, Array(names))
    let leaked = group.state == .leaked ? " (leaked)" : ""
    return GroupLabel(
      activity: named.map { $0 + leaked } ?? group.activity, place: found.map { place($0.index) },
      callee: found?.callee(seen).map { frames[$0].function }, owner: found?.owner ?? .runtime,
      standing: Self.standing(group, objects), idle: idle,
      callers: callers.map(place))
  }

  private static func standing(_ group: GoroutineGroup, _ objects: [Wait]) -> GroupLabel.Standing {
    guard group.state.isWaiting else { return .working }
    let willWake = objects.contains {
      guard case .channel(let channel) = $0.object else { return false }
      return channel.isTimer || ["time.Time", "os.Signal"].contains(channel.elementType)
    }
    if group.reason == .sleep || willWake { return .idle }
    if group.state == .leaked || group.count >= crowd { return .stuck }
    switch group.reason {
    case .mutex, .writeLock, .readLock, .semaphore, .waitGroup, .channelSend: return .stuck
    default: return group.reason.isForever ? .stuck : .waiting
    }
  }

  // MARK: - Names of what they wait for

  /// `lock main.audit`, for groups whose members all wait for one thing with a name.
  private func names(of objects: [[Wait]], in groups: [GoroutineGroup]) -> [String?] {
    let single = objects.map { waits in waits.count == 1 ? waits[0] : nil }
    var wanted: [Address] = []
    for wait in single {
      guard let wait, let address = Self.address(wait), !wanted.contains(address) else { continue }
      wanted.append(address)
    }
    guard !wanted.isEmpty else { return groups.map { _ in nil } }
    let known = WaitNames(program).names(of: wanted)
    guard !known.isEmpty else { return groups.map { _ in nil } }
    let words = single.map { wait -> String? in
      guard let wait, let address = Self.address(wait), let name = known[address] else {
        return nil
      }
      return Self.words(wait, name)
    }
    // A group is one by its code: its members may wait for different things.
    var places: [UInt64: (group: Int, address: Address)] = [:]
    for (number, group) in groups.enumerated() where words[number] != nil && group.count > 1 {
      guard let wait = single[number], let address = Self.address(wait) else { continue }
      for id in group.ids { places[id] = (number, address) }
    }
    var others: Set<Int> = []
    if !places.isEmpty {
      _ = program.process.forEachGoroutine { goroutine in
        guard let place = places[goroutine.id] else { return }
        if !isWaiting(goroutine, for: place.address, single[place.group]) {
          others.insert(place.group)
        }
      }
    }
    return words.indices.map { others.contains($0) ? nil : words[$0] }
  }

  private func isWaiting(_ goroutine: Goroutine, for address: Address, _ wait: Wait?) -> Bool {
    switch wait?.object {
    case .channel: waits.channelAddresses(of: goroutine).map(\.channel) == [address]
    case .sync(let object, _):
      waits.semaphoreAddress(of: goroutine).map(object.contains) ?? false
    default: false
    }
  }

  /// The address of a lock, group or channel.
  private static func address(_ wait: Wait) -> Address? {
    switch wait.object {
    case .channel(let channel): channel.address
    case .sync(let object, _): object.kind == .descriptor ? nil : object.address
    default: nil
    }
  }

  private static func words(_ wait: Wait, _ name: WaitName) -> String? {
    switch wait.object {
    case .channel:
      guard name.isPointer else { return nil }
      switch wait.operation {
      case .receive: return "receive \(name.variable)"
      case .send: return "send on \(name.variable)"
      default: return nil
      }
    case .sync(let object, _):
      let isWhole = name.size.map {
        $0 > 0 && object.contains(Address(object.address.rawValue &+ $0 &- 1))
      }
      let target = isWhole == true ? name.variable : "in \(name.variable)"
      switch wait.operation {
      case .lock: return "lock \(target)"
      case .readLock: return "read lock \(target)"
      case .wait: return "wait for \(object.kind.word) \(target)"
      default: return nil
      }
    default: return nil
    }
  }

  // MARK: - Groups that look alike

  /// Gives labels that look alike the callers in which they differ. Those that still do are for lists to
  /// count together.
  private static func tellApart(_ labels: inout [GroupLabel]) {
    var alike: [GroupLabel.Face: [Int]] = [:]
    for index in labels.indices where labels[index].idle == nil && labels[index].place != nil {
      alike[labels[index].face, default: []].append(index)
    }
    for members in alike.values {
      let depth = members.map { labels[$0].callers.count }.max() ?? 0
      let difference =
        members.count < 2
        ? nil
        : (0..<depth).first { step in
          Set(members.map { labels[$0].callers.dropFirst(step).first }).count > 1
        }
      for index in members {
        let callers = labels[index].callers
        if let difference {
          labels[index].caller = callers.dropFirst(difference).first
          labels[index].isCallerNeeded = true
        } else if labels[index].owner == .program {
          let function = labels[index].place?.function
          labels[index].caller = callers.first { $0.function != function }
        }
      }
    }
  }
}

extension SyncObject.Kind {
  /// The last word of its name: `WaitGroup`.
  fileprivate var word: String {
    rawValue.lastIndex(of: ".").map { String(rawValue[rawValue.index(after: $0)...]) } ?? rawValue
  }
}

extension IdleRule {
  /// The first rule for goroutines that wait for `activity` with the functions `names` on their stacks,
  /// innermost first.
  package static func rule(for activity: String, _ names: [String]) -> IdleRule? {
    all.first { $0.matches(activity, names) }
  }
}
