// The goroutines that a verdict is about, where that is not the one that a signal interrupted: those of
// a circle of locks, or one of a leak.

internal import CrashAnalysis
internal import GoRuntime

/// Puts the goroutines of a verdict into words and blocks.
struct SubjectBlocks {
  private let analysis: ProgramAnalysis

  init(_ analysis: ProgramAnalysis) {
    self.analysis = analysis
  }

  /// The numbers of all: `goroutines 7, 8`.
  var names: String {
    let goroutines = analysis.diagnosis.verdict.goroutines
    let ids = goroutines.prefix(ProgramAnalysis.subjectLimit).map { "\($0.id)" }.joined(
      separator: ", ")
    let more = goroutines.count > ProgramAnalysis.subjectLimit ? ", …" : ""
    return "goroutine\(goroutines.count == 1 ? "" : "s") \(ids)\(more)"
  }

  /// Where the first of them waits, and the numbers of all. `name` writes a function's name.
  func place(_ name: (String) -> String) -> String {
    let frame = analysis.subjects.first?.stack.summaryFrame
    let place = frame.map { "\(name($0.function))  \($0.shortPlace)   " } ?? ""
    return place + names
  }

  /// The stack of each, and what it waits for.
  func stacks(_ blocks: StackBlocks) -> [Block] {
    analysis.subjects.flatMap { subject -> [Block] in
      let state = subject.activity
      return [
        .lines([Line("goroutine \(subject.goroutine.id) [\(state)]")]),
        .details(WaitText.lines(subject.waits)), blocks.stack(subject.stack),
      ]
    }
  }
}
