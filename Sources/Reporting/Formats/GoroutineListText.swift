// Goroutines and threads as text: grouped, listed, or each in full.

internal import Basics
package import CrashAnalysis
package import ElfCore
internal import GoRuntime

/// Groups of goroutines, a line each.
struct GroupText {
  let build: BuildInformation?
  let style: TextStyle

  /// Writes `groups`; the first line begins with `label`.
  func write(_ groups: GroupList, label: String, to out: TextWriter) {
    func bareText(_ group: GoroutineGroup, _ end: StackEnd) -> String {
      guard case .noFunctionTable = end else { return "(\(end.message))" }
      return BareAddresses(group.startPC, group.creatorPC).text
    }
    let rows = groups.map { described in
      let group = described.group
      let stack = described.stack
      let frame = stack.summaryFrame(build)
      return (
        count: "\(group.count)", state: displayable(group.waitReason ?? group.status),
        function: frame.map { displayable($0.function) } ?? bareText(group, stack.end),
        place: frame.map { "\(displayable($0.shortFile)):\($0.line)" } ?? ""
      )
    }
    let counts = rows.map(\.count.count).max() ?? 0
    let states = min(32, rows.map { $0.state.unicodeScalars.count }.max() ?? 0)
    let functions = min(48, rows.map { $0.function.unicodeScalars.count }.max() ?? 0)
    for (index, row) in rows.enumerated() {
      let head = index == 0 ? label : String(repeating: " ", count: 8)
      let count = String(repeating: " ", count: counts - row.count.count) + row.count
      let function =
        row.place.isEmpty ? row.function : "\(padded(row.function, functions))  \(row.place)"
      out.write(head + "\(count) × \(padded(row.state, states))  \(function)\n")
    }
  }
}

/// Lists of goroutines, groups and threads.
package struct GoroutineListText {
  private let architecture: Architecture
  private let style: TextStyle
  private let stackOptions: StackTextOptions
  private let showsValues: Bool

  package init(
    architecture: Architecture, style: TextStyle, stackOptions: StackTextOptions,
    showsValues: Bool
  ) {
    self.architecture = architecture
    self.style = style
    self.stackOptions = stackOptions
    self.showsValues = showsValues
  }

  private func stackText(_ out: TextWriter) -> StackText {
    StackText(options: stackOptions, style: style, architecture: architecture, out: out)
  }

  /// Writes a line for each goroutine.
  package func writeLines(_ goroutines: GoroutineList, to out: TextWriter) {
    var lines = GoroutineLines()
    goroutines.describeEachInBrief { goroutine in
      lines.write(goroutine, to: out)
      return !out.hasFailed
    }
  }

  /// Writes each goroutine in full.
  package func writeFull(_ goroutines: GoroutineList, to out: TextWriter) {
    var goroutines = goroutines
    goroutines.keepsAllFrames = stackOptions.showsAllFrames
    var isFirst = true
    goroutines.describeEach { goroutine in
      if !isFirst { out.write("\n") }
      isFirst = false
      write(goroutine, to: out)
      return !out.hasFailed
    }
  }

  private func write(_ report: GoroutineDescription, to out: TextWriter) {
    let goroutine = report.goroutine
    var head = style.bold("goroutine \(goroutine.id)")
    head += " [\(displayable(report.waitReason ?? report.status))"
    if let minutes = report.waitMinutes {
      head += ", \(minutes) minutes or more"
    } else if goroutine.state == .waiting {
      head += ", since when unknown"
    }
    if report.isLockedToThread { head += ", locked to thread" }
    head += "]"
    if let thread = report.thread { head += " thread \(thread)" }
    if let machine = report.machineID { head += " m\(machine)" }
    if report.isSystem { head += " (system)" }
    if report.isCrashed { head += " (crashed)" }
    out.write(head + "  g=\(goroutine.address)\n")
    if let labels = report.labels {
      if !labels.isEmpty {
        let text = labels.map {
          "\(displayable($0.key))=\(showsValues ? displayable($0.value) : Redaction.placeholder)"
        }
        out.write("     labels: \(text.joined(separator: ", "))\n")
      }
    } else {
      out.write("     labels: unreadable\n")
    }
    if report.hasNoFunctions {
      let from = goroutine.creatorID == 0 ? "" : " in goroutine \(goroutine.creatorID)"
      out.write(
        "     \(BareAddresses(goroutine.startPC, goroutine.creatorPC).text)\(from)\n")
    }
    if let start = report.startFunction { out.write("     start:  \(displayable(start))\n") }
    if let creator = report.creator, goroutine.id != 1 {
      let from = creator.goroutine.map { " in goroutine \($0)" } ?? ""
      out.write(
        "     created by \(displayable(creator.function))\(from)  "
          + "\(displayable(creator.file)):\(creator.line)\n")
    }
    WaitText(out: out).write(report.waits)
    if let registers = report.registers {
      stackText(out).write(registers.values, source: registers.source.name, indent: "     ")
    } else {
      out.write("     registers: unknown\n")
    }
    stackText(out).write(report.stack)
  }

  /// Writes groups, the largest first, each with its stack.
  package func writeGroups(_ groups: GroupList, to out: TextWriter) {
    for (index, described) in groups.enumerated() {
      if index > 0 { out.write("\n") }
      let group = described.group
      let ids = group.ids.prefix(8).map(String.init).joined(separator: ", ")
      out.write(
        style.bold("\(group.count) × [\(displayable(group.waitReason ?? group.status))]")
          + (group.isSystem ? " (system)" : "") + "  goroutine\(group.count == 1 ? "" : "s") \(ids)"
          + (group.count > 8 ? ", …" : "") + "\n")
      if case .noFunctionTable = described.stack.end {
        out.write("     \(BareAddresses(group.startPC, group.creatorPC).text)\n")
      } else {
        stackText(out).write(described.stack)
      }
    }
  }

  /// Writes each thread with its registers and stack.
  package func writeThreads(_ threads: [ThreadDescription], to out: TextWriter) {
    for (index, thread) in threads.enumerated() {
      if index > 0 { out.write("\n") }
      var head = style.bold("thread \(thread.id)")
      let machine = thread.state.machine
      if let machine { head += "  m\(machine.id) at \(machine.address)" }
      if let goroutine = thread.goroutine {
        head += "  goroutine \(goroutine)"
      } else {
        head += machine == nil ? "  unknown to the Go runtime" : "  no goroutine"
      }
      if thread.isCrashed { head += "  (crashed)" }
      out.write(head + "\n")
      for frame in thread.state.signalFrames {
        guard let signal = frame.information else { continue }
        out.write(
          "     handling \(SignalName.name(signal.number)) code=\(signal.code), frame at "
            + "\(frame.address)\n")
      }
      stackText(out).write(
        thread.state.registers, source: thread.state.source.name, indent: "     ")
      stackText(out).write(thread.stack)
    }
  }
}
