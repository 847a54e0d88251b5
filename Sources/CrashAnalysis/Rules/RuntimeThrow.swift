// A fatal error of the runtime that has no class of its own.

internal import ElfCore

struct RuntimeThrow: DiagnosisRule {
  let id = "runtime-throw"
  let family = CrashFamily.other
  let explanation = Explanation(
    meaning: """
      The Go runtime ended the program, as it found its own state wrong, was used as it must not be, or \
      was refused a system call that it cannot do without; no other class has its text.
      """,
    detection: """
      The text of the throw; for a refused call the function and the address of a deliberate fault; \
      where the runtime could not even throw, the function that called runtime.abort.
      """,
    runbook: [
      .check("the text against the issues of the Go project: https://go.dev/issue"),
      .check("code with package unsafe or cgo, and data races, before the runtime is blamed"),
      .run("gocore goroutines {target} --id {goroutine}"),
      .run("gocore threads {target}"),
      .attach("the core, the binary and the lines under SAYS"),
    ])

  /// A kind of throw by a part of its text, with checks of its own.
  private struct Kind {
    let mark: String
    let checks: [String]
    /// Whether nothing in the program's own code or in the runtime's is wrong.
    var isOfSystem = false
  }

  private static let kinds = [
    Kind(
      mark: "netpoll",
      checks: [
        "the error's number: 9, EBADF, means that somebody closed a descriptor of the runtime's; 24, EMFILE, that the limit of open files is reached (`ulimit -n`)",
        "code that closes descriptors by number: syscall.Close, os.NewFile, C libraries, a daemon that closes all",
      ]),
    Kind(
      mark: "morestack on g",
      checks: [
        "what fills a thread's own stack: the functions under STACK that repeat, or that run there without a check of their own (assembly, //go:nosplit, callbacks from C)"
      ]),
    Kind(
      mark: "SA_ONSTACK",
      checks: [
        "which C library set up a handler for that signal without SA_ONSTACK (`go doc os/signal`, Go programs that use cgo)"
      ]),
    Kind(
      mark: "crypto/rand",
      checks: [
        "the error in the text: what package crypto/rand read from, rand.Reader or the system",
        "whether rand.Reader was replaced; whether getrandom and /dev/urandom are there in the sandbox",
      ], isOfSystem: true),
  ]

  /// For errors of the program's own, which `fatal` ends: the runtime is not to blame.
  private static func runbookOfFatal(_ kind: Kind?) -> [RunbookStep] {
    let own =
      kind?.isOfSystem == true
      ? [] : [RunbookStep.check("the function under WHERE: how it uses what the text names")]
    return (kind?.checks ?? []).map { .check($0) } + own + [
      .run("gocore goroutines {target} --id {goroutine}"), .attach("the text report"),
    ]
  }

  private static let runbookOfRefusal: [RunbookStep] = [
    .check(
      "what filters system calls: the seccomp profile of the container (an old runtime answers EPERM to calls it does not know), gVisor, SystemCallFilter= of the unit, qemu"
    ),
    .check("for ENOMEM the limits of the process: vm.max_map_count, `ulimit -v`"),
    .run("gocore threads {target}"),
    .attach("the report, the profile of the sandbox, the versions of kernel and container runtime"),
  ]

  func evaluate(_ scene: CrashScene) -> [Finding] {
    if let refused = scene.refusedCall { return refusal(refused, scene) }
    if let abort = scene.runtimeAbort { return verdict(of: abort) }
    guard let text = scene.throwText, !scene.isFaultThrow else { return [] }
    var findings = verdict("fatal error: \(text)", .certain)
    let kind = Self.kind(text)
    if scene.facts.isFatalError {
      findings[0].runbook = Self.runbookOfFatal(kind)
    } else if let kind {
      findings[0].runbook = kind.checks.map { .check($0) } + explanation.runbook
    }
    return findings
  }

  private static func kind(_ text: String) -> Kind? {
    kinds.first { text.containsBytes($0.mark) }
  }

  private func verdict(of abort: RuntimeAbort) -> [Finding] {
    var findings = verdict(
      abort.words, abort.isTextKnown ? .certain : .likely,
      [Evidence("\(abort.caller) called runtime.abort, which ends the program by a fault")])
    if let kind = Self.kind(abort.words) {
      findings[0].runbook = kind.checks.map { .check($0) } + explanation.runbook
    }
    return findings
  }

  private func refusal(_ refused: RefusedCall, _ scene: CrashScene) -> [Finding] {
    var findings = verdict(
      refused.words, .certain,
      [
        Evidence(
          "\(refused.function) touches this address to end the program where \(refused.call) fails",
          address: refused.address?.rawValue)
      ] + scene.facts.diagnostics.map { Evidence("the runtime printed: \($0)") })
    findings[0].outsideReason = refused.reason
    findings[0].runbook = Self.runbookOfRefusal
    return findings
  }
}
