// WHERE of a report: a place in the program, or that there is none.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts the place of a death into words.
struct WhereWords {
  private let report: Report
  private let analysis: ProgramAnalysis
  private var diagnosis: Diagnosis { analysis.diagnosis }
  private var frames: [FrameDescription] { diagnosis.stack.frames }

  /// How much is told; a screen takes the longest that fits.
  private enum Length: Int, CaseIterable, Comparable {
    case whole, withoutPaths, withoutCreator, withoutAsides

    static func < (left: Length, right: Length) -> Bool { left.rawValue < right.rawValue }
  }

  init(_ report: Report, _ analysis: ProgramAnalysis) {
    self.report = report
    self.analysis = analysis
  }

  /// In the shorter forms names lack the paths of their packages, and what is beside the point is left
  /// out.
  var line: Line {
    let hasName = diagnosis.programFrame != nil || diagnosis.runtimeFrame != nil
    let doubt = hasName && report.build.binary == .mismatched ? "perhaps " : ""
    let forms = Length.allCases.map { doubt + words($0) }
    return Line(
      forms: forms.enumerated().map { number, text in
        [TextSpan(text, .quoted, isElastic: number == forms.count - 1)]
      })
  }

  private func words(_ length: Length) -> String {
    if let standstill = diagnosis.standstill { return words(of: standstill, length) }
    if !diagnosis.verdict.goroutines.isEmpty { return subjects(length) }
    if hasStruckAnyThread { return "nowhere in the program: \(analysis.struckWords)" }
    return place(length) + whose(length)
  }

  /// Whether the kernel gave a signal that somebody sent, the program itself perhaps, to a thread that ran
  /// no goroutine: it might have been any other thread.
  private var hasStruckAnyThread: Bool {
    diagnosis.facts.path == .signal && diagnosis.facts.signal?.sender != nil
      && analysis.crashedThread != nil && analysis.crashedGoroutine == nil
      && diagnosis.programFrame == nil && diagnosis.nativePlace == nil
      && diagnosis.stack.threadWork != nil
  }

  private func name(_ function: String, _ length: Length) -> String {
    length == .whole ? function : withoutPath(function)
  }

  // MARK: - What hung

  private func words(of standstill: Standstill, _ length: Length) -> String {
    if !diagnosis.verdict.goroutines.isEmpty, !analysis.subjects.isEmpty {
      return subjects(length)
    }
    let places = StandstillWords(standstill).places
    if !places.isEmpty {
      return joined(places.map { ($0.function, $0.place, [$0.goroutines]) }, length)
    }
    if analysis.isInterruptedInProgram || analysis.crashedThread == nil || hasNoFunctions {
      return place(length) + whose(length)
    }
    return "nowhere in the program: \(analysis.struckWords)"
  }

  private var hasNoFunctions: Bool {
    if case .noFunctionTable = diagnosis.facts.stack.end { true } else { false }
  }

  /// The places of the verdict's goroutines, each once.
  private func subjects(_ length: Length) -> String {
    var places: [(function: String, place: String, goroutines: [String])] = []
    for subject in analysis.subjects {
      guard let frame = subject.stack.summaryFrame else { continue }
      let id = "\(subject.goroutine.id)"
      if let index = places.firstIndex(where: {
        $0.function == frame.function && $0.place == frame.shortPlace
      }) {
        places[index].goroutines.append(id)
      } else {
        places.append((frame.function, frame.shortPlace, [id]))
      }
    }
    let subjects = SubjectBlocks(analysis)
    guard places.count > 1 else {
      let count = diagnosis.verdict.concernedCount
      let whose = count.map { "\(subjects.names) and \($0 - 1) like it" } ?? subjects.names
      let place = places.first.map { "\(name($0.function, length))  \($0.place)   " } ?? ""
      return place + (count == 1 ? subjects.names : whose)
    }
    return joined(
      places.map { place in
        let plural = place.goroutines.count == 1 ? "" : "s"
        return (
          place.function, place.place,
          ["goroutine\(plural) \(place.goroutines.joined(separator: ", "))"]
        )
      }, length)
  }

  private func joined(
    _ places: [(function: String, place: String, goroutines: [String])], _ length: Length
  ) -> String {
    guard places.count > 1 else {
      return places.map {
        "\(name($0.function, length))  \($0.place)   \($0.goroutines.joined(separator: ", "))"
      }.joined()
    }
    let shown = length < .withoutCreator ? 3 : length == .withoutCreator ? 2 : 1
    let words = places.prefix(shown).map {
      "\(name($0.function, length)) \($0.place) (\($0.goroutines.joined(separator: ", ")))"
    }
    return words.joined(separator: " · ") + (places.count > shown ? " · …" : "")
  }

  // MARK: - What died

  private func place(_ length: Length) -> String {
    if let native = diagnosis.nativePlace {
      var text = frames[native.function].function
      if length != .withoutAsides { text += "  \(frames[native.function].shortPlace)" }
      if let caller = native.caller {
        text += ", called from \(name(frames[caller].function, length))"
        if length != .withoutAsides { text += "  \(frames[caller].shortPlace)" }
      }
      return text + "   "
    }
    if let index = diagnosis.programFrame {
      let frame = frames[index]
      let text = "\(name(frame.function, length))  \(frame.shortPlace)"
      return text + (length == .withoutAsides ? "" : aside(index, length)) + "   "
    }
    if diagnosis.facts.path == .lost, analysis.crashedThread != nil {
      return "not known, for its stack is lost   "
    }
    if let frame = diagnosis.runtimeFrame.map({ frames[$0] }) {
      return "\(name(frame.function, length))  \(frame.shortPlace)   "
    }
    if case .noFunctionTable(let start) = diagnosis.facts.stack.end {
      let pc = "pc \(diagnosis.facts.signal?.pc ?? start)"
      return pc
        + (analysis.isOfCore
          ? ", in which function only the binary tells   " : " of an unknown function   ")
    }
    return ""
  }

  /// The logger or helper that panicked for the place, or the innermost function, where it is another.
  private func aside(_ place: Int, _ length: Length) -> String {
    if let adapter = diagnosis.adapterFrame {
      let name = withoutPath(frames[adapter].function)
      let method = name.firstRange(of: "(*").map { name[$0.lowerBound...] }
      return "   (through \(length < .withoutCreator ? name : String(method ?? name[...])))"
    }
    guard let inner = diagnosis.innermostProgramFrame, inner != place,
      frames[inner].function != frames[place].function
    else { return "" }
    let place = length == .whole ? "  \(frames[inner].shortPlace)" : ""
    return "   (innermost: \(name(frames[inner].function, length))\(place))"
  }

  private func whose(_ length: Length) -> String {
    guard let described = analysis.crashedGoroutine else {
      guard let thread = analysis.crashedThread else { return "no thread was dying" }
      return "thread \(thread.id), on no goroutine"
    }
    let goroutine = described.goroutine
    let text = (analysis.isFromOutside ? "interrupted " : "") + "goroutine \(goroutine.id)"
    if let work = diagnosis.runtimeWork { return text + ", \(work.words)" }
    // Behind a logger its name is worth more than who began the goroutine.
    if length >= .withoutCreator, diagnosis.adapterFrame != nil { return text }
    if let creator = described.creator, goroutine.id != 1 {
      return text + ", created by \(name(creator.function, length))"
    }
    return described.hasNoFunctions && goroutine.id != 1 && !goroutine.creatorPC.isNull
      ? text + ", created at \(goroutine.creatorPC)" : text
  }
}

extension ProgramAnalysis {
  /// Whether the signal from outside struck a goroutine in code that is not Go's own.
  var isInterruptedInProgram: Bool {
    guard let described = crashedGoroutine, !described.isSystem else { return false }
    return diagnosis.programFrame.map { diagnosis.stack.frames[$0].kind != .standard } == true
  }

  /// What the signal struck, where that is nowhere in the program.
  var struckWords: String {
    if let described = crashedGoroutine {
      let kind = described.isSystem ? " of the runtime's" : ""
      let place = described.stack.summaryFrame.map { ", in \($0.function)" } ?? ""
      return "goroutine \(described.goroutine.id)\(kind)\(place)"
    }
    guard let thread = crashedThread else { return "no thread" }
    if let work = diagnosis.stack.threadWork { return "\(work) (\(thread.id))" }
    return "thread \(thread.id), on no goroutine"
  }
}
