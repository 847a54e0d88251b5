// Stacks and registers as they are shown to people.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What of a stack is shown.
package struct StackTextOptions: Sendable {
  /// The runtime's own frames too.
  package var showsRuntime = false
  /// Long stacks in full.
  package var showsAllFrames = false
  /// How many frames of a long stack are shown at either end.
  package var innermost = 40
  package var outermost = 10

  package init() {}
}

/// Makes blocks of stacks and registers.
struct StackBlocks: Sendable {
  let options: StackTextOptions
  let architecture: Architecture

  /// The frames, a row each, and what is missing between and behind them.
  func stack(_ stack: StackDescription) -> Block {
    let shown = stack.frames.enumerated().filter { _, frame in
      options.showsRuntime || frame.isNative || !(frame.name.isOfRuntime || frame.isWrapper)
    }.map { ($0.offset, $0.element) }
    // A stack of nothing but the runtime's frames is shown as it is.
    let frames = shown.isEmpty ? stack.frames.enumerated().map { ($0.offset, $0.element) } : shown
    let hidden = stack.frames.count - frames.count
    let names = frames.map { nameText($0.1) }
    var rows = rows(of: frames, names, stack)
    if hidden > 0 {
      let text = "… \(counted(hidden, "runtime frame")) hidden (--runtime shows them)"
      rows.append(.note(Line(text, .faint)))
    }
    if !stack.end.isComplete { rows.append(.note(Line("… stack \(stack.end.message)"))) }
    return .stack(
      StackBlock(rows: rows, nameWidth: names.map(shownWidth).max() ?? 0))
  }

  private func rows(
    of frames: [(Int, FrameDescription)], _ names: [String], _ stack: StackDescription
  ) -> [StackBlock.Row] {
    let turns = options.showsAllFrames ? [] : RepeatedTurns.find(in: frames, of: stack)
    let places = frames.indices.filter { place in
      !turns.contains { $0.hidden.contains(place) }
    }
    let limit = options.innermost + options.outermost
    let cut = !options.showsAllFrames && places.count > limit
    var gaps = stack.gaps[...]
    var isElisionPending = !cut && stack.elided > 0
    var rows: [StackBlock.Row] = []
    rows.reserveCapacity(places.count + 2)
    for (number, place) in places.enumerated() {
      let (index, frame) = frames[place]
      while let gap = gaps.first, gap.after <= index {
        rows.append(note(gap.reason, stack))
        gaps.removeFirst()
      }
      if cut, number == options.innermost {
        rows.append(noteNotShown(counted(places.count - limit + stack.elided, "frame")))
      }
      if cut, number >= options.innermost, number < places.count - options.outermost { continue }
      // The first frame behind it may be hidden.
      if isElisionPending, index >= stack.elidedAfter {
        isElisionPending = false
        rows.append(noteNotShown(counted(stack.elided, "frame")))
      }
      rows.append(.frame(number: index, name: names[place], place: placeText(frame)))
      if let turn = turns.first(where: { $0.hidden.lowerBound == place + 1 }) {
        rows.append(.note(Line("… \(turn.words) (--frames all shows them)")))
      }
    }
    if isElisionPending { rows.append(noteNotShown(counted(stack.elided, "frame"))) }
    return rows + gaps.map { note($0.reason, stack) }
  }

  private func note(_ reason: StackEnd, _ stack: StackDescription) -> StackBlock.Row {
    let frames = stack.frames.contains(where: \.isNative) ? "frames of C" : "frames"
    return .note(Line("… \(frames) missing: \(reason.reason)"))
  }

  private func noteNotShown(_ frames: String) -> StackBlock.Row {
    .note(Line("… \(frames) not shown (--frames all shows them)"))
  }

  private func nameText(_ frame: FrameDescription) -> String {
    if frame.isNative {
      let language = frame.isUnnamedGo ? "Go" : "C"
      let mark = frame.frame.source == .framePointer ? "\(language), a guess" : language
      return frame.function + " [\(mark)]" + (frame.isInlined ? " inlined" : "")
    }
    return frame.function + (frame.isInlined ? "(…) inlined" : "(\(frame.arguments ?? ""))")
  }

  private func placeText(_ frame: FrameDescription) -> String {
    guard !frame.isInlined else { return frame.place }
    var text = frame.place
    if frame.hasEntry { text += " +" + hexadecimal(frame.offset) }
    let roles = architecture.roles
    text += "  \(roles.programCounter)=\(frame.frame.pc)"
    text += " \(roles.stackPointer)=\(frame.frame.stackPointer)"
    return text
  }

  /// Registers with their source; no block without registers.
  func registers(_ registers: RegisterSet, source: String) -> [Block] {
    guard !registers.entries.isEmpty else { return [] }
    return [
      .registers(
        registers.entries.map { ($0.name, hexadecimal($0.value)) }, source: source)
    ]
  }
}
