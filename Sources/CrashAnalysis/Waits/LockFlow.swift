// The locks of one function, told apart as far as its code allows, and what it has done to each at each place.

internal import Disassembly
internal import ElfCore
internal import GoRuntime

/// The balances of all locks of a function.
struct LockFlow {
  let acts: [LockAct]
  private let groups: [Group]

  /// One lock, or several that are not told apart.
  private struct Group {
    let keys: Set<LockKey>
    let isSteady: Bool
    let taking: [LockAct]
    let balances: LockBalances
  }

  /// Follows `acts` through the steps of a whole function. Nil if there is a jump whose target is not known.
  init?(
    _ acts: [LockAct], _ steps: [CodeStep], isSteady: (LockKey) -> Bool, returns: (Address) -> Bool
  ) {
    guard !acts.isEmpty else { return nil }
    self.acts = acts.sorted { $0.address < $1.address }
    var groups: [Group] = []
    for (key, members) in Self.told(self.acts) {
      let changes = Dictionary(
        members.map { ($0.address, $0.operation.isRelease ? -1 : 1) }
      ) { first, _ in first }
      guard
        let balances = LockBalances(
          steps, change: { changes[$0.address] ?? 0 }, returns: returns)
      else { return nil }
      groups.append(
        Group(
          keys: key.map { [$0] } ?? Self.looseKeys(members), isSteady: key.map(isSteady) ?? false,
          taking: members.filter { !$0.operation.isRelease }, balances: balances))
    }
    self.groups = groups
  }

  /// What has been done to each lock before the instruction that `place` lies in; nil where no way leads.
  func holds(at place: Address) -> [LockHold]? {
    var holds: [LockHold] = []
    for group in groups {
      guard let balance = group.balances.balance(at: place) else { return nil }
      let last = group.taking.last { $0.address < place } ?? group.taking.last
      holds.append(
        LockHold(
          keys: group.keys, isSteady: group.isSteady, operation: last?.operation ?? .lock,
          balance: balance, isReleasedBehind: group.balances.releases(behind: place)))
    }
    return holds
  }

  /// What is left of it where the function returns, for each lock that is not as it was.
  var changesAtReturn: [LockBalance] {
    groups.compactMap(\.balances.atReturn).filter { $0.counts != 0...0 }
  }

  /// What operations may act on; empty where that is not known of all.
  private static func looseKeys(_ acts: [LockAct]) -> Set<LockKey> {
    let keys = acts.compactMap(\.key?.loose)
    return keys.count == acts.count ? Set(keys) : []
  }

  /// Operations by their lock. A lock that is given up and never taken shows that the code names one in two
  /// ways, as it may lie in a register here and in the frame there; then less is told apart.
  private static func told(_ acts: [LockAct]) -> [(LockKey?, [LockAct])] {
    guard !acts.contains(where: { $0.key == nil }) else { return [(nil, acts)] }
    for isLoose in [false, true] {
      let groups = Dictionary(grouping: acts) { isLoose ? $0.key?.loose : $0.key }
      let isPaired = groups.values.allSatisfy { members in
        members.contains { !$0.operation.isRelease }
      }
      let onlyReleases = acts.allSatisfy(\.operation.isRelease)
      if isPaired || onlyReleases {
        return groups.sorted { ($0.value[0].address) < ($1.value[0].address) }.map {
          ($0.key, $0.value)
        }
      }
    }
    return [(nil, acts)]
  }
}
