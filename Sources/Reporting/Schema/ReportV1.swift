// `gocore.report/1`: the report of one core file as JSON.

package import Basics
package import CrashAnalysis
package import ElfCore
internal import GoRuntime

/// Writes reports, and lists of what is in them, as JSON.
package struct ReportV1 {
  /// The version of gocore that a report names.
  package static let toolVersion = "0.1.0"

  private let includesAll: Bool
  private let threads: Int

  /// `threads`: how many may write at once; what is written does not depend on it.
  package init(includesAllGoroutines: Bool, threads: Int = 1) {
    includesAll = includesAllGoroutines
    self.threads = threads
  }

  /// The file that describes `gocore.report/1`.
  package static var schemaFile: SchemaFile { ReportContent.document.schemaFile }

  /// Writes `gocore.report/1`.
  package func write(_ report: Report, to out: TextWriter) {
    ReportContent.document.write(
      ReportContent(report, includesAll: includesAll, threads: threads), to: out)
  }

  /// Writes the report of a failure; `core`: what `coreJSON` made.
  package static func writeFailure(
    exitCode: ExitStatus, message: String, core: [UInt8]? = nil, to out: TextWriter
  ) {
    ReportContent.document.write(
      ReportContent(failure: (exitCode, message), core: core), to: out)
  }

  /// Writes `gocore.goroutines/1`: one goroutine after the other.
  package func write(
    _ goroutines: GoroutineList, limits: [Limit], showsValues: Bool, showsAllFrames: Bool,
    to out: TextWriter
  ) {
    var goroutines = goroutines
    goroutines.keepsAllFrames = showsAllFrames
    GoroutinesV1.document.write(
      GoroutinesV1(
        goroutines: goroutines, showsValues: showsValues, limits: limits, threads: threads),
      to: out)
  }

  /// Writes `gocore.groups/1`: goroutines counted by stack.
  package func write(
    _ groups: GroupList, of summary: GoroutineSummary, limits: [Limit], to out: TextWriter
  ) {
    GroupsV1.document.write(GroupsV1(groups: groups, summary: summary, limits: limits), to: out)
  }

  /// Writes `gocore.threads/1`.
  package func write(_ threads: [ThreadDescription], limits: [Limit], to out: TextWriter) {
    ThreadsV1.document.write(ThreadsV1(threads: threads, limits: limits), to: out)
  }

  /// The object `core` of a report.
  package static func coreJSON(_ core: CoreDescription) -> [UInt8] {
    json(CoreV1.shape, core)
  }

  /// The object `signature` of a report.
  package static func signatureJSON(_ signature: Signature) -> [UInt8] {
    json(SignatureV1.shape, signature)
  }

  private static func json<Value>(_ shape: JSONShape<Value>, _ value: Value) -> [UInt8] {
    TextWriter.collect {
      var json = JSONWriter($0)
      shape.write(value, &json)
    }
  }
}

/// What a document of `gocore.report/1` has: a report, or what is left of one that failed.
private struct ReportContent {
  let status: ReportStatus
  let failure: (exitCode: ExitStatus, message: String)?
  let report: Report?
  /// The object `core` of a report that is none, as it was written before.
  let writtenCore: [UInt8]?
  let includesAll: Bool
  let threads: Int

  var analysis: ProgramAnalysis? { report?.analysis }
  var diagnosis: Diagnosis? { analysis?.diagnosis }

  init(_ report: Report, includesAll: Bool, threads: Int) {
    status = report.status
    failure = report.failure
    self.report = report
    writtenCore = nil
    self.includesAll = includesAll
    self.threads = threads
  }

  init(failure: (exitCode: ExitStatus, message: String), core: [UInt8]?) {
    status = .failed
    self.failure = failure
    report = nil
    writtenCore = core
    includesAll = false
    threads = 1
  }

  static let document = JSONDocument<ReportContent>(
    "gocore.report/1",
    """
    The report of one core file. Fields are added within this major version, never renamed; every \
    field but the first three may be absent.
    """
  ) { report in
    report.word(
      "status",
      """
      Whether the analysis found all that a whole core and its binary give, something of it is \
      missing, or it failed.
      """, required: true
    ) { $0.status }
    report.tool("What wrote the report.")
    report.object("error", "Why the analysis failed; present only then.") {
      $0.failure
    } members: { error in
      error.integer(
        "exitCode", "The exit code of the command.", from: 1, to: 255, required: true
      ) { $0.exitCode.rawValue }
      error.text("message", "What is wrong, in one line.", minLength: 1, required: true) {
        $0.message
      }
    }
    describeDeath(&report)
    report.member("signal", "The signals of the death.", SignalV1.shape) {
      $0.report.flatMap(SignalV1.init)
    }
    report.member("build", "The program as it was built, and the binary at hand.", BuildV1.shape) {
      $0.report?.build
    }
    report.member("process", "The process.", ProcessV1.shape) {
      $0.report.map { ProcessV1(process: $0.process, showsValues: $0.showsValues) }
    }
    report.member("core", "The core as a file.", core) {
      $0.report == nil && $0.writtenCore == nil ? nil : $0
    }
    report.addedText(
      "duplicateOf",
      "The path of the first core with the same bytes; only in reports of a batch.")
    report.list("threads", "The threads, in the order of the core.", of: ThreadsV1.thread) {
      $0.analysis?.threads
    }
    report.object("goroutines", "The goroutines, counted.") {
      $0.analysis == nil ? nil : $0
    } members: {
      describeGoroutines(&$0)
    }
    report.limits("What the report could not find out.") { $0.report?.limits }
    report.member(
      "timings", "Phases and their seconds; only with --timings.",
      .map(
        "Phases and their seconds.", of: .seconds("Seconds."), name: { $0.name },
        value: { $0.seconds })
    ) { $0.report?.timings.isEmpty == false ? $0.report?.timings : nil }
    report.condition(.presence(of: "error", onlyWhere: "status", is: "failed"))
  }

  private static let core = JSONShape<ReportContent>(CoreV1.shape.schema) { document, json in
    if let report = document.report {
      CoreV1.shape.write(report.core, &json)
    } else if let core = document.writtenCore {
      json.written(core)
    }
  }

  /// What the program died of.
  private static func describeDeath(_ report: inout JSONMembers<ReportContent>) {
    report.member("verdict", "What killed the program.", VerdictV1.shape) { document in
      guard let report = document.report, let diagnosis = document.diagnosis else { return nil }
      return VerdictV1(verdict: diagnosis.verdict, nextSteps: NextSteps(report).commands)
    }
    report.list(
      "findings", "What the rules found beside the verdict.", of: FindingV1.shape
    ) { document -> [FindingV1]? in
      guard let report = document.report, let findings = document.diagnosis?.findings,
        !findings.isEmpty
      else { return nil }
      return findings.map {
        FindingV1(finding: $0, nextSteps: NextSteps.filled($0.nextSteps, report))
      }
    }
    report.member("standstill", "What hung.", StandstillV1.shape) { $0.diagnosis?.standstill }
    report.member("signature", "The bucket that the crash belongs to.", SignatureV1.shape) {
      $0.diagnosis?.signature
    }
    report.member("known", "The ticket that is known for the signature.", SignatureV1.known) {
      $0.known?.issue
    }
    report.text("owner", "Who owns the code of the signature.") { $0.known?.owner }
    report.member(
      "suppression", "The suppression that matches the crash.", SignatureV1.suppression
    ) { $0.known?.suppression }
    report.list(
      "panics", "The panics that were under way, oldest first.", of: PanicV1.shape
    ) { document in
      document.analysis.flatMap {
        PanicV1.all($0, showsValues: document.report?.showsValues == true)
      }
    }
    report.object(
      "throw", "The runtime gave up (throw or fatal)."
    ) {
      $0.diagnosis?.facts.path == .runtimeThrow ? $0.diagnosis?.facts : nil
    } members: { facts in
      facts.text("text", "What the runtime prints after `fatal error: `.") { $0.throwText }
      facts.list("diagnostics", "What the runtime printed before.", of: .text("A line.")) {
        $0.diagnostics.isEmpty ? nil : $0.diagnostics
      }
    }
    report.member(
      "fault", "The fault of the processor that killed the program; absent for other deaths.",
      FaultV1.shape
    ) { $0.diagnosis?.fault }
    report.member(
      "heapDamage",
      "What the runtime found damaged, or what a check of unsafe pointers was about.",
      HeapDamageV1.shape
    ) { $0.diagnosis?.heapDamage }
    report.member("crash", "The thread that died.", CrashV1.shape) {
      $0.analysis.flatMap(CrashV1.init)
    }
  }

  /// What a team knows of it; nothing where there is no analysis.
  private var known: KnownMatches? { analysis == nil ? nil : report?.known }

  private static func describeGoroutines(_ goroutines: inout JSONMembers<ReportContent>) {
    goroutines.count("total", "How many there are, dead ones not counted.") {
      $0.diagnosis?.summary.total
    }
    goroutines.member("byStatus", "How many have each status.", counts) {
      $0.diagnosis?.summary.byStatus.sorted { $0.key < $1.key }
    }
    goroutines.member("byWaitReason", "How many wait for each reason.", counts) {
      $0.diagnosis?.summary.byWaitReason.sorted { $0.key < $1.key }
    }
    goroutines.count("unreadable", "How many could not be read.") {
      $0.diagnosis?.summary.unreadable
    }
    goroutines.list("groups", "Groups with one stack, the largest first.", of: GroupsV1.group) {
      $0.analysis?.groups
    }
    goroutines.member("all", "Every goroutine; only with --all.", GoroutinesV1.all) { document in
      guard document.includesAll, let report = document.report, let analysis = report.analysis
      else { return nil }
      return GoroutinesV1(
        goroutines: analysis.goroutines, showsValues: report.showsValues, limits: [],
        threads: document.threads)
    }
  }

  private static let counts = JSONShape<[(key: String, value: Int)]>.map(
    "Numbers of goroutines by name.", of: .integer("A number of goroutines.", from: 1),
    name: { $0.key }, value: { $0.value })
}
