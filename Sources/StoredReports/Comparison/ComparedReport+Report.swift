// The parts that are compared, of a report that was just made: what a reader finds in its JSON, without
// the way through JSON.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime
package import Reporting

extension ComparedReport {
  package init(_ report: Report) {
    path = report.core.path
    status = report.status
    failure = report.failure?.message
    let build = report.build
    let settings = build.information?.settings ?? [:]
    let facts: [(name: String, value: String?)] = [
      ("program", build.information?.path), ("version", build.information?.main?.version),
      ("revision", settings["vcs.revision"]), ("committed", settings["vcs.time"]),
      ("Go", build.information?.goVersion), ("build ID", build.ids.gnu),
      ("Go build ID", build.ids.go), ("binary", build.binary.rawValue),
    ]
    self.build = facts.compactMap { fact in fact.value.map { (fact.name, $0) } }
    self.settings = Self.withSingleDefaults(settings)
    for module in build.information?.dependencies ?? [] {
      modules[module.path] =
        module.version + (module.replacement.map { " => \($0)" } ?? "")
    }
    environmentNames = Set(report.process.environmentNames)
    if let analysis = report.analysis { take(analysis, CodeOrigin(build)) }
  }

  private mutating func take(_ analysis: ProgramAnalysis, _ origin: CodeOrigin) {
    let diagnosis = analysis.diagnosis
    crashClass = diagnosis.verdict.crashClass
    title = diagnosis.verdict.title
    confidence = diagnosis.verdict.confidence.rawValue
    signature = diagnosis.signature.id
    signatureText = diagnosis.signature.text
    if analysis.crashedThread != nil, let frame = diagnosis.programFrame {
      function = diagnosis.stack.frames[frame].function
    }
    goroutines = boundedCount(Int64(diagnosis.summary.total))
    for (reason, count) in diagnosis.summary.byWaitReason {
      waits[reason] = boundedCount(Int64(count))
    }
    for described in analysis.groups {
      let group = described.group
      let compared = ComparedGroup(
        state: group.waitReason ?? group.status,
        calls: described.stack.limited().frames.map { ($0.function, $0.file) },
        start: described.hasNoFunctions ? hexadecimal(group.startPC.rawValue) : nil,
        origin: origin)
      groups[compared, default: 0] += boundedCount(Int64(group.count))
    }
  }
}
