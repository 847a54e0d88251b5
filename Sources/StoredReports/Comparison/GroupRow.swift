// Groups of goroutines of two reports as a reader tells them apart: by what they wait for and the label that
// a report's list gives them. Idle ones are counted by kind.

internal import CrashAnalysis

/// Goroutines of one state and label, in both reports.
package struct GroupRow: Sendable, Equatable {
  package let state: String
  /// `main.(*Store).put ← main.handleOrder`.
  package let label: String
  package fileprivate(set) var first: Int
  package fileprivate(set) var second: Int

  /// How their number differs.
  package var direction: ChangeDirection { ChangeDirection(first, second) }

  private init(state: String, label: String) {
    self.state = state
    self.label = label
    (first, second) = (0, 0)
  }

  /// What looks alike.
  private struct Face: Hashable {
    let state: String
    let label: String
  }

  /// The rows of two reports, those without a difference, too.
  static func rows(_ first: [ComparedGroup: Int], _ second: [ComparedGroup: Int]) -> [GroupRow] {
    var rows: [Face: GroupRow] = [:]
    func add(_ group: ComparedGroup, _ face: Face) {
      var row = rows[face] ?? GroupRow(state: face.state, label: face.label)
      row.first += first[group] ?? 0
      row.second += second[group] ?? 0
      rows[face] = row
    }
    let all = Set(first.keys).union(second.keys)
    var alike: [Face: [ComparedGroup]] = [:]
    let served = Set(all.compactMap { $0.idle?.isHelper == false ? $0.idle?.kind : nil })
    for group in all {
      if let idle = group.idle {
        // Helpers are counted where there is nothing else of their kind.
        if idle.isHelper, served.contains(idle.kind) { continue }
        add(group, Face(state: "idle", label: idle.kind.one))
      } else {
        alike[Face(state: group.state, label: group.function ?? ""), default: []].append(group)
      }
    }
    for (face, members) in alike {
      let depth = members.map(\.callers.count).max() ?? 0
      let difference = (0..<depth).first { step in
        Set(members.map { $0.callers.dropFirst(step).first }).count > 1
      }
      for group in members {
        let caller = difference.flatMap { group.callers.dropFirst($0).first }
        add(
          group,
          Face(state: face.state, label: face.label + (caller.map { " ← \($0)" } ?? "")))
      }
    }
    return Array(rows.values)
  }
}
