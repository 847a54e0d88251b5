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
      .check(
        "is there package unsafe, cgo or a data race? they come before the runtime's own faults"
      ),
      .check("is the text known to the Go project? https://go.dev/issue"),
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
        "EBADF: who closed a descriptor of the runtime's? EMFILE: what opens so many (`ulimit -n`)?",
        "who closes by number: syscall.Close, os.NewFile, C, a daemon that closes all descriptors?",
      ]),
    Kind(
      mark: "morestack on g",
      checks: [
        "what fills a thread's own stack (STACK): assembly, //go:nosplit, callbacks from C?"
      ]),
    Kind(
      mark: "SA_ONSTACK",
      checks: [
        "which C library handles that signal without SA_ONSTACK (`go doc os/signal` tells why)?"
      ]),
    Kind(
      mark: "crypto/rand",
      checks: [
        "was rand.Reader replaced? the text has the error of what crypto/rand read from",
        "are getrandom and /dev/urandom there in the sandbox?",
      ], isOfSystem: true),
  ]

  /// For errors of the program's own, which `fatal` ends: the runtime is not to blame.
  private static func runbookOfFatal(_ kind: Kind?) -> [RunbookStep] {
    let own =
      kind?.isOfSystem == true
      ? [] : [RunbookStep.check("how does the function under WHERE use what the text names?")]
    return (kind?.checks ?? []).map { .check($0) } + own + [
      .run("gocore goroutines {target} --id {goroutine}"), .attach("the text report"),
    ]
  }

  private static let runbookOfRefusal: [RunbookStep] = [
    .check("who filters system calls: a seccomp profile, an old container runtime, gVisor, qemu?"),
    .check("of ENOMEM: which limit is reached, vm.max_map_count or `ulimit -v`?"),
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
