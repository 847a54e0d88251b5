// `gocore.report/1` as JSON. Fields are added, never renamed; Schema/gocore.report-1.schema.json
// describes them.

package import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Writes reports as JSON.
package struct ReportV1 {
  /// The version of gocore that a report names.
  package static let toolVersion = "0.1.0"

  private let includesAll: Bool

  package init(includesAllGoroutines: Bool) {
    includesAll = includesAllGoroutines
  }

  /// Writes one report and a newline.
  package func write(_ report: Report, to out: TextWriter) {
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.report/1")
      json.member("status", report.status.rawValue)
      json.object("tool") { $0.member("version", Self.toolVersion) }
      if let failure = report.failure {
        json.object("error") {
          $0.member("exitCode", failure.exitCode.rawValue)
          $0.member("message", failure.message)
        }
      }
      if let analysis = report.analysis { write(analysis, report, to: &json) }
      writeSignal(report, to: &json)
      writeBuild(report.build, report.showsValues, to: &json)
      writeProcess(report, to: &json)
      json.object("core") { Self.writeCore(report.core, to: &$0) }
      if let analysis = report.analysis {
        write(analysis.threads, to: &json)
        writeGoroutines(analysis, report, to: &json)
      }
      write(report.limits, to: &json)
      if !report.timings.isEmpty {
        json.object("timings") { json in
          for timing in report.timings { json.member(timing.name, seconds: timing.seconds) }
        }
      }
    }
    out.write("\n")
  }

  /// The object `core` of a report.
  package static func coreJSON(_ core: CoreDescription) -> [UInt8] {
    TextWriter.collect {
      var json = JSONWriter($0)
      json.object { writeCore(core, to: &$0) }
    }
  }

  /// Writes the report of a failure; `core`: what `coreJSON` made.
  package static func writeFailure(
    exitCode: ExitStatus, message: String, core: [UInt8]? = nil, to out: TextWriter
  ) {
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.report/1")
      json.member("status", ReportStatus.failed.rawValue)
      json.object("tool") { $0.member("version", toolVersion) }
      json.object("error") {
        $0.member("exitCode", exitCode.rawValue)
        $0.member("message", message)
      }
      if let core { json.member("core", json: core) }
    }
    out.write("\n")
  }

  private func write(
    _ analysis: ProgramAnalysis, _ report: Report, to json: inout JSONWriter
  ) {
    let diagnosis = analysis.diagnosis
    let facts = diagnosis.facts
    json.object("verdict") { json in
      json.member("class", diagnosis.verdict.crashClass)
      json.member("family", diagnosis.verdict.rule.family.rawValue)
      json.member("title", diagnosis.verdict.title)
      json.member("confidence", diagnosis.verdict.confidence.rawValue)
      write(diagnosis.verdict.evidence, to: &json)
      json.array("nextSteps") { json in
        for step in NextSteps(report).commands { json.element(step) }
      }
    }
    writeFindings(diagnosis.findings, report, to: &json)
    Self.writeSignature(diagnosis.signature, to: &json)
    Self.writeKnown(report.known, to: &json)
    if !facts.panics.isEmpty {
      json.array("panics") { json in
        let details = CrashDetailsV1(analysis, showsValues: report.showsValues)
        for (index, panic) in facts.panics.enumerated() {
          json.object {
            $0.member("text", panic.text)
            $0.member("type", panic.type)
            $0.member("recovered", panic.isRecovered)
            $0.member("repanicked", panic.isRepanicked)
            $0.member("goexit", panic.isGoexit)
            details.writePanic(index, to: &$0)
          }
        }
      }
    }
    if facts.path == .runtimeThrow {
      json.object("throw") {
        $0.member("text", facts.throwText)
        if !facts.diagnostics.isEmpty {
          $0.array("diagnostics") { json in
            for line in facts.diagnostics { json.element(line) }
          }
        }
      }
    }
    FaultV1.write(diagnosis, to: &json)
    writeCrash(analysis, report, to: &json)
  }

  private func writeFindings(
    _ findings: [Finding], _ report: Report, to json: inout JSONWriter
  ) {
    guard !findings.isEmpty else { return }
    json.array("findings") { json in
      for finding in findings {
        json.object { json in
          json.member("id", finding.ruleID)
          json.member("confidence", finding.confidence.rawValue)
          json.member("summary", finding.summary)
          write(finding.evidence, to: &json)
          json.array("nextSteps") { json in
            for step in NextSteps.filled(finding.nextSteps, report) { json.element(step) }
          }
        }
      }
    }
  }

  private func write(_ evidence: [Evidence], to json: inout JSONWriter) {
    json.array("evidence") { json in
      for item in evidence {
        json.object {
          $0.member("text", item.text)
          $0.member("address", hexadecimal: item.address)
        }
      }
    }
  }

  private func writeCrash(
    _ analysis: ProgramAnalysis, _ report: Report, to json: inout JSONWriter
  ) {
    let facts = analysis.diagnosis.facts
    guard let thread = analysis.crashedThread else { return }
    json.object("crash") { json in
      json.member("goroutine", facts.crashedGoroutine?.id)
      json.member("thread", thread.id)
      json.member("foundBy", facts.evidence?.message)
      if let frame = analysis.diagnosis.programFrame {
        json.member("programFrame", analysis.diagnosis.stack.frames[frame].function)
      }
      if let frame = analysis.diagnosis.innermostProgramFrame {
        json.member("innermostProgramFrame", analysis.diagnosis.stack.frames[frame].function)
      }
      write(analysis.diagnosis.stack, to: &json)
      if let registers = facts.faultRegisters {
        write(
          registers, source: facts.path == .signal ? "signal frame" : "sigpanic frame", to: &json)
      }
      CrashDetailsV1(analysis, showsValues: report.showsValues).writeCrash(to: &json)
      if !facts.others.isEmpty {
        json.array("simultaneous") { json in
          for other in facts.others {
            json.object { json in
              json.member("thread", other.thread)
              json.member("goroutine", other.goroutine?.id)
              json.array("panics") { json in
                for panic in other.panics { json.element(panic.text ?? "") }
              }
            }
          }
        }
      }
    }
  }

  private func writeSignal(_ report: Report, to json: inout JSONWriter) {
    let effective = report.analysis?.diagnosis.facts.signal
    guard report.coreSignal != nil || effective != nil else { return }
    json.object("signal") { json in
      if let core = report.coreSignal {
        json.object("core") {
          $0.member("number", core.number)
          $0.member("name", SignalName.name(core.number))
          $0.member("code", core.code)
        }
      }
      guard let effective else { return }
      json.object("effective") {
        $0.member("number", effective.number)
        $0.member("name", effective.name)
        $0.member("code", effective.code)
        $0.member("address", hexadecimal: effective.address?.rawValue)
        $0.member("pc", hexadecimal: effective.pc?.rawValue)
        $0.member("access", effective.access?.rawValue)
      }
      if let sender = effective.sender {
        json.object("sender") {
          $0.member("pid", sender.processID)
          $0.member("uid", sender.userID)
        }
      }
    }
  }

  private func writeBuild(
    _ build: BuildDescription, _ showsValues: Bool, to json: inout JSONWriter
  ) {
    json.object("build") { json in
      let information = build.information
      json.member("goVersion", information?.goVersion)
      json.member("path", information?.path)
      if let main = information?.main {
        json.object("main") { write(main, to: &$0) }
      }
      if let modules = information?.dependencies, !modules.isEmpty {
        json.array("modules") { json in
          for module in modules { json.object { write(module, to: &$0) } }
        }
      }
      if let settings = information?.settings {
        if settings.keys.contains(where: { $0.hasPrefix("vcs.") }) {
          json.object("vcs") {
            $0.member("revision", settings["vcs.revision"])
            $0.member("time", settings["vcs.time"])
            $0.member("modified", settings["vcs.modified"].map { $0 == "true" })
          }
        }
        json.object("settings") { json in
          for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            json.member(name, value)
          }
        }
      }
      json.member("buildID", build.ids.gnu)
      json.member("goBuildID", build.ids.go)
      json.member("binary", build.binary.rawValue)
      json.member("stripped", build.isStripped)
      json.member("mappedPath", build.mappedPath)
      json.member("leastSize", build.leastSize)
    }
  }

  private func write(_ module: BuildInformation.ModuleVersion, to json: inout JSONWriter) {
    json.member("path", module.path)
    json.member("version", module.version)
    json.member("replacement", module.replacement)
  }

  private func writeProcess(_ report: Report, to json: inout JSONWriter) {
    let process = report.process
    json.object("process") { json in
      json.member("pid", process.processID)
      json.member("command", process.command)
      json.member("argumentCount", process.argumentCount)
      if report.showsValues {
        json.array("arguments") { json in for word in process.arguments { json.element(word) } }
        json.array("environment") { json in for word in process.environment { json.element(word) } }
      }
      json.array("environmentNames") { json in
        for name in process.environmentNames { json.element(name) }
      }
      json.member("uptimeSeconds", process.uptimeSeconds)
    }
  }

  private static func writeCore(_ core: CoreDescription, to json: inout JSONWriter) {
    json.member("path", core.path)
    json.member("size", core.size)
    json.member("sizeOnDisk", core.sizeOnDisk)
    json.member("compression", core.compression)
    json.member("complete", core.truncatedAt == nil)
    json.member("truncatedAt", core.truncatedAt)
    if let time = core.time {
      json.object("time") {
        $0.member("value", CalendarTime(epoch: time.value).rfc3339)
        $0.member("source", time.source)
      }
    }
    json.member("host", core.host)
  }

  func write(_ limits: [Limit], to json: inout JSONWriter) {
    json.array("limits") { json in
      for limit in limits {
        json.object {
          $0.member("code", limit.code.rawValue)
          $0.member("message", limit.message)
        }
      }
    }
  }

  func write(_ threads: [ThreadDescription], to json: inout JSONWriter) {
    json.array("threads") { json in
      for thread in threads {
        json.object { json in
          json.member("id", thread.id)
          json.member("machine", thread.state.machine?.id)
          json.member("goroutine", thread.goroutine)
          write(thread.state.registers, source: thread.state.source.name, to: &json)
          write(thread.stack, to: &json)
        }
      }
    }
  }

  private func writeGoroutines(
    _ analysis: ProgramAnalysis, _ report: Report, to json: inout JSONWriter
  ) {
    let summary = analysis.diagnosis.summary
    json.object("goroutines") { json in
      json.member("total", summary.total)
      write(summary.byStatus, "byStatus", to: &json)
      write(summary.byWaitReason, "byWaitReason", to: &json)
      json.member("unreadable", summary.unreadable)
      write(analysis.groups, to: &json)
      guard includesAll else { return }
      json.array("all") { json in
        analysis.goroutines.describeEach { goroutine in
          json.object { write(goroutine, report.showsValues, to: &$0) }
          return true
        }
      }
    }
  }

  func write(_ groups: GroupList, to json: inout JSONWriter) {
    json.array("groups") { json in
      for group in groups { json.object { write(group, to: &$0) } }
    }
  }

  private func write(_ described: GroupDescription, to json: inout JSONWriter) {
    let group = described.group
    json.member("count", group.count)
    json.member("status", group.status)
    json.member("waitReason", group.waitReason)
    if group.isSystem { json.member("system", true) }
    if case .noFunctionTable = described.stack.end {
      json.member("startPC", hexadecimal: group.startPC.rawValue)
      json.member("creatorPC", hexadecimal: group.creatorPC.rawValue)
    }
    write(described.stack, to: &json)
    json.array("ids") { json in for id in group.ids { json.element(id) } }
  }

  private func write(_ counts: [String: Int], _ name: String, to json: inout JSONWriter) {
    json.object(name) { json in
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) { json.member(key, count) }
    }
  }
}
