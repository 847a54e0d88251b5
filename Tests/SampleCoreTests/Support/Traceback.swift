// A traceback in the runtime's own text, taken apart into the blocks of its goroutines.

import Foundation

/// What one header and the lines below it say.
struct TracebackBlock: Sendable, Equatable {
  /// Whose stack it is.
  enum Subject: Sendable, Hashable, CustomStringConvertible {
    /// A thread's system stack: `runtime stack:` or goroutine 0.
    case system
    case goroutine(UInt64)

    var description: String {
      switch self {
      case .system: "the system stack"
      case .goroutine(let id): "goroutine \(id)"
      }
    }
  }

  let subject: Subject
  let header: String
  var lines: [String] = []

  /// What stands between the brackets.
  var status: Substring {
    guard let open = header.firstIndex(of: "["), let close = header.lastIndex(of: "]"), open < close
    else { return "" }
    return header[header.index(after: open)..<close]
  }

  /// The first word of what stands between the brackets, which is a phrase for those that wait.
  var state: Substring { status.prefix { $0 != "," } }

  /// Whether the goroutine was doing something, so that the moment decides what is seen of it.
  var isActive: Bool {
    ["running", "runnable", "syscall", "idle", "copystack"].contains(state.prefix { $0 != " " })
  }

  /// Whether the runtime could not look at the stack, because another thread was using it.
  var isOnOtherThread: Bool {
    lines.first == "\tgoroutine running on other thread; stack unavailable"
  }

  /// Whether the runtime could not walk the stack, because it had jumped to where no Go code is.
  var isUnwalkable: Bool {
    guard let first = lines.first else { return false }
    return first.hasPrefix("runtime: g ") && first.contains(": unknown pc ")
  }

  /// Whether the runtime shows no frame.
  var isUnavailable: Bool { isOnOtherThread || isUnwalkable }

  /// The lines that tell who created it, which do not depend on the stack.
  var creator: ArraySlice<String> {
    lines.lastIndex { $0.hasPrefix("created by ") }.map { lines[$0...] } ?? []
  }

  /// The header without the time waited, which the core cannot know exactly.
  var timelessHeader: String {
    guard header.contains(" minutes") else { return header }
    return header.replacingOccurrences(
      of: ", [0-9]+ minutes", with: "", options: .regularExpression)
  }
}

/// What one thread printed when the signal of the dying one reached it.
struct RelayedThread: Sendable {
  /// `m.id`.
  let machine: Int64
  var blocks: [TracebackBlock] = []
  var registers: [String: UInt64] = [:]
}

/// Everything that a runtime printed as it died.
struct RuntimeTraceback: Sendable {
  /// The dump of the dying thread, then of others that died at the same moment.
  private(set) var blocks: [TracebackBlock] = []
  /// The threads that were told to print themselves, and the first where it dumped its registers.
  private(set) var threads: [RelayedThread] = []
  /// Whether the text ends in the middle of a line.
  let isCut: Bool

  /// Takes a text apart. Panic texts, diagnostics and signal lines are left out.
  init(_ text: String) {
    isCut = !text.hasSuffix("\n")
    var current: TracebackBlock?
    var thread: RelayedThread?
    var isRelayed = false
    func finishBlock() {
      guard let block = current else { return }
      if isRelayed { thread?.blocks.append(block) } else { blocks.append(block) }
      current = nil
    }
    func finishThread() {
      if let thread { threads.append(thread) }
      thread = nil
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        finishBlock()
      } else if line == "-----" {
        finishBlock()
        finishThread()
        isRelayed = true
      } else if let subject = Self.subject(of: line) {
        finishBlock()
        current = TracebackBlock(subject: subject, header: String(line))
      } else if let machine = Self.machine(in: line) {
        finishBlock()
        thread = RelayedThread(machine: machine)
      } else if let (name, value) = Self.register(in: line), thread != nil {
        finishBlock()
        thread?.registers[name] = value
      } else if Self.isOutcry(line) {
        finishBlock()
      } else {
        current?.lines.append(String(line))
      }
    }
    finishBlock()
    finishThread()
  }

  private static func subject(of line: Substring) -> TracebackBlock.Subject? {
    if line == "runtime stack:" { return .system }
    guard line.hasPrefix("goroutine "), line.hasSuffix(":"), line.contains("["),
      let id = UInt64(line.dropFirst(10).prefix { $0.isNumber })
    else { return nil }
    return id == 0 ? .system : .goroutine(id)
  }

  /// The `m` in `PC=0x467a01 m=4 sigcode=0`.
  private static func machine(in line: Substring) -> Int64? {
    guard line.hasPrefix("PC=0x") else { return nil }
    return line.split(separator: " ").first { $0.hasPrefix("m=") }
      .flatMap { Int64($0.dropFirst(2)) }
  }

  /// The name and value in `rax    0xca`.
  private static func register(in line: Substring) -> (String, UInt64)? {
    let words = line.split(separator: " ")
    guard words.count == 2, words[1].hasPrefix("0x"),
      let value = UInt64(words[1].dropFirst(2), radix: 16)
    else { return nil }
    return (String(words[0]), value)
  }

  /// Whether a line begins what another thread printed in between.
  private static func isOutcry(_ line: Substring) -> Bool {
    ["panic: ", "\tpanic: ", "fatal error: ", "[signal ", "SIG"].contains(where: line.hasPrefix)
  }

  /// The goroutines in the order in which they were first printed.
  var goroutines: [UInt64] {
    var seen: Set<UInt64> = []
    return blocks.compactMap { block in
      guard case .goroutine(let id) = block.subject, seen.insert(id).inserted else { return nil }
      return id
    }
  }

  /// The goroutines that died, in the order of their dumps: the others wait until the last one has
  /// dumped, which then ends the process.
  var dying: [UInt64] {
    // What a text that was cut shows last may be a stack or the words that there is none to see.
    let whole = isCut && blocks.count > 1 ? blocks.dropLast() : blocks[...]
    return whole.compactMap { block in
      guard case .goroutine(let id) = block.subject, block.state == "running",
        !block.isOnOtherThread
      else { return nil }
      return id
    }
  }

  /// The goroutine whose stack comes first.
  var firstGoroutine: UInt64? {
    for block in blocks {
      if case .goroutine(let id) = block.subject { return id }
    }
    return nil
  }

  /// The best look that the runtime had at each goroutine: the first block that shows its stack,
  /// printed by the thread that used it where no other could.
  var best: [UInt64: TracebackBlock] {
    var best: [UInt64: TracebackBlock] = [:]
    for block in blocks + threads.flatMap(\.blocks) {
      guard case .goroutine(let id) = block.subject else { continue }
      if best[id]?.isUnavailable ?? true {
        best[id] = best[id].map { block.isUnavailable ? $0 : block } ?? block
      }
    }
    return best
  }
}
