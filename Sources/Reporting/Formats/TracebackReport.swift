// The runtime's own traceback, as GOTRACEBACK=crash prints it, of every goroutine in the core.
//
// Source: runtime/traceback.go goroutineheader, traceback2, printcreatedby; runtime/panic.go
// dopanic_m, go1.19 to go1.27.

internal import Basics
package import CrashAnalysis
internal import ElfCore
package import GoRuntime

/// What of the traceback is asked for.
package struct TracebackOptions {
  /// Long stacks in full, not shortened as the runtime does.
  package var showsAllFrames = false
  /// The values of labels, which are secrets by default.
  package var showsValues = false
  /// Only these goroutines; nil for all.
  package var selection: ((Goroutine) -> Bool)?

  package init() {}
}

/// Writes tracebacks in the runtime's format.
package final class TracebackReport {
  private let program: GoProgram
  private let crash: CrashFacts
  private let conventions: TracebackConventions
  private let options: TracebackOptions
  private var unwinder: Unwinder
  private var arguments: ArgumentPrinter
  private let out: TextWriter
  private var texts: [Int32: PointText] = [:]
  private var creators: [Address: CreatorText?] = [:]

  /// The constant text of a code point.
  private struct PointText {
    /// The inlined frames, one text each.
    let inlined: [[UInt8]]
    /// The function's name and the opening parenthesis.
    let name: [UInt8]
    /// From the closing parenthesis to the offset.
    let place: [UInt8]
  }

  /// The constant text of a creator.
  private struct CreatorText {
    let name: [UInt8]
    let place: [UInt8]
  }

  package init(
    _ program: GoProgram, crash: CrashFacts, options: TracebackOptions,
    out: TextWriter
  ) {
    self.program = program
    self.crash = crash
    self.options = options
    self.out = out
    conventions = .matching(program.process.build)
    unwinder = program.unwinder(
      keep: options.showsAllFrames ? Int.max : 256,
      preemptionIsExact: conventions.preemptionIsExact)
    arguments = ArgumentPrinter(program)
  }

  /// Writes all that is selected: the crashed goroutine first, then the others in `allgs` order.
  package func write() {
    var isFirst = true
    func separate() {
      if !isFirst { out.write("\n") }
      isFirst = false
    }
    let shown: (Goroutine) -> Bool = { self.options.selection?($0) ?? true }
    if options.selection == nil, let system = systemPart() {
      separate()
      out.write("runtime stack:\n")
      write(system)
    }
    let crashed = crash.goroutine
    if let crashed, shown(crashed) {
      separate()
      writeHeader(crashed)
      write(
        dyingStack(
          crashed, crash.stack, from: crash.tracebackStart, isExact: crash.path == .signal))
      writeCreator(crashed)
      writeAncestors(crashed)
    }
    _ = program.process.forEachGoroutine { goroutine in
      guard goroutine.address != crashed?.address, shown(goroutine), !out.hasFailed else { return }
      separate()
      writeHeader(goroutine)
      if let other = crash.others.first(where: { $0.goroutine?.address == goroutine.address }) {
        write(dyingStack(goroutine, other.stack, from: other.tracebackStart, isExact: false))
      } else {
        write(stack(of: goroutine))
      }
      writeCreator(goroutine)
      writeAncestors(goroutine)
    }
  }

  private func stack(of goroutine: Goroutine) -> StackTrace {
    guard let start = program.process.stackStart(of: goroutine) else { return StackTrace() }
    return unwinder.walk(from: start)
  }

  /// The frames of the crashed thread's system stack from where the runtime began, when it died there.
  private func systemPart() -> StackTrace? {
    var part = crash.stack
    part.frames = Array(crash.stack.frames.dropFirst(crash.tracebackStart))
    guard part.frames.first?.isOnSystemStack == true else { return nil }
    let count = part.frames.prefix { $0.isOnSystemStack }.count
    if count < part.frames.count {
      part.frames = Array(part.frames.prefix(count))
      part.end = .outermost
      part.omitted = 0
      part.omittedLogical = 0
    }
    return part
  }

  /// A dying goroutine's frames, from where the runtime began to print them. Walked again from that
  /// frame, so that a long stack is shortened from there.
  private func dyingStack(
    _ goroutine: Goroutine, _ trace: StackTrace, from first: Int, isExact: Bool
  ) -> StackTrace {
    guard first < trace.frames.count, trace.omitted == 0 || first < trace.omittedAfter,
      !trace.frames[first].isOnSystemStack,
      // In a system call the runtime prints from where Go left off, whatever was interrupted.
      goroutine.state != .syscall
    else { return stack(of: goroutine) }
    let frame = trace.frames[first]
    return unwinder.walk(
      from: StackStart(
        pc: frame.pc, stackPointer: frame.stackPointer, isExact: isExact, source: frame.source,
        stack: goroutine.stack))
  }

  // MARK: - Headers

  private func writeHeader(_ goroutine: Goroutine) {
    out.buffer.append(contentsOf: "goroutine ".utf8)
    out.buffer.appendDecimal(goroutine.id)
    if conventions.headerHasPointers {
      out.buffer.append(contentsOf: " gp=".utf8)
      out.buffer.appendHexadecimal(goroutine.address.rawValue)
      if goroutine.machine.isNull {
        out.buffer.append(contentsOf: " m=nil".utf8)
      } else {
        let id = program.process.machine(at: goroutine.machine).map { String($0.id) } ?? "?"
        out.buffer.append(contentsOf: " m=\(id) mp=".utf8)
        out.buffer.appendHexadecimal(goroutine.machine.rawValue)
      }
    }
    let description = GoroutineDescription(goroutine, program.process)
    out.buffer.append(contentsOf: " [".utf8)
    out.write(displayable(description.bracketText(conventions)))
    out.buffer.append(0x5d)
    if conventions.labels == .afterStatus { writeLabels(goroutine) }
    out.write(":\n")
  }

  private func writeLabels(_ goroutine: Goroutine) {
    guard let labels = program.process.labels(of: goroutine), !labels.isEmpty else { return }
    let text = labels.map {
      quotedIfNeeded($0.key) + ": "
        + (options.showsValues ? quotedIfNeeded($0.value) : Redaction.placeholder)
    }
    out.write(" {" + text.joined(separator: ", ") + "}")
  }

  private func writeCreator(_ goroutine: Goroutine) {
    guard goroutine.id != 1, !goroutine.creatorPC.isNull else { return }
    let text: CreatorText?
    if let known = creators[goroutine.creatorPC] {
      text = known
    } else {
      text = makeCreator(goroutine.creatorPC)
      creators[goroutine.creatorPC] = text
    }
    guard let text else { return }
    out.write(text.name)
    if goroutine.creatorID != 0 {
      out.buffer.append(contentsOf: " in goroutine ".utf8)
      out.buffer.appendDecimal(goroutine.creatorID)
    }
    out.write(text.place)
  }

  /// The stacks of its creators, where the program was told to keep them (printAncestorTraceback).
  private func writeAncestors(_ goroutine: Goroutine) {
    for ancestor in program.process.ancestors(of: goroutine) {
      out.write("[originating from goroutine \(ancestor.id)]:\n")
      for pc in ancestor.programCounters {
        guard let function = program.function(at: pc) else { continue }
        var name = function.name
        var place = "?:0"
        if let index = program.point(at: pc, isExact: true),
          let frame = program.frames(at: index).first
        {
          name = program.functionName(frame)
          place = "\(displayable(program.fileName(frame))):\(frame.line)"
        }
        var line = "\(displayable(conventions.printedName(name)))(...)\n\t\(place)"
        if pc > function.entry {
          line += " +" + hexadecimal(pc.rawValue - function.entry.rawValue)
        }
        out.write(line + "\n")
      }
      if ancestor.programCounters.count == GoProcess.ancestorFrameLimit {
        out.write("...additional frames elided...\n")
      }
      guard ancestor.id != 1, let creator = makeCreator(ancestor.creatorPC) else { continue }
      out.write(creator.name)
      out.write(creator.place)
    }
  }

  private func makeCreator(_ pc: Address) -> CreatorText? {
    guard let location = program.location(of: pc, isExact: false) else { return nil }
    var place = "\n\t\(displayable(location.file)):\(location.line)"
    if pc > location.entry { place += " +" + hexadecimal(pc.rawValue - location.entry.rawValue) }
    return CreatorText(
      name: Array("created by \(displayable(conventions.printedName(location.name)))".utf8),
      place: Array((place + "\n").utf8))
  }

  // MARK: - Frames

  private func write(_ trace: StackTrace) {
    if trace.frames.isEmpty && trace.end != .outermost {
      out.write("\t(\(trace.end.message))\n")
      return
    }
    switch conventions.elision {
    case _ where options.showsAllFrames:
      for frame in trace.frames { write(frame) }
    case .firstHundred:
      writeFirstHundred(trace)
    case .innermostAndOutermost:
      writeInnermostAndOutermost(trace)
    }
    // Where a function switches stacks the runtime's own print ends, too.
    if !trace.end.isComplete, trace.end != .stackPointerWritten {
      out.write("\t(stack \(trace.end.message))\n")
    }
  }

  private func writeFirstHundred(_ trace: StackTrace) {
    var printed = 0
    for frame in trace.frames.prefix(100) {
      write(frame)
      printed += program[frame.point].frames.count
    }
    if printed == 100 { out.write("...additional frames elided...\n") }
  }

  private func writeInnermostAndOutermost(_ trace: StackTrace) {
    let kept = trace.frames.reduce(0) { $0 + program[$1.point].frames.count }
    let total = kept + trace.omittedLogical
    guard total > 100 else {
      for frame in trace.frames { write(frame) }
      return
    }
    var number = 0
    for (index, frame) in trace.frames.enumerated() {
      if index == trace.omittedAfter { number += trace.omittedLogical }
      let count = program[frame.point].frames.count
      for logical in 0..<count {
        if number == 50 { out.write("...\(total - 100) frames elided...\n") }
        if number < 50 || number >= total - 50 { write(frame, logical: logical) }
        number += 1
      }
    }
  }

  private func write(_ frame: RawFrame) {
    for logical in 0..<program[frame.point].frames.count {
      write(frame, logical: logical)
    }
  }

  private func write(_ frame: RawFrame, logical: Int) {
    let text = text(of: frame.point)
    if logical < text.inlined.count {
      out.write(text.inlined[logical])
      return
    }
    out.buffer.append(contentsOf: text.name)
    arguments.print(frame, to: &out.buffer)
    out.buffer.append(contentsOf: text.place)
    out.buffer.append(contentsOf: " fp=".utf8)
    out.buffer.appendHexadecimal(frame.framePointer.rawValue)
    out.buffer.append(contentsOf: " sp=".utf8)
    out.buffer.appendHexadecimal(frame.stackPointer.rawValue)
    out.buffer.append(contentsOf: " pc=".utf8)
    out.buffer.appendHexadecimal(frame.pc.rawValue)
    out.buffer.append(0x0a)
    out.flushIfFull()
  }

  private func text(of index: Int32) -> PointText {
    if let known = texts[index] { return known }
    let point = program[index]
    var inlined: [[UInt8]] = []
    var name: [UInt8] = []
    var place = ""
    for frame in program.frames(at: index) {
      let printed = displayable(conventions.printedName(program.functionName(frame)))
      let location = "\(displayable(program.fileName(frame))):\(frame.line)"
      if frame.isInlined {
        inlined.append(Array("\(printed)(...)\n\t\(location)\n".utf8))
      } else {
        name = Array("\(printed)(".utf8)
        place = ")\n\t\(location)"
        if point.pc > point.entry {
          place += " +" + hexadecimal(point.pc.rawValue - point.entry.rawValue)
        }
      }
    }
    let text = PointText(inlined: inlined, name: name, place: Array(place.utf8))
    texts[index] = text
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
