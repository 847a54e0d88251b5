// One goroutine of a traceback as the runtime prints it. What is constant of a place in the code is put
// into bytes once: a service has a million goroutines in a few dozen places.
//
// Source: runtime/traceback.go goroutineheader, traceback2, printcreatedby; runtime/panic.go
// dopanic_m, go1.19 to go1.27.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts goroutines into bytes. One for each describer, whose numbers of places it goes by.
struct TracebackText {
  private let conventions: TracebackConventions
  private let options: TracebackOptions
  /// What was written and not taken yet.
  var bytes: [UInt8] = []
  /// Texts that come again and again; the ranges below are places in it.
  private var constants: [UInt8] = []
  private var places: [PlaceText?] = []
  private var calls: [Range<Int>] = []
  private var creators: [Address: (name: Range<Int>, place: Range<Int>)] = [:]
  private var states: [String: Range<Int>] = [:]
  /// So many bytes are kept, about, where they can be sent on.
  private static let blockSize = 1 << 16

  /// Sends bytes on and removes them.
  typealias Drain = (inout [UInt8]) -> Void

  /// The constant text of a place in the code.
  private struct PlaceText {
    /// The inlined calls, as places in `calls`.
    let inlined: Range<Int>
    /// The function's name and the opening parenthesis.
    let name: Range<Int>
    /// From the closing parenthesis to ` fp=`.
    let end: Range<Int>
  }

  init(_ conventions: TracebackConventions, _ options: TracebackOptions) {
    self.conventions = conventions
    self.options = options
  }

  /// Takes what was written.
  mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Writes an entry, after an empty line. `drain` is called whenever a block is full.
  mutating func write(_ entry: Traceback.Entry, drain: Drain? = nil) {
    bytes.append(0x0a)
    guard let goroutine = entry.goroutine else {
      append("runtime stack:\n")
      return write(entry.stack, drain)
    }
    writeHeader(goroutine, entry)
    write(entry.stack, drain)
    if let creator = entry.creator { write(creator, of: goroutine) }
    for ancestor in entry.ancestors { write(ancestor) }
    if let drain, bytes.count >= Self.blockSize { drain(&bytes) }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds a text to the constants.
  private mutating func constant(_ text: String) -> Range<Int> {
    let start = constants.count
    constants.append(contentsOf: text.utf8)
    return start..<constants.count
  }

  // MARK: - Headers

  private mutating func writeHeader(_ goroutine: Goroutine, _ entry: Traceback.Entry) {
    append("goroutine ")
    bytes.appendDecimal(goroutine.id)
    if conventions.headerHasPointers {
      append(" gp=")
      bytes.appendHexadecimal(goroutine.address.rawValue)
      if goroutine.machine.isNull {
        append(" m=nil")
      } else {
        append(" m=\(entry.machineID.map { String($0) } ?? "?") mp=")
        bytes.appendHexadecimal(goroutine.machine.rawValue)
      }
    }
    bytes.append(contentsOf: constants[state(entry.state)])
    if let labels = entry.labels, !labels.isEmpty { write(labels) }
    append(":\n")
  }

  /// A state in its brackets.
  private mutating func state(_ state: String) -> Range<Int> {
    if let known = states[state] { return known }
    let range = constant(" [\(displayable(state))]")
    states[state] = range
    return range
  }

  private mutating func write(_ labels: [Label]) {
    let text = labels.map {
      quotedIfNeeded($0.key) + ": "
        + (options.showsValues ? quotedIfNeeded($0.value) : Redaction.placeholder)
    }
    append(" {" + text.joined(separator: ", ") + "}")
  }

  // MARK: - Creators

  private mutating func write(_ creator: Traceback.Creator, of goroutine: Goroutine) {
    let text = text(of: creator, at: goroutine.creatorPC)
    bytes.append(contentsOf: constants[text.name])
    if goroutine.creatorID != 0 {
      append(" in goroutine ")
      bytes.appendDecimal(goroutine.creatorID)
    }
    bytes.append(contentsOf: constants[text.place])
  }

  private mutating func text(
    of creator: Traceback.Creator, at pc: Address
  ) -> (name: Range<Int>, place: Range<Int>) {
    if let known = creators[pc] { return known }
    let text = (
      name: constant("created by \(displayable(creator.function))"),
      place: constant(placeText(creator))
    )
    creators[pc] = text
    return text
  }

  private func placeText(_ creator: Traceback.Creator) -> String {
    "\n\t\(displayable(creator.file)):\(creator.line)" + offsetText(creator.offset) + "\n"
  }

  private func offsetText(_ offset: UInt64) -> String {
    offset > 0 ? " +" + hexadecimal(offset) : ""
  }

  /// The stack of a creator, where the program was told to keep it (printAncestorTraceback).
  private mutating func write(_ ancestor: Traceback.AncestorStack) {
    append("[originating from goroutine \(ancestor.id)]:\n")
    for call in ancestor.calls {
      append("\(displayable(call.function))(...)" + placeText(call))
    }
    if ancestor.isCut { append("...additional frames elided...\n") }
    if let creator = ancestor.creator {
      append("created by \(displayable(creator.function))" + placeText(creator))
    }
  }

  // MARK: - Frames

  private mutating func write(_ stack: Traceback.Stack, _ drain: Drain?) {
    if stack.frames.isEmpty && stack.end != .outermost {
      append("\t(\(stack.end.message))\n")
      return
    }
    let elision = stack.elision
    for index in stack.frames.indices {
      if let elision, elision.after == index { write(elision) }
      write(stack.frames[index], of: stack)
      if let drain, bytes.count >= Self.blockSize { drain(&bytes) }
    }
    if let elision, elision.after == stack.frames.count { write(elision) }
    // Where a function switches stacks the runtime's own print ends, too.
    if !stack.end.isComplete, stack.end != .stackPointerWritten {
      append("\t(stack \(stack.end.message))\n")
    }
  }

  private mutating func write(_ elision: Traceback.Elision) {
    append(
      elision.count.map { "...\($0) frames elided...\n" } ?? "...additional frames elided...\n")
  }

  private mutating func write(_ frame: Traceback.Frame, of stack: Traceback.Stack) {
    let text = text(of: frame, stack)
    for call in frame.calls {
      if call < text.inlined.count {
        bytes.append(contentsOf: constants[calls[text.inlined.lowerBound + call]])
        continue
      }
      bytes.append(contentsOf: constants[text.name])
      if !frame.arguments.isEmpty {
        bytes.append(contentsOf: stack.arguments[frame.arguments])
      }
      bytes.append(contentsOf: constants[text.end])
      bytes.appendHexadecimal(frame.frame.framePointer.rawValue)
      bytes.append(contentsOf: Self.stackPointer)
      bytes.appendHexadecimal(frame.frame.stackPointer.rawValue)
      bytes.append(contentsOf: Self.programCounter)
      bytes.appendHexadecimal(frame.frame.pc.rawValue)
      bytes.append(0x0a)
    }
  }

  private static let stackPointer = Array(" sp=".utf8)
  private static let programCounter = Array(" pc=".utf8)

  private mutating func text(of frame: Traceback.Frame, _ stack: Traceback.Stack) -> PlaceText {
    let number = Int(frame.frame.point)
    if places.indices.contains(number), let known = places[number] { return known }
    let text = makeText(of: stack.place(of: frame))
    guard number >= 0 else { return text }
    while places.count <= number { places.append(nil) }
    places[number] = text
    return text
  }

  private mutating func makeText(of place: Traceback.Place) -> PlaceText {
    let first = calls.count
    var name = 0..<0
    var end = 0..<0
    for call in place.calls {
      let printed = displayable(call.function)
      let location = "\(displayable(call.file)):\(call.line)"
      if call.isInlined {
        calls.append(constant("\(printed)(...)\n\t\(location)\n"))
      } else {
        name = constant("\(printed)(")
        end = constant(")\n\t\(location)" + offsetText(place.offset) + " fp=")
      }
    }
    return PlaceText(inlined: first..<calls.count, name: name, end: end)
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
