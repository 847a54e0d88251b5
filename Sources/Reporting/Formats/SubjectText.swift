// The goroutines that a verdict is about where they are others than the one that a signal interrupted:
// those of a circle of locks, one of a leak.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Writes the goroutines of a verdict.
struct SubjectText {
  let analysis: ProgramAnalysis

  private var goroutines: [Goroutine] { analysis.diagnosis.verdict.goroutines }
  /// Goroutines beyond these are only named in the evidence.
  private static let shown = 6

  private var describer: GoroutineDescriber {
    GoroutineDescriber(
      analysis.analyzer.program,
      crash: analysis.diagnosis.facts)
  }

  /// The numbers of all: `goroutines 7, 8`.
  var names: String {
    let ids = goroutines.prefix(Self.shown).map { "\($0.id)" }.joined(separator: ", ")
    let more = goroutines.count > Self.shown ? ", …" : ""
    return "goroutine\(goroutines.count == 1 ? "" : "s") \(ids)\(more)"
  }

  /// What follows WHERE: where the first of them waits, and the numbers of all. `name` writes a
  /// function's name.
  func place(_ name: (String) -> String) -> String {
    var describer = describer
    let stack = goroutines.first.map { describer.describe($0).stack }
    let frame = stack?.summaryFrame(analysis.process.build)
    let place = frame.map { "\(name($0.function))  \(displayable($0.shortPlace))   " } ?? ""
    return place + names
  }

  /// Writes the stack of each, and what it waits for; the first line begins with `label`, the heads of
  /// the others below it.
  func writeStacks(_ stacks: StackText, label: String, to out: TextWriter) {
    var describer = describer
    let indent = label.isEmpty ? "" : String(repeating: " ", count: 8)
    for (index, goroutine) in goroutines.prefix(Self.shown).enumerated() {
      let report = describer.describe(goroutine)
      out.write(
        "\(index == 0 ? label : indent)goroutine \(goroutine.id) "
          + "[\(displayable(report.waitReason ?? report.status))]\n")
      WaitText(out: out).write(report.waits)
      stacks.write(report.stack)
    }
  }
}
