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

  /// The numbers of all: `goroutines 7, 8`.
  var names: String {
    let ids = goroutines.prefix(ProgramAnalysis.subjectLimit).map { "\($0.id)" }.joined(
      separator: ", ")
    let more = goroutines.count > ProgramAnalysis.subjectLimit ? ", …" : ""
    return "goroutine\(goroutines.count == 1 ? "" : "s") \(ids)\(more)"
  }

  /// What follows WHERE: where the first of them waits, and the numbers of all. `name` writes a
  /// function's name.
  func place(_ name: (String) -> String) -> String {
    let frame = analysis.subjects.first?.stack.summaryFrame(analysis.build)
    let place = frame.map { "\(name($0.function))  \(displayable($0.shortPlace))   " } ?? ""
    return place + names
  }

  /// Writes the stack of each, and what it waits for; the first line begins with `label`, the heads of
  /// the others below it.
  func writeStacks(_ stacks: StackText, label: String, to out: TextWriter) {
    let indent = label.isEmpty ? "" : String(repeating: " ", count: 8)
    for (index, subject) in analysis.subjects.enumerated() {
      out.write(
        "\(index == 0 ? label : indent)goroutine \(subject.goroutine.id) "
          + "[\(displayable(subject.waitReason ?? subject.status))]\n")
      WaitText(out: out).write(subject.waits)
      stacks.write(subject.stack)
    }
  }
}
