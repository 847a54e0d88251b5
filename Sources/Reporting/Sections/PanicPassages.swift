// Panics whole: values, wrapped errors, deferred calls; and what an exhausted resource was used for.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts the details of a death into words.
struct PanicPassages {
  private let details: CrashDetails
  private let stack: StackDescription
  private let rawFrames: [RawFrame]
  private let panics: [Panic]
  private let showsValues: Bool
  private let showsRuntime: Bool
  private let conventions: TracebackConventions
  private static let deferLimit = 20
  private static let shareLimit = 3

  init(_ analysis: ProgramAnalysis, showsValues: Bool, showsRuntime: Bool) {
    self.showsRuntime = showsRuntime
    details = analysis.diagnosis.details
    stack = analysis.diagnosis.stack
    rawFrames = analysis.diagnosis.facts.stack.frames
    panics = analysis.diagnosis.facts.panics
    self.showsValues = showsValues
    conventions = .matching(analysis.build)
  }

  /// What is known of the panics' values and of the deferred calls that panicked again.
  var values: [Passage] {
    var shown: [Line] = []
    for (index, panic) in panics.enumerated() {
      var lines = details.panicValues[index].map(self.lines(of:)) ?? []
      if let call = details.runningDefers[index] { lines.append(words(of: call)) }
      let head =
        panic.isGoexit ? "runtime.Goexit: " : panics.count > 1 ? "panic \(index + 1): " : ""
      shown += lines.enumerated().map { Line(($0 == 0 ? head : "  ") + $1) }
    }
    return [Passage("VALUE", lines: shown)].compactMap { $0 }
  }

  /// Whether a text of the values is not shown.
  var hidesValues: Bool {
    details.panicValues.lazy.compactMap(\.self).contains { value in
      value.causes.contains { $0.text != nil && !$0.isPublic }
        || value.fields.contains {
          if case .string(_, let length)? = $0.value { length > 0 } else { false }
        }
    }
  }

  private func words(of call: RunningDefer) -> String {
    let owner = call.owner.map { " of \(name($0))" } ?? ""
    return "then the deferred call \(name(call.function))\(owner) panicked"
  }

  private func name(_ function: String) -> String { conventions.printedName(function) }

  private func lines(of value: PanicValue) -> [String] {
    var lines: [String] = []
    if let bounds = value.bounds {
      lines.append(
        "\(bounds.form) with x = \(bounds.index)"
          + (bounds.limit.map { ", \(bounds.limitName) = \($0)" } ?? ""))
    }
    if let assertion = value.assertion {
      let held = assertion.concrete ?? "nil"
      lines.append(
        "\(assertion.interface ?? "an interface") held \(held), asserted was "
          + "\(assertion.asserted ?? "?")"
          + (assertion.missingMethod.map { ", which needs the method \($0)" } ?? ""))
    }
    let fields = value.fields.filter { field in
      !value.causes.contains { $0.depth == 1 && $0.field == field.path }
    }
    if !fields.isEmpty {
      let shown = fields.map { "\($0.path) \($0.type) = \(text(of: $0))" }
      lines.append(
        shown.joined(separator: " · ")
          + (value.omittedFields > 0 ? " · \(value.omittedFields) more" : ""))
    }
    for cause in value.causes {
      let text = cause.text.map {
        ": " + (cause.isPublic || showsValues ? firstLine($0) : Redaction.placeholder)
      }
      let indent = String(repeating: "  ", count: cause.depth - 1)
      lines.append("\(indent)wraps \(cause.field) = \(cause.type)\(text ?? "")")
    }
    return lines
  }

  /// A value in few words; contents of strings only on request.
  private func text(of field: ValueField) -> String {
    guard let value = field.value else { return "?" }
    if case .string(let text, let length) = value, length > 0 {
      return showsValues ? "\"\(text)\"" : "\(Redaction.placeholder), \(length) bytes"
    }
    return ScalarText.text(of: value, type: field.type)
  }

  /// The deferred calls that were pending, and what an exhausted resource was used for.
  var belowStack: [Passage] {
    [
      Passage("DEFERS", lines: pendingDefers), details.stackUse.flatMap(passage(of:)),
      details.memoryUse.map(passage(of:)), details.threadUse.map(passage(of:)),
    ].compactMap { $0 }
  }

  /// In a recursion the same call is pending at every turn: from so many on they share a line.
  private static let recursionMinimum = 4

  private var pendingDefers: [Line] {
    var calls: [(index: Int, words: String)] = []
    var counts: [String: Int] = [:]
    for frame in details.pendingDefers.frames {
      guard let index = logicalIndex(ofRaw: frame.frame),
        showsRuntime || !stack.frames[index].name.isOfRuntime
      else { continue }
      for call in frame.calls {
        let words = "\(stack.frames[index].function) has still to call \(name(call.function))"
        calls.append((index, words))
        counts[words, default: 0] += 1
      }
    }
    var lines: [Line] = []
    var left = calls.count
    for call in calls where lines.count < Self.deferLimit {
      guard let count = counts[call.words] else { continue }
      let isRecursion = count >= Self.recursionMinimum
      if isRecursion { counts[call.words] = nil }
      left -= isRecursion ? count : 1
      // Of a recursion too deep to show, only the frames at hand were looked at.
      let bound = stack.elided > 0 ? " and more" : ""
      lines.append(
        Line("#\(call.index) \(call.words)" + (isRecursion ? " × \(count)\(bound)" : "")))
    }
    left += details.pendingDefers.elsewhere
    guard !lines.isEmpty else { return [] }
    if details.pendingDefers.problem != nil {
      lines.append(Line("… more deferred calls may be pending: not all were read"))
    } else if left > 0 {
      lines.append(Line("… \(counted(left, "deferred call")) more"))
    }
    return lines
  }

  /// The place in the description of the function whose activation is a raw frame.
  private func logicalIndex(ofRaw index: Int) -> Int? {
    guard index < rawFrames.count else { return nil }
    let wanted = rawFrames[index]
    return stack.frames.firstIndex { !$0.isInlined && $0.frame == wanted }
  }

  private func passage(of use: StackUse) -> Passage? {
    var lines: [String] = []
    if !use.cycle.isEmpty {
      lines.append(use.cycleText)
      lines.append(
        "\(humanSize(use.cycleBytes)) of \(humanSize(use.bytes)) of stack, "
          + "\(use.bytesEachTurn) bytes each turn; calls at \(use.places.joined(separator: ", "))")
    }
    lines += use.shares.prefix(Self.shareLimit).map { share in
      "\(share.function)  \(share.frames) \(share.frames == 1 ? "frame" : "frames") of "
        + "\(share.bytesEach) bytes, \(humanSize(share.bytes))"
    }
    return Passage(use.cycle.isEmpty ? "STACK" : "CYCLE", lines: lines.map { Line($0) })
  }

  private func passage(of use: MemoryUse) -> Passage {
    var words: [String] = []
    if let allocation = details.allocation {
      let size = allocation.size.map { " asked for \(humanSize($0))" } ?? ""
      words.append(allocation.entry + size + (allocation.type.map { " of \($0)" } ?? ""))
    }
    words.append(use.memoryLimit.map { "GOMEMLIMIT \(humanSize($0))" } ?? "no GOMEMLIMIT")
    words.append(
      use.isCollectorOff ? "GOGC off" : use.collectorPercent.map { "GOGC \($0)" } ?? "GOGC unknown")
    let sizes: [(String, UInt64?)] = [
      ("live or new", use.live), ("alive at the last collection", use.marked),
      ("goal", use.heapGoal), ("in spans", use.inUse), ("free", use.free),
      ("given back", use.released), ("mapped in all", use.mapped),
    ]
    let known = sizes.compactMap { name, size in size.map { "\(name) \(humanSize($0))" } }
    return Passage(
      "HEAP",
      [.lines((Line.wrapped(words, " · ") + Line.wrapped(known, " · ")).map { Line($0) })])
  }

  private func passage(of use: ThreadUse) -> Passage {
    let holders = use.holders.map { "\($0.count) × \($0.status) \($0.function)" }
    let words = holders.isEmpty ? "" : ": " + holders.joined(separator: " · ")
    let limit =
      use.isRefused
      ? ", and the system refused another" : use.limit.map { " of at most \($0)" } ?? ""
    return Passage("THREADS", [.lines([Line("\(use.machines)\(limit)\(words)")])])
  }
}

/// Values in one word, contents of strings left out.
enum ScalarText {
  /// The text.
  static func text(of value: GoScalar, type: String) -> String {
    switch value {
    case .bool(let value): return value ? "true" : "false"
    case .signed(let value): return String(value)
    case .unsigned(let value): return type == "uintptr" ? hexadecimal(value) : String(value)
    case .float(let value): return value.description
    case .complex(let real, let imaginary): return "(\(real), \(imaginary))"
    case .string(_, let length): return length == 0 ? "\"\"" : "\(length) bytes"
    case .pointer(let address), .function(let address):
      return address.isNull ? "nil" : address.description
    case .slice(let length, let capacity): return "len \(length) cap \(capacity)"
    case .array(let length): return "\(length) elements"
    case .interface(let type): return type ?? "nil"
    case .structure: return "{…}"
    }
  }
}
