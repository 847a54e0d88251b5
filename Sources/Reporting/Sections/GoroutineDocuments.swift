// Lists of goroutines, groups and threads as documents.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Makes documents of lists.
struct GoroutineDocuments: Sendable {
  private let stacks: StackBlocks
  private let showsValues: Bool
  private let threads: Int

  /// `threads`: how many may describe and lay out goroutines at once.
  init(
    architecture: Architecture, options: StackTextOptions, showsValues: Bool, threads: Int = 1
  ) {
    stacks = StackBlocks(options: options, architecture: architecture)
    self.showsValues = showsValues
    self.threads = threads
  }

  /// A line for each goroutine.
  func lines(_ goroutines: GoroutineList) -> Document {
    list("Goroutines", .table(GoroutineTables.goroutines(goroutines)))
  }

  /// Each goroutine in full.
  func full(_ goroutines: GoroutineList) -> Document {
    list("Goroutines", inFull(goroutines))
  }

  /// Groups, each with its stack, the program's own code first.
  func groups(_ groups: GroupList) -> Document {
    list(
      "Groups of goroutines",
      .each { body in
        for group in groups.inReadingOrder where !body(blocks(of: group)) { return }
      })
  }

  /// Each thread with its registers and stack.
  func threads(_ threads: [ThreadDescription]) -> Document {
    list(
      "Threads", .each { body in for thread in threads where !body(blocks(of: thread)) { return } })
  }

  private func list(_ title: String, _ block: Block) -> Document {
    Document(title: Line(title), [Section { .passages([Passage(nil, [block])]) }])
  }

  /// Each goroutine in full.
  func inFull(_ goroutines: GoroutineList) -> Block {
    var goroutines = goroutines
    goroutines.keepsAllFrames = stacks.options.showsAllFrames
    let list = goroutines
    guard threads > 1, let parts = list.parts else {
      return .each { body in list.describeEach { body(blocks(of: $0)) } }
    }
    return .parts(
      BlockParts(count: parts.count, threads: threads) {
        var reader = parts.reader()
        return { part, body in
          reader.begin(part)
          while let described = reader.next() { body(blocks(of: described)) }
        }
      })
  }

  // MARK: - One of a kind

  private func head(_ name: String, _ rest: String) -> Block {
    .lines([Line([TextSpan(name, .strong), TextSpan(rest)])])
  }

  private func blocks(of described: GoroutineDescription) -> [Block] {
    let goroutine = described.goroutine
    var rest = " [\(described.activity)"
    if let minutes = described.waitMinutes {
      rest += ", \(minutes) minutes or more"
    } else if goroutine.state.isWaiting {
      rest += ", since when unknown"
    }
    if described.isLockedToThread { rest += ", locked to thread" }
    rest += "]"
    if let thread = described.thread { rest += " thread \(thread)" }
    if let machine = described.machineID { rest += " m\(machine)" }
    if described.isSystem { rest += " (system)" }
    if described.isCrashed { rest += " (crashed)" }
    var blocks = [
      head("goroutine \(goroutine.id)", rest + "  g=\(goroutine.address)"),
      .details(details(of: described) + WaitText.lines(described.waits)),
    ]
    if let registers = described.registers {
      blocks += stacks.registers(registers.values, source: registers.source.name)
    } else {
      blocks.append(.details([Line("registers: unknown")]))
    }
    blocks.append(stacks.stack(described.stack))
    return blocks
  }

  private func details(of described: GoroutineDescription) -> [Line] {
    let goroutine = described.goroutine
    var lines: [Line] = []
    if let labels = described.labels {
      if !labels.isEmpty {
        let text = labels.map {
          "\($0.key)=\(showsValues ? $0.value : Redaction.placeholder)"
        }
        lines.append(Line("labels: \(text.joined(separator: ", "))"))
      }
    } else {
      lines.append(Line("labels: unreadable"))
    }
    if described.hasNoFunctions {
      let from = goroutine.creatorID == 0 ? "" : " in goroutine \(goroutine.creatorID)"
      lines.append(Line(BareAddresses(goroutine.startPC, goroutine.creatorPC).text + from))
    }
    if let start = described.startFunction { lines.append(Line("start:  \(start)")) }
    if let creator = described.creator, goroutine.id != 1 {
      let from = creator.goroutine.map { " in goroutine \($0)" } ?? ""
      lines.append(
        Line("created by \(creator.function)\(from)  \(described.creatorPlace ?? "?")"))
    }
    return lines
  }

  private func blocks(of described: GroupDescription) -> [Block] {
    let group = described.group
    let ids = group.ids.prefix(8).map(String.init).joined(separator: ", ")
    let label = described.label.map { "  " + GroupWords.head($0) } ?? ""
    let head = head(
      "\(group.count) × [\(described.label?.activity ?? group.activity)]",
      (group.isSystem ? " (system)" : label) + "  goroutine\(group.count == 1 ? "" : "s") \(ids)"
        + (group.count > 8 ? ", …" : ""))
    if case .noFunctionTable = described.stack.end {
      return [head, .details([Line(BareAddresses(group.startPC, group.creatorPC).text)])]
    }
    return [head, stacks.stack(described.stack)]
  }

  private func blocks(of thread: ThreadDescription) -> [Block] {
    var rest = ""
    let machine = thread.state.machine
    if let machine { rest += "  m\(machine.id) at \(machine.address)" }
    if let goroutine = thread.goroutine {
      rest += "  goroutine \(goroutine)"
    } else {
      rest += machine == nil ? "  unknown to the Go runtime" : "  no goroutine"
    }
    if thread.isCrashed { rest += "  (crashed)" }
    let signals = thread.state.signalFrames.compactMap { frame in
      frame.information.map {
        Line("handling \(SignalName.name($0.number)) code=\($0.code), frame at \(frame.address)")
      }
    }
    return [head("thread \(thread.id)", rest), .details(signals)]
      + stacks.registers(thread.state.registers, source: thread.state.source.name)
      + [stacks.stack(thread.stack)]
  }
}
