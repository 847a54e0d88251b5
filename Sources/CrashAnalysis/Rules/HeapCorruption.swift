// The runtime found the heap damaged.

struct HeapCorruption: DiagnosisRule {
  let id = "heap-corruption"
  let family = CrashFamily.memoryCorruption
  let explanation = Explanation(
    meaning: """
      The garbage collector or the allocator met memory that no correct Go program leaves \
      behind. The culprit wrote earlier, and elsewhere.
      """,
    detection: """
      The text of the throw is one that the collector or the allocator gives when it meets a \
      bad pointer, a free object or a damaged span.
      """,
    runbook: [
      .check(
        "code with package unsafe or cgo, and libraries that use them: the goroutine under WHERE only met the damage"
      ),
      .check(
        "data races: run the tests with `go test -race`; a torn interface or slice looks like this"),
      .check(
        "a run with GODEBUG=clobberfree=1, and with `-gcflags=all=-d=checkptr`, brings the crash nearer to its cause"
      ),
      .check("whether other hosts show it: one host alone suggests its memory"),
      .run("gocore goroutines {target} --group"),
      .attach("the core, the binary and the lines under SAYS"),
    ])

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard
      scene.throwSays(
        "bad pointer in Go heap", "invalid pointer found on stack",
        "sweep increased allocation count", "found pointer to free object", "marking free object",
        "span has no free", "bad summary data", "invalid heap pointer", "bad use of bucket",
        "mSpanList", "nelems mismatch", "unexpected malloc header"), let text = scene.throwText
    else { return [] }
    return verdict(text, .certain, scene.heapEvidence)
  }
}
