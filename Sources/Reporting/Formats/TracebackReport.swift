// The runtime's own traceback, as GOTRACEBACK=crash prints it, of every goroutine in the core.
//
// Source: runtime/traceback.go goroutineheader, traceback2, printcreatedby; runtime/panic.go
// dopanic_m, go1.19 to go1.27.

internal import Basics
package import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What of the traceback is shown.
package struct TracebackOptions {
  /// Long stacks in full, not shortened as the runtime does.
  package var showsAllFrames = false
  /// The values of labels, which are secrets by default.
  package var showsValues = false

  package init() {}
}

/// Writes tracebacks in the runtime's format.
package final class TracebackReport {
  private let traceback: Traceback
  private let conventions: TracebackConventions
  private let options: TracebackOptions
  private let out: TextWriter
  private var texts: [Int32: PlaceText] = [:]

  /// The constant text of a place in the code.
  private struct PlaceText {
    /// The inlined frames, one text each.
    let inlined: [[UInt8]]
    /// The function's name and the opening parenthesis.
    let name: [UInt8]
    /// From the closing parenthesis to the offset.
    let place: [UInt8]
  }

  package init(_ traceback: Traceback, options: TracebackOptions, out: TextWriter) {
    var traceback = traceback
    traceback.keepsAllFrames = options.showsAllFrames
    self.traceback = traceback
    self.options = options
    self.out = out
    conventions = traceback.conventions
  }

  /// Writes all of the traceback.
  package func write() {
    var isFirst = true
    traceback.describeEach { entry in
      if !isFirst { out.write("\n") }
      isFirst = false
      write(entry)
      return !out.hasFailed
    }
  }

  private func write(_ entry: Traceback.Entry) {
    guard let goroutine = entry.goroutine else {
      out.write("runtime stack:\n")
      write(entry.stack)
      return
    }
    writeHeader(goroutine, entry)
    write(entry.stack)
    if let creator = entry.creator {
      out.write("created by \(displayable(creator.function))")
      if goroutine.creatorID != 0 {
        out.buffer.append(contentsOf: " in goroutine ".utf8)
        out.buffer.appendDecimal(goroutine.creatorID)
      }
      out.write(placeText(creator))
    }
    for ancestor in entry.ancestors { write(ancestor) }
  }

  // MARK: - Headers

  private func writeHeader(_ goroutine: Goroutine, _ entry: Traceback.Entry) {
    out.buffer.append(contentsOf: "goroutine ".utf8)
    out.buffer.appendDecimal(goroutine.id)
    if conventions.headerHasPointers {
      out.buffer.append(contentsOf: " gp=".utf8)
      out.buffer.appendHexadecimal(goroutine.address.rawValue)
      if goroutine.machine.isNull {
        out.buffer.append(contentsOf: " m=nil".utf8)
      } else {
        out.buffer.append(
          contentsOf: " m=\(entry.machineID.map { String($0) } ?? "?") mp=".utf8)
        out.buffer.appendHexadecimal(goroutine.machine.rawValue)
      }
    }
    out.buffer.append(contentsOf: " [".utf8)
    out.write(displayable(entry.state))
    out.buffer.append(0x5d)
    if let labels = entry.labels, !labels.isEmpty { write(labels) }
    out.write(":\n")
  }

  private func write(_ labels: [Label]) {
    let text = labels.map {
      quotedIfNeeded($0.key) + ": "
        + (options.showsValues ? quotedIfNeeded($0.value) : Redaction.placeholder)
    }
    out.write(" {" + text.joined(separator: ", ") + "}")
  }

  private func placeText(_ creator: Traceback.Creator) -> String {
    "\n\t\(displayable(creator.file)):\(creator.line)" + offsetText(creator.offset) + "\n"
  }

  private func offsetText(_ offset: UInt64) -> String {
    offset > 0 ? " +" + hexadecimal(offset) : ""
  }

  /// The stack of a creator, where the program was told to keep it (printAncestorTraceback).
  private func write(_ ancestor: Traceback.AncestorStack) {
    out.write("[originating from goroutine \(ancestor.id)]:\n")
    for call in ancestor.calls {
      out.write("\(displayable(call.function))(...)" + placeText(call))
    }
    if ancestor.isCut { out.write("...additional frames elided...\n") }
    if let creator = ancestor.creator {
      out.write("created by \(displayable(creator.function))" + placeText(creator))
    }
  }

  // MARK: - Frames

  private func write(_ stack: Traceback.Stack) {
    if stack.frames.isEmpty && stack.end != .outermost {
      out.write("\t(\(stack.end.message))\n")
      return
    }
    switch conventions.elision {
    case _ where options.showsAllFrames:
      for frame in stack.frames { write(frame) }
    case .firstHundred:
      writeFirstHundred(stack)
    case .innermostAndOutermost:
      writeInnermostAndOutermost(stack)
    }
    // Where a function switches stacks the runtime's own print ends, too.
    if !stack.end.isComplete, stack.end != .stackPointerWritten {
      out.write("\t(stack \(stack.end.message))\n")
    }
  }

  private func writeFirstHundred(_ stack: Traceback.Stack) {
    var printed = 0
    for frame in stack.frames.prefix(100) {
      write(frame)
      printed += frame.place.calls.count
    }
    if printed == 100 { out.write("...additional frames elided...\n") }
  }

  private func writeInnermostAndOutermost(_ stack: Traceback.Stack) {
    let kept = stack.frames.reduce(0) { $0 + $1.place.calls.count }
    let total = kept + stack.omittedLogical
    guard total > 100 else {
      for frame in stack.frames { write(frame) }
      return
    }
    var number = 0
    for (index, frame) in stack.frames.enumerated() {
      if index == stack.omittedAfter { number += stack.omittedLogical }
      for logical in frame.place.calls.indices {
        if number == 50 { out.write("...\(total - 100) frames elided...\n") }
        if number < 50 || number >= total - 50 { write(frame, logical: logical) }
        number += 1
      }
    }
  }

  private func write(_ frame: Traceback.Frame) {
    for logical in frame.place.calls.indices { write(frame, logical: logical) }
  }

  private func write(_ frame: Traceback.Frame, logical: Int) {
    let text = text(of: frame.place)
    if logical < text.inlined.count {
      out.write(text.inlined[logical])
      return
    }
    out.buffer.append(contentsOf: text.name)
    out.buffer.append(contentsOf: frame.arguments)
    out.buffer.append(contentsOf: text.place)
    out.buffer.append(contentsOf: " fp=".utf8)
    out.buffer.appendHexadecimal(frame.frame.framePointer.rawValue)
    out.buffer.append(contentsOf: " sp=".utf8)
    out.buffer.appendHexadecimal(frame.frame.stackPointer.rawValue)
    out.buffer.append(contentsOf: " pc=".utf8)
    out.buffer.appendHexadecimal(frame.frame.pc.rawValue)
    out.buffer.append(0x0a)
    out.flushIfFull()
  }

  private func text(of place: Traceback.Place) -> PlaceText {
    if let known = texts[place.number] { return known }
    var inlined: [[UInt8]] = []
    var name: [UInt8] = []
    var end = ""
    for call in place.calls {
      let printed = displayable(call.function)
      let location = "\(displayable(call.file)):\(call.line)"
      if call.isInlined {
        inlined.append(Array("\(printed)(...)\n\t\(location)\n".utf8))
      } else {
        name = Array("\(printed)(".utf8)
        end = ")\n\t\(location)" + offsetText(place.offset)
      }
    }
    let text = PlaceText(inlined: inlined, name: name, place: Array(end.utf8))
    texts[place.number] = text
    return text
  }
}

/// A label as the runtime prints it: quoted when it has anything but letters, digits, `.`, `/`, `_`.
func quotedIfNeeded(_ text: String) -> String {
  let plain = text.utf8.allSatisfy {
    (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0)
      || $0 == 0x2e || $0 == 0x2f || $0 == 0x5f
  }
  guard !plain else { return text }
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    default:
      switch scalar.value {
      case 0x20...0x7e: quoted.unicodeScalars.append(scalar)
      case ..<0x7f: quoted += "\\x" + padded(scalar.value, 2)
      case ..<0x1_0000: quoted += "\\u" + padded(scalar.value, 4)
      default: quoted += "\\U" + padded(scalar.value, 8)
      }
    }
  }
  return quoted + "\""
}

private func padded(_ value: UInt32, _ width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
