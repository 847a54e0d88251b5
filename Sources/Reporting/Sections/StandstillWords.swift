// What hung, in words: who waits for what, who holds it, and why that is known.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts what hung into lines.
struct StandstillWords {
  private let standstill: Standstill

  /// How much of a line is told; a screen takes the longest that fits.
  private enum Length: CaseIterable {
    case whole, withoutPaths, withoutAddresses, withoutState, withoutLines
  }

  init(_ standstill: Standstill) {
    self.standstill = standstill
  }

  // MARK: - Who waits for whom

  /// A line for each goroutine, or crowd, that others wait for; on a screen in several lines where it is
  /// too long for one.
  var facts: [Fact] {
    var facts: [Fact] = []
    var last = ""
    for chain in standstill.chains {
      let isStuck = chain.isStuck || standstill.isAsleep
      let (label, name) = isStuck ? ("STUCK", "Stuck") : ("WAITING", "Waiting")
      for (number, forms) in lines(of: chain).enumerated() {
        let isHead = number == 0 && label != last
        if isHead { last = label }
        facts.append(Fact("", isHead ? name : "", .quoted(forms[0]), on: .page))
        let indent = number == 0 ? "" : "  "
        for (row, text) in rows(forms, Line.columns - indent.count).enumerated() {
          let shift = indent + (row == 0 ? "" : "  ")
          facts.append(
            Fact(isHead && row == 0 ? label : "", "", .quoted(shift + text), on: .screen))
        }
      }
    }
    return facts
  }

  /// The longest form that fits in one line, or else the one without paths in as many as it takes.
  private func rows(_ forms: [String], _ columns: Int) -> [String] {
    if let fitting = forms.first(where: { shownWidth($0) <= columns }) { return [fitting] }
    let last = displayable(forms[forms.count - 1])
    return wrapped(last, columns: columns - 2)
  }

  /// The forms of each line, the longest first.
  private func lines(of chain: Standstill.Chain) -> [[String]] {
    var lines = chain.members.indices.map { index in
      Length.allCases.map { words(of: chain, index, $0) }
    }
    if case .circle(let start) = chain.end, chain.members.count > 1 {
      let first = chain.members[start]
      let words = start == 0 ? first.hold.map(held) ?? "held by" : "held by"
      lines.append(["\(words) goroutine \(first.goroutine.id): a circle"])
    }
    if chain.alike > 0 {
      let waiters = counted(chain.waitersAlike, "goroutine")
      lines.append(["and so at \(counted(chain.alike, "other lock")), where \(waiters) wait"])
    }
    return lines
  }

  private func words(of chain: Standstill.Chain, _ index: Int, _ length: Length) -> String {
    let member = chain.members[index]
    let place = place(of: member, length)
    if chain.end == .circle(0), chain.members.count == 1 {
      return
        "goroutine \(member.goroutine.id) waits for \(object(member, length)) that it holds itself\(place)"
    }
    if index == 0 {
      var text =
        member.count == 1
        ? "goroutine \(member.goroutine.id) \(doing(member, length))"
        : "\(member.count) goroutines wait"
          + wait(of: member, length, isCrowd: chain.end == .forever)
      text += place
      if member.otherPlaces > 0 { text += " and \(counted(member.otherPlaces, "other place"))" }
      if chain.end == .forever, !standstill.isAsleep {
        text +=
          "; nothing can wake "
          + (chain.sample.map { "\($0.found) of the \($0.lookedAt) looked at" }
            ?? (member.count == 1 ? "it" : "them"))
      }
      if chain.end == .nobodySeen, chain.members.count == 1 { text += "; its holder is not seen" }
      return text
    }
    var text = member.hold.map(held) ?? "held by"
    text += " goroutine \(member.goroutine.id)"
    if let others = member.hold?.others, others > 0 {
      text += member.hold?.isReader == true ? " and \(others) more" : " or one of \(others) more"
    }
    let isLast = index == chain.members.count - 1
    if isLast, chain.end == .joinsCircle { return text + " of the circle above" }
    text += ", which \(doing(member, length))\(place)"
    if isLast, chain.end == .nobodySeen { text += "; its holder is not seen" }
    return text
  }

  private func held(_ hold: Standstill.Hold) -> String {
    if !hold.isHeld { return "kept out by the writer in" }
    let words = hold.isReader ? "held for reading by" : "held by"
    return switch hold.confidence {
    case .certain: words
    case .likely: "likely \(words)"
    case .guess: "perhaps \(words)"
    }
  }

  // MARK: - One goroutine

  /// What follows its name: `waits for sync.Mutex main.mu 0x54e2a0`, `was running`.
  private func doing(_ member: Standstill.Member, _ length: Length) -> String {
    switch member.goroutine.state {
    case .running: "was running"
    case .runnable: "was ready to run"
    default: "waits" + wait(of: member, length, isCrowd: false)
    }
  }

  /// What follows "waits". Of a crowd that leaked each waits for something of its own.
  private func wait(
    of member: Standstill.Member, _ length: Length, isCrowd: Bool
  ) -> String {
    guard let wait = member.wait, !isCrowd || member.count == 1 else {
      return " (\(member.activity))"
    }
    if case .sync(.mutex) = wait.kind { return " for \(object(member, length))" }
    if case .sync(.rwMutex) = wait.kind { return " for \(object(member, length))" }
    switch length {
    case .whole, .withoutPaths: return " " + wait.words
    case .withoutAddresses: return " " + wait.wordsWithoutAddress
    case .withoutState, .withoutLines: return " " + wait.shortWords
    }
  }

  /// What is waited for. One that has a name can do without its address.
  private func object(_ member: Standstill.Member, _ length: Length) -> String {
    guard let wait = member.wait, case .sync(let kind) = wait.kind else { return member.activity }
    let isWhole = length == .whole || length == .withoutPaths
    let address = isWhole || member.variable == nil ? wait.address?.description : nil
    let words = [kind.rawValue, member.variable, address]
    return words.compactMap(\.self).joined(separator: " ")
  }

  private func place(of member: Standstill.Member, _ length: Length) -> String {
    guard let function = member.function else { return "" }
    let name = length == .whole ? function : withoutPath(function)
    return " in \(name)" + (length == .withoutLines ? "" : " (\(member.place ?? "?"))")
  }

  // MARK: - Where

  /// Whose places WHERE names: those who hold what the others wait for, or else those who wait.
  var places: [(function: String, place: String, goroutines: String)] {
    guard let chain = standstill.chains.first else { return [] }
    let isCircle = if case .circle(0) = chain.end { true } else { false }
    let holders = chain.members.dropFirst().filter { $0.function != nil }
    let shown = isCircle || holders.isEmpty ? chain.members : Array(holders)
    return shown.compactMap { member in
      guard let function = member.function else { return nil }
      let whose =
        member.count == 1 ? "goroutine \(member.goroutine.id)" : "\(member.count) goroutines"
      return (function, member.place ?? "?", whose)
    }
  }

  // MARK: - Parts below the head

  /// What the claims rest on.
  var reasons: [Passage] {
    let lines = standstill.reasons.flatMap { reason in
      let address = reason.address.map(hexadecimal).flatMap {
        reason.text.containsBytes($0) ? nil : "  " + $0
      }
      return Line.folded(reason.text + (address ?? ""), shorter: [reason.text])
    }
    return [Passage("WHY", lines: lines)].compactMap { $0 }
  }

  /// Goroutines that were computing.
  var computing: [Passage] {
    var lines = standstill.computing.map { member in
      let state = member.goroutine.state == .running ? "" : ", preempted"
      let forms = [Length.whole, .withoutPaths].map {
        "goroutine \(member.goroutine.id)\(state)\(place(of: member, $0))"
      }
      return Line.quoted(forms[0], shorter: [forms[1]])
    }
    let others = standstill.computingCount - lines.count
    if others > 0 {
      lines.append(Line("… \(others) more (gocore goroutines --status running)"))
    }
    return [Passage("RUNNING", lines: lines)].compactMap { $0 }
  }

  /// `14 stuck, 3 working, 54 waiting, 7 of the runtime`; nil where not all are known.
  var counts: String? {
    guard let counts = standstill.counts else { return nil }
    return [
      (counts.stuck, "stuck"), (counts.working, "working"), (counts.waiting, "waiting"),
      (counts.ofRuntime, "of the runtime"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
