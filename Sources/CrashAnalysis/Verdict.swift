// A first verdict from the facts: the class of the death, in words, and how sure it is.

/// How sure a claim is.
package enum Confidence: String, Sendable {
  /// The runtime or the kernel says so.
  case certain
  case likely
  case guess
}

/// A fact that a claim rests on.
package struct Evidence: Sendable {
  package let text: String
  package let address: UInt64?

  package init(_ text: String, address: UInt64? = nil) {
    self.text = text
    self.address = address
  }
}

/// What killed the program.
package struct Verdict: Sendable {
  package let crashClass: CrashClass
  /// One line for people.
  package let title: String
  package let confidence: Confidence
  package let evidence: [Evidence]
}

/// The classes of product.md §4 that the facts alone tell apart, with their families.
package enum CrashClass: String, Sendable {
  case nilDereference = "nil-dereference"
  case bounds, division, conversion
  case nilMapWrite = "nil-map-write"
  case typeAssertion = "type-assertion"
  case closedChannel = "closed-channel"
  case explicitPanic = "explicit-panic"
  case repanic
  case runtimeError = "runtime-error"
  case invalidAddress = "invalid-address"
  case heapCorruption = "heap-corruption"
  case checkptr
  case busError = "bus-error"
  case illegalInstruction = "illegal-instruction"
  case concurrentMapAccess = "concurrent-map-access"
  case unlockOfUnlocked = "unlock-of-unlocked"
  case negativeWaitGroup = "negative-waitgroup"
  case allGoroutinesAsleep = "all-goroutines-asleep"
  case stackOverflow = "stack-overflow"
  case outOfMemory = "out-of-memory"
  case threadExhaustion = "thread-exhaustion"
  case cgoFault = "cgo-fault"
  case cgoAbort = "cgo-abort"
  case cgoPointer = "cgo-pointer"
  case externalSignal = "external-signal"
  case watchdogQuit = "watchdog-quit"
  case runtimeThrow = "runtime-throw"
  case noCrash = "no-crash"
  case unknown

  /// The family that the class belongs to.
  package var family: String {
    switch self {
    case .nilDereference, .bounds, .division, .conversion, .nilMapWrite, .typeAssertion,
      .closedChannel, .explicitPanic, .repanic, .runtimeError:
      "application-panic"
    case .invalidAddress, .heapCorruption, .checkptr, .busError, .illegalInstruction:
      "memory-corruption"
    case .concurrentMapAccess, .unlockOfUnlocked, .negativeWaitGroup: "concurrency"
    case .allGoroutinesAsleep: "scheduler-deadlock"
    case .stackOverflow, .outOfMemory, .threadExhaustion: "resource-exhaustion"
    case .cgoFault, .cgoAbort, .cgoPointer: "cgo"
    case .externalSignal, .watchdogQuit: "external"
    case .runtimeThrow, .noCrash, .unknown: "other"
    }
  }
}
