// GROUPS: what the goroutines were doing, in a line for each group, and machinery in one line.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts the label of a group into words.
enum GroupWords {
  /// `main.(*Store).put main.go:48 ← main.handleOrder main.go:100`; what idle goroutines are.
  static func head(_ label: GroupLabel) -> String {
    if let idle = label.idle { return idle.kind.one }
    guard let place = label.place else { return "" }
    let note = notes(label)[0]
    return "\(withoutPath(place.function)) \(line(place))" + (note.isEmpty ? "" : " " + note)
  }

  static func line(_ place: GroupLabel.Place) -> String { "\(place.file):\(place.line)" }

  /// What stands behind the place, the longest form first, and the last one no longer than it has to be:
  /// the function that was called there, and the caller.
  static func notes(_ label: GroupLabel) -> [String] {
    let callee = label.callee.map { "in \(withoutPath($0))" }
    let caller = label.caller.map { "← \(withoutPath($0.function)) \(line($0))" }
    let both = [callee, caller].compactMap(\.self).joined(separator: " ")
    return label.isCallerNeeded ? [both, caller ?? ""] : [both, callee ?? "", caller ?? "", ""]
  }
}

/// Makes the part of a report that shows the groups.
struct GroupBlocks {
  private let groups: GroupList
  private let overview: GroupOverview
  private let summary: GoroutineSummary
  /// How many rows are shown.
  private static let rowsOnScreen = 10
  private static let rowsOnPage = 20

  init(_ analysis: ProgramAnalysis) {
    groups = analysis.groups
    overview = groups.overview
    summary = analysis.diagnosis.summary
  }

  /// Whether a screen shows only some of it.
  var hasMore: Bool { overview.rows.count > Self.rowsOnScreen || overview.rest.groups > 0 }

  /// All of it; nothing where there are no goroutines but the runtime's own.
  func passages(_ medium: Medium) -> [Passage] {
    guard !overview.rows.isEmpty || !overview.idle.isEmpty else { return [] }
    let isScreen = medium == .screen
    let limit = isScreen ? Self.rowsOnScreen : Self.rowsOnPage
    var blocks: [Block] = []
    if !overview.rows.isEmpty { blocks.append(.table(table(overview.rows.prefix(limit)))) }
    let rest = overview.rows.dropFirst(limit)
    let others = rest.count + overview.rest.groups
    if others > 0 {
      let goroutines = counted(
        rest.reduce(overview.rest.goroutines) { $0 + $1.count }, "goroutine")
      let command = isScreen ? " (gocore goroutines --group)" : ""
      blocks.append(
        .lines([Line("… \(counted(others, "group")) of \(goroutines) more\(command)")]))
    }
    if !overview.idle.isEmpty {
      let kinds = overview.idle.map { $0.kind.counted($0.count) }
      blocks.append(.lines(Self.wrapped("idle: " + kinds.joined(separator: ", "))))
    }
    let system = summary.groups.filter(\.isSystem).reduce(0) { $0 + $1.count }
    if isScreen, system > 0 {
      blocks.append(.lines([Line("… \(counted(system, "system goroutine"))", .faint)]))
    }
    return [Passage("GROUPS", blocks)]
  }

  /// The text in lines that fit beside a label.
  private static func wrapped(_ text: String) -> [Line] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= room {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append((lines.isEmpty ? "" : "  ") + word)
      }
    }
    return lines.map { Line($0) }
  }

  /// The columns beside a label.
  private static let room = Line.columns
  private static let activityLimit = 32
  private static let functionLimit = 48
  private static let placeLimit = 24

  private func table(_ rows: ArraySlice<GroupOverview.Row>) -> Table {
    let places = rows.map { row -> (function: String, line: String) in
      guard let place = row.label.place else { return (bareText(of: row), "") }
      return (withoutPath(place.function), GroupWords.line(place))
    }
    func widest(_ texts: [String], _ limit: Int) -> Int {
      texts.map { min(limit, shownWidth($0)) }.max() ?? 0
    }
    let count = widest(rows.map { "\($0.count)" }, .max)
    let activity = widest(rows.map(\.label.activity), Self.activityLimit)
    let function = widest(places.map(\.function), Self.functionLimit)
    let line = widest(places.map(\.line), Self.placeLimit)
    let used = count + 3 + activity + 2 + function + 2 + line + 2
    let cells = zip(rows, places).map { row, place in
      let excess =
        max(0, shownWidth(row.label.activity) - activity)
        + max(0, shownWidth(place.function) - function) + max(0, shownWidth(place.line) - line)
      let notes = row.label.place == nil ? [""] : GroupWords.notes(row.label)
      let note =
        notes.first { used + excess + shownWidth($0) <= Self.room } ?? notes[notes.count - 1]
      return Table.Row(["\(row.count)", row.label.activity, place.function, place.line, note])
    }
    return Table(
      [
        Table.Column(.widest(limit: .max), isRight: true, gap: " × "),
        Table.Column(.widest(limit: Self.activityLimit)),
        Table.Column(.widest(limit: Self.functionLimit)),
        Table.Column(.widest(limit: Self.placeLimit)), Table.Column(),
      ], rows: cells)
  }

  /// What stands in place of a function where none is known.
  private func bareText(of row: GroupOverview.Row) -> String {
    guard let group = row.groups.first.map({ summary.groups[$0] }) else { return "" }
    guard case .noFunctionTable = group.stack.end else { return "(\(group.stack.end.message))" }
    return BareAddresses(group.startPC, group.creatorPC).text
  }
}
