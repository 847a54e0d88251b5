// The goroutines that a verdict is about, where that is not the one that a signal interrupted: those of
// a circle of locks, one of a leak, those who hold what others wait for.

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
    let goroutines = analysis.diagnosis.subjects
    let ids = goroutines.prefix(ProgramAnalysis.subjectLimit).map { "\($0.id)" }.joined(
      separator: ", ")
    let more = goroutines.count > ProgramAnalysis.subjectLimit ? ", …" : ""
    return "goroutine\(goroutines.count == 1 ? "" : "s") \(ids)\(more)"
  }

  /// The stack of each, and what it waits for.
  func stacks(_ blocks: StackBlocks) -> [Passage] {
    analysis.subjects.map { subject in
      let head = Line("goroutine \(subject.goroutine.id) [\(subject.activity)]")
      return Passage(
        "STACK",
        [.lines([head]), .details(WaitText.lines(subject.waits)), blocks.stack(subject.stack)])
    }
  }
}
