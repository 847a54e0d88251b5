// The document of a report: verdict first, evidence second, limits last (Documentation/Contract.md,
// Report). A part of the report is a function here; its content is the concern of one maker.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Makes the document of a report.
struct ReportDocument {
  private let report: Report
  private let options: ReportOptions
  /// What a verdict rests on beyond this is in the JSON report.
  private static let evidenceLimit = 12

  init(_ report: Report, _ options: ReportOptions) {
    self.report = report
    self.options = options
  }

  /// All parts, in order.
  var document: Document {
    let title = report.analysis.map { firstLine($0.diagnosis.verdict.title) } ?? report.core.path
    return Document(
      title: .quoted(title),
      HeadSections(report).sections + (report.analysis.map(program) ?? [])
        + [steps, limits, report.environmentSection, timings])
  }

  /// What is said of the Go program.
  private func program(_ analysis: ProgramAnalysis) -> [Section] {
    let panics = PanicPassages(
      analysis, showsValues: report.showsValues, showsRuntime: options.stack.showsRuntime)
    var sections: [Section] = []
    if let standstill = analysis.diagnosis.standstill {
      // What hung comes before everything that is told of a goroutine or a thread.
      let words = StandstillWords(standstill)
      sections += [
        Section("What hung", pageMargin: .labels) { .passages(words.reasons) },
        Section("What hung", pageMargin: .labels) { .passages(words.computing) },
      ]
      sections += groups(analysis)
    }
    sections += [
      Section("Fault") { .passages(FaultSection(analysis.diagnosis).passages) },
      Section(on: .screen) { .passages(panics.values) },
    ]
    sections += stacks(analysis)
    sections += [
      Section("Details", on: .page, pageMargin: .labels) { .passages(panics.values) },
      Section("Details", isTight: true, pageMargin: .labels) { .passages(panics.belowStack) },
      Section("Details", pageMargin: .labels) { .passages(evidence(analysis)) },
    ]
    sections += notices(analysis)
    if analysis.diagnosis.standstill == nil { sections += groups(analysis) }
    if options.includesAllGoroutines {
      let list = GoroutineDocuments(
        architecture: analysis.architecture, options: options.stack,
        showsValues: report.showsValues, threads: options.threads)
      sections.append(
        Section("All goroutines") {
          .passages([Passage("ALL", [list.inFull(analysis.goroutines)])])
        })
    }
    return sections
  }

  // MARK: - Stacks

  private func stacks(_ analysis: ProgramAnalysis) -> [Section] {
    guard analysis.diagnosis.standstill != nil else {
      return analysis.diagnosis.verdict.goroutines.isEmpty
        ? crashedStack(analysis, hasRegisters: true) : subjectStacks(analysis)
    }
    var sections = subjectStacks(analysis)
    let isAsked = options.stack.showsRuntime || options.includesAllGoroutines
    guard analysis.isFromOutside || analysis.subjects.isEmpty else { return sections }
    if isAsked || analysis.isInterruptedInProgram {
      let isTold = analysis.subjects.contains {
        $0.goroutine.id == analysis.crashedGoroutine?.goroutine.id
      }
      if isAsked || !isTold { sections += crashedStack(analysis, hasRegisters: isAsked) }
    }
    return sections
  }

  /// The stacks of the goroutines that the verdict, or what hung, is about.
  private func subjectStacks(_ analysis: ProgramAnalysis) -> [Section] {
    guard !analysis.subjects.isEmpty else { return [] }
    let blocks = StackBlocks(options: options.stack, architecture: analysis.architecture)
    let subjects = SubjectBlocks(analysis)
    return [
      Section("Stacks of \(subjects.names)") {
        .passages(subjects.stacks(blocks))
      }
    ]
  }

  /// The stack of the thread that died or that the signal struck.
  private func crashedStack(_ analysis: ProgramAnalysis, hasRegisters: Bool) -> [Section] {
    let blocks = StackBlocks(options: options.stack, architecture: analysis.architecture)
    let diagnosis = analysis.diagnosis
    guard let thread = analysis.crashedThread else { return [] }
    let whose =
      diagnosis.facts.crashedGoroutine.map { "goroutine \($0.id)" }
      ?? "thread \(thread.id), system stack"
    var head = "thread \(thread.id), system stack"
    if let described = analysis.crashedGoroutine {
      head = "goroutine \(described.goroutine.id) [\(described.activity)]"
    }
    if diagnosis.standstill != nil { head += ", which the signal struck" }
    if report.build.binary == .mismatched {
      head += "  (names and lines are doubtful: another build's)"
    }
    let line = Line(head)
    return [
      // The heading of a page says whose it is.
      Section(on: .screen) { .passages([Passage("STACK", [.lines([line])])]) },
      Section("Stack of \(whose)", isTight: true) {
        var shown = [blocks.stack(diagnosis.stack)]
        if let registers = diagnosis.facts.faultRegisters {
          let source =
            diagnosis.facts.path == .signal
            ? "at the signal" : "at the fault; the others did not survive"
          if hasRegisters {
            shown += blocks.registers(registers, source: source)
          } else {
            let command = analysis.crashedGoroutine.map {
              "gocore goroutines {target} --id \($0.goroutine.id)"
            }
            let text =
              "… its registers: "
              + NextSteps.filled([command ?? "gocore threads {target}"], report).joined()
            shown.append(.details([Line(text, .faint)]))
          }
        }
        return .passages([Passage(nil, shown)])
      },
    ]
  }

  // MARK: - Evidence and notices

  /// What the verdict rests on and no part of its own shows.
  private func evidence(_ analysis: ProgramAnalysis) -> [Passage] {
    let verdict = analysis.diagnosis.verdict
    // What a standstill rests on has been told.
    let told = Set((analysis.diagnosis.standstill?.reasons ?? []).map(\.text))
    let shown = verdict.evidence.filter { !$0.hasSection && !told.contains($0.text) }
    var lines = shown.prefix(Self.evidenceLimit).flatMap { item in
      let address = item.address.map(hexadecimal).flatMap {
        item.text.containsBytes($0) ? nil : "  " + $0
      }
      return Line.folded(item.text + (address ?? ""), shorter: [item.text])
    }
    if shown.count > Self.evidenceLimit {
      lines.append(Line("… \(shown.count - Self.evidenceLimit) more"))
    }
    return [Passage("BECAUSE", lines: lines)].compactMap { $0 }
  }

  private func notices(_ analysis: ProgramAnalysis) -> [Section] {
    let isStandstill = analysis.diagnosis.standstill != nil
    let findings = analysis.diagnosis.findings.filter { !(isStandstill && $0.isOfStandstill) }
    let words = SignatureWords(analysis.diagnosis.signature, known: report.known)
    return [
      Section("Notices") {
        .notes(
          label: "NOTICE",
          findings.map {
            Line($0.summary, mark: $0.confidence == .certain ? nil : $0.confidence.rawValue)
          })
      },
      Section("Notices", isTight: !findings.isEmpty) {
        .notes(label: "NOTICE", words.suppression.map { [Line($0)] } ?? [])
      },
    ]
  }

  // MARK: - Groups

  private func groups(_ analysis: ProgramAnalysis) -> [Section] {
    [
      Section("Goroutines", on: .screen, pageMargin: .blank) {
        .passages(groups(analysis, .screen))
      },
      Section("Goroutines", on: .page, pageMargin: .blank) { .passages(groups(analysis, .page)) },
    ]
  }

  private func groups(_ analysis: ProgramAnalysis, _ medium: Medium) -> [Passage] {
    GroupBlocks(analysis).passages(medium)
  }

  // MARK: - Steps, limits, timings

  private var steps: Section {
    Section("Next") {
      let steps = NextSteps(report)
      return .steps(label: "NEXT", commands: steps.commands, checks: steps.checks)
    }
  }

  private var limits: Section {
    Section("Limits", isTight: true) {
      .notes(label: "LIMITS", LimitWords.lines(report.limits))
    }
  }

  private var timings: Section {
    Section(on: .screen) {
      guard !report.timings.isEmpty else { return .notes(label: "TIMINGS", []) }
      let words = report.timings.map { timing in
        let tenths = UInt64(max(0, timing.seconds) * 10_000)
        return "\(timing.name) \(tenths / 10).\(tenths % 10) ms"
      }
      return .notes(label: "TIMINGS", [Line(words.joined(separator: " · "))])
    }
  }
}
