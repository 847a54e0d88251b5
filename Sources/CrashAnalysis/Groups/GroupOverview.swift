// Groups of goroutines as a reader wants them: the program's own code first, what is stuck before what is
// idle, groups that look alike together, and machinery in one line.

/// The groups of a program that are not the runtime's own, in the order of a list.
package struct GroupOverview: Sendable {
  /// Groups that look alike.
  package struct Row: Sendable {
    /// The places of its groups in the list that they are of, the largest first.
    package fileprivate(set) var groups: [Int]
    package fileprivate(set) var count: Int
    package let label: GroupLabel
  }

  package private(set) var rows: [Row] = []
  /// Goroutines that only wait for the next thing to do, in the order of the list of kinds.
  package private(set) var idle: [(kind: IdleKind, count: Int)] = []
  /// How many goroutines `idle` stands for.
  package private(set) var idleCount = 0
  /// How many groups are in no row, as they are beyond those that get labels, and their goroutines.
  package let rest: (groups: Int, goroutines: Int)

  /// Two rows with the same words are one.
  private struct Face: Hashable {
    let activity: String
    let place: GroupLabel.Place?
    let callee: String?
    let caller: GroupLabel.Place?
    /// Where no function is known, groups differ in addresses.
    let group: Int?
  }

  /// The overview of `groups`, the largest first, with their labels.
  package init(_ groups: [GoroutineGroup], _ labels: [GroupLabel]) {
    let unlabelled = groups.dropFirst(labels.count).filter { !$0.isSystem }
    rest = (unlabelled.count, unlabelled.reduce(0) { $0 + $1.count })
    var places: [Face: Int] = [:]
    var main: [IdleKind: Int] = [:]
    var helpers: [IdleKind: Int] = [:]
    for (number, (group, label)) in zip(groups, labels).enumerated() where !group.isSystem {
      if let rule = label.idle {
        idleCount += group.count
        if rule.isHelper {
          helpers[rule.kind, default: 0] += group.count
        } else {
          main[rule.kind, default: 0] += group.count
        }
        continue
      }
      let face = Face(
        activity: label.activity, place: label.place, callee: label.callee,
        caller: label.isCallerNeeded ? label.caller : nil,
        group: label.place == nil ? number : nil)
      if let place = places[face] {
        rows[place].groups.append(number)
        rows[place].count += group.count
      } else {
        places[face] = rows.count
        rows.append(Row(groups: [number], count: group.count, label: label))
      }
    }
    var seen: Set<IdleKind> = []
    for rule in IdleRule.all where seen.insert(rule.kind).inserted {
      if let count = main[rule.kind] ?? helpers[rule.kind] { idle.append((rule.kind, count)) }
    }
    rows = rows.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      let ranks = (Self.rank(one.label), Self.rank(other.label))
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      return one.count != other.count ? one.count > other.count : left.offset < right.offset
    }.map(\.element)
  }

  private static func rank(_ label: GroupLabel) -> (Int, Int) {
    (label.owner.rawValue, label.place == nil ? 0 : label.standing.rawValue)
  }
}
