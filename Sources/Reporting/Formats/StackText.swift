// Stacks and registers as text for people.

internal import Basics
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

/// Writes stacks.
struct StackText {
  let options: StackTextOptions
  let style: TextStyle
  let architecture: Architecture
  let out: TextWriter

  /// Writes the frames, a line each.
  func write(_ stack: StackDescription) {
    let shown = stack.frames.enumerated().filter { _, frame in
      options.showsRuntime || frame.isNative || !(frame.name.isOfRuntime || frame.isWrapper)
    }.map { ($0.offset, $0.element) }
    // A stack of nothing but the runtime's frames is shown as it is.
    let frames = shown.isEmpty ? stack.frames.enumerated().map { ($0.offset, $0.element) } : shown
    let hidden = stack.frames.count - frames.count
    let width = min(44, frames.map { nameText($0.1).unicodeScalars.count }.max() ?? 0)
    let turns = options.showsAllFrames ? [] : RepeatedTurns.find(in: frames, of: stack)
    let places = frames.indices.filter { place in
      !turns.contains { $0.hidden.contains(place) }
    }
    let limit = options.innermost + options.outermost
    let cut = !options.showsAllFrames && places.count > limit
    var gaps = stack.gaps[...]
    for (number, place) in places.enumerated() {
      let (index, frame) = frames[place]
      while let gap = gaps.first, gap.after <= index {
        writeGap(gap.reason)
        gaps.removeFirst()
      }
      if cut, number == options.innermost {
        let left = places.count - limit + stack.elided
        out.write("     … \(counted(left, "frame")) not shown (--frames all shows them)\n")
      }
      if cut, number >= options.innermost, number < places.count - options.outermost { continue }
      if !cut, stack.elided > 0, index == stack.elidedAfter {
        out.write("     … \(counted(stack.elided, "frame")) not shown (--frames all shows them)\n")
      }
      write(frame, number: index, width: width)
      if let turn = turns.first(where: { $0.hidden.lowerBound == place + 1 }) {
        out.write("     … \(turn.words) (--frames all shows them)\n")
      }
    }
    for gap in gaps { writeGap(gap.reason) }
    if hidden > 0 {
      out.write(
        style.faint("     … \(counted(hidden, "runtime frame")) hidden (--runtime shows them)")
          + "\n")
    }
    if !stack.end.isComplete {
      out.write("     … stack \(displayable(stack.end.message))\n")
    }
  }

  private func writeGap(_ reason: StackEnd) {
    out.write("     … frames of C missing: \(displayable(reason.reason))\n")
  }

  private func nameText(_ frame: FrameDescription) -> String {
    if frame.isNative {
      return displayable(frame.function) + (frame.isInlined ? " [C] inlined" : " [C]")
    }
    return goNameText(frame)
  }

  private func goNameText(_ frame: FrameDescription) -> String {
    displayable(frame.function) + (frame.isInlined ? "(…) inlined" : "(\(frame.arguments ?? ""))")
  }

  private func write(_ frame: FrameDescription, number: Int, width: Int) {
    var line = number < 10 ? " #\(number)  " : number < 100 ? " #\(number) " : "#\(number) "
    line += padded(nameText(frame), width) + "  " + displayable(frame.place)
    if !frame.isInlined {
      if frame.hasEntry { line += " +" + hexadecimal(frame.offset) }
      let roles = architecture.roles
      line += "  \(roles.programCounter)=\(frame.frame.pc)"
      line += " \(roles.stackPointer)=\(frame.frame.stackPointer)"
    }
    out.write(line + "\n")
  }

  /// Writes registers, four to a line, with their source.
  func write(_ registers: RegisterSet, source: String, indent: String) {
    guard !registers.entries.isEmpty else { return }
    out.write("\(indent)registers (\(source)):\n")
    let width = registers.entries.map { $0.name.count }.max() ?? 0
    for start in stride(from: 0, to: registers.entries.count, by: 4) {
      let row = registers.entries[start..<min(start + 4, registers.entries.count)].map {
        padded(padded($0.name, width) + " " + hexadecimal($0.value), width + 20)
      }
      var line = indent + "  " + row.joined(separator: " ")
      while line.last == " " { line.removeLast() }
      out.write(line + "\n")
    }
  }
}
