// The runtime found the heap damaged.

internal import ElfCore
internal import GoRuntime

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
      bad pointer, a free object or a damaged span; or, less sure, one of those that say of a lock, a \
      span or a stack that it is as no program leaves it.
      """,
    runbook: [
      .check("is there package unsafe or cgo, in a library perhaps? WHERE only met the damage"),
      .check("do the tests pass with `go test -race`? a torn interface or slice looks like this"),
      .check(
        "can it be repeated with GODEBUG=clobberfree=1, or built with `-gcflags=all=-d=checkptr`? both bring the crash nearer to its cause"
      ),
      .check("do other hosts show it? if one alone does, test its memory"),
      .run("gocore goroutines {target} --group"),
      .attach("the core, the binary and the lines under SAYS"),
    ])

  /// What the collector and the allocator say of damage (runtime/mbitmap.go, mgcsweep.go, mheap.go).
  private static let texts = [
    "bad pointer in Go heap", "sweep increased allocation count", "found pointer to free object",
    "marking free object", "span has no free", "bad summary data", "invalid heap pointer",
    "bad use of bucket", "mSpanList", "nelems mismatch", "unexpected malloc header",
  ]
  /// What other parts of the runtime say where memory that they trust was overwritten: a lock's state, a
  /// span's counts, a pointer or a return address on a stack (sync/mutex.go, runtime/malloc.go, mcache.go,
  /// stack.go, traceback.go). A fault of the runtime's own may look the same.
  private static let likelyTexts = [
    "inconsistent mutex state", "allocCount", "refill of span with free space",
    "invalid pointer found on stack", "unknown caller pc", "unexpected return pc",
  ]

  func evaluate(_ scene: CrashScene) -> [Finding] {
    guard let text = scene.throwText, !scene.isFaultThrow else { return [] }
    let isCertain = Self.texts.contains { text.containsBytes($0) }
    guard isCertain || Self.likelyTexts.contains(where: { text.containsBytes($0) }) else {
      return []
    }
    let lock = text.containsBytes("mutex state") ? overwrittenLock(scene) : []
    return verdict(
      text, isCertain ? .certain : .likely, lock + scene.heapEvidence + damagedStacks(scene))
  }

  /// The words of a mutex that is in no state that its methods leave.
  private func overwrittenLock(_ scene: CrashScene) -> [Evidence] {
    guard let address = scene.misusedMutex, let memory = Optional(scene.process.memory),
      let state = try? memory.load(address, as: UInt32.self),
      let semaphore = try? memory.load(address &+ 4, as: UInt32.self)
    else { return [] }
    return [
      Evidence(
        "the mutex has state \(hexadecimal(UInt64(state))) and sema "
          + "\(hexadecimal(UInt64(semaphore))), as none of its methods leave it",
        address: address.rawValue)
    ] + scene.misusedSyncObject()
  }

  /// The stacks of other goroutines that cannot be walked to their end though their memory is there.
  private func damagedStacks(_ scene: CrashScene) -> [Evidence] {
    scene.summary.groups.filter(\.isDamaged).compactMap { group in
      guard let id = group.ids.first, id != scene.facts.goroutine?.id else { return nil }
      return Evidence("the stack of goroutine \(id) is damaged, too: \(group.stack.end.message)")
    }.prefix(4).map(\.self)
  }
}
