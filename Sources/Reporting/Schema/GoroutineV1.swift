// Goroutines, frames and registers as JSON: the parts that `gocore.report/1` and
// `gocore.goroutines/1` share.

package import CrashAnalysis
package import ElfCore
internal import GoRuntime

extension ReportV1 {
  /// Writes `gocore.goroutines/1`: one goroutine after the other.
  package func write(
    _ goroutines: GoroutineList, limits: [Limit], showsValues: Bool, showsAllFrames: Bool,
    to out: TextWriter
  ) {
    var goroutines = goroutines
    goroutines.keepsAllFrames = showsAllFrames
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.goroutines/1")
      json.array("goroutines") { json in
        goroutines.describeEach { goroutine in
          json.object {
            write(goroutine, showsValues, showsAllFrames: showsAllFrames, to: &$0)
          }
          return !out.hasFailed
        }
      }
      write(limits, to: &json)
    }
    out.write("\n")
  }

  /// Writes `gocore.groups/1`: goroutines counted by stack.
  package func write(
    _ groups: GroupList, of summary: GoroutineSummary, limits: [Limit], to out: TextWriter
  ) {
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.groups/1")
      json.member("total", summary.total)
      json.member("unreadable", summary.unreadable)
      write(groups, to: &json)
      write(limits, to: &json)
    }
    out.write("\n")
  }

  /// Writes `gocore.threads/1`.
  package func write(_ threads: [ThreadDescription], limits: [Limit], to out: TextWriter) {
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.threads/1")
      write(threads, to: &json)
      write(limits, to: &json)
    }
    out.write("\n")
  }

  func write(
    _ report: GoroutineDescription, _ showsValues: Bool, showsAllFrames: Bool = false,
    to json: inout JSONWriter
  ) {
    json.member("id", report.goroutine.id)
    json.member("address", hexadecimal: report.goroutine.address.rawValue)
    json.member("status", report.status)
    json.member("waitReason", report.waitReason)
    json.member("waitMinutes", report.waitMinutes)
    json.member("lockedToThread", report.isLockedToThread)
    json.member("thread", report.thread)
    json.member("startFunction", report.startFunction)
    if report.isSystem { json.member("system", true) }
    if let creator = report.creator {
      json.object("creator") {
        $0.member("function", creator.function)
        $0.member("file", creator.file)
        $0.member("line", creator.line)
        $0.member("goroutine", creator.goroutine)
      }
    } else if report.hasNoFunctions {
      json.member("startPC", hexadecimal: report.goroutine.startPC.rawValue)
      json.object("creator") {
        $0.member("pc", hexadecimal: report.goroutine.creatorPC.rawValue)
        $0.member(
          "goroutine", report.goroutine.creatorID == 0 ? nil : report.goroutine.creatorID)
      }
    }
    if let labels = report.labels, !labels.isEmpty {
      json.object("labels") { json in
        // Keys are unique in a map of Go's; a damaged one may repeat them.
        for (index, label) in labels.enumerated()
        where index == 0 || labels[index - 1].key != label.key {
          json.member(label.key, showsValues ? label.value : Redaction.placeholder)
        }
      }
    }
    write(report.waits, to: &json)
    if let registers = report.registers {
      write(registers.values, source: registers.source.name, to: &json)
    }
    write(showsAllFrames ? report.stack : report.stack.limited(), to: &json)
  }

  func write(_ registers: RegisterSet, source: String, to json: inout JSONWriter) {
    json.object("registers") { json in
      json.member("source", source)
      json.object("values") { json in
        for entry in registers.entries { json.member(entry.name, hexadecimal: entry.value) }
      }
    }
  }

  func write(_ stack: StackDescription, to json: inout JSONWriter) {
    let stack = stack.frames.count + stack.elided > 200 ? stack.limited() : stack
    json.array("frames") { json in
      for (index, frame) in stack.frames.enumerated() {
        if stack.elided > 0, index == stack.elidedAfter {
          json.object { $0.member("elided", stack.elided) }
        }
        for gap in stack.gaps where gap.after == index {
          json.object { $0.member("gap", gap.reason.reason) }
        }
        json.object { write(frame, to: &$0) }
      }
      for gap in stack.gaps where gap.after >= stack.frames.count {
        json.object { $0.member("gap", gap.reason.reason) }
      }
    }
    json.member("end", stack.end.message)
  }

  private func write(_ frame: FrameDescription, to json: inout JSONWriter) {
    json.member("function", frame.function)
    if let library = frame.library {
      json.member("language", "C")
      json.member("library", library)
      if !frame.file.isEmpty {
        json.member("file", frame.file)
        json.member("line", frame.line)
      }
    } else {
      json.member("package", frame.name.package)
      json.member("file", frame.file)
      json.member("line", frame.line)
    }
    if frame.hasEntry {
      if !frame.isInlined { json.member("offset", frame.offset) }
      json.member("entry", hexadecimal: frame.entry.rawValue)
    }
    json.member("pc", hexadecimal: frame.frame.pc.rawValue)
    json.member("sp", hexadecimal: frame.frame.stackPointer.rawValue)
    json.member("fp", hexadecimal: frame.frame.framePointer.rawValue)
    json.member("inlined", frame.isInlined)
    json.member("foundBy", frame.frame.source.name)
    json.member("arguments", frame.arguments)
  }
}

extension FrameSource {
  /// The name in reports.
  var name: String {
    switch self {
    case .registers: "registers"
    case .signalFrame: "signal frame"
    case .scheduler: "g.sched"
    case .syscall: "syscall fields"
    case .frameTable: "frame table"
    case .callFrameInformation: "call frame information"
    case .framePointer: "frame pointer"
    }
  }
}

/// What stands where a value is not shown.
package enum Redaction {
  package static let placeholder = "(redacted)"
}
