// The runtime's functions that a walk has to treat specially. They are recognised by name, because the
// numbers that the runtime uses (`funcID`) change from release to release.

/// A function with a special meaning for the unwinder or the analysis.
package enum SpecialFunction: UInt8, Sendable {
  case none
  case systemstack, morestack, mcall, gogo, mstart, rt0, goexit
  case sigtramp, sigreturn, sigpanic, asyncPreempt, asyncPreempt2, debugCall
  case cgocallback, asmcgocall, cgocall, racecall, crosscall2, switchToCrashStack, abort
  case gopanic, goexitCall, fatalpanic, throwFunction, fatal, fatalthrow, crash, raise

  private static let byName: [String: SpecialFunction] = [
    "systemstack": .systemstack, "morestack": .morestack, "mcall": .mcall, "gogo": .gogo,
    "mstart": .mstart, "rt0_go": .rt0, "goexit": .goexit, "sigtramp": .sigtramp,
    "cgoSigtramp": .sigtramp, "sigreturn": .sigreturn, "sigreturn__sigaction": .sigreturn,
    "sigpanic": .sigpanic, "asyncPreempt": .asyncPreempt, "asyncPreempt2": .asyncPreempt2,
    "debugCallV2": .debugCall, "cgocallback": .cgocallback, "asmcgocall": .asmcgocall,
    "racecall": .racecall, "asancall": .racecall, "msancall": .racecall,
    "switchToCrashStack0": .switchToCrashStack, "abort": .abort,
    "cgocall": .cgocall, "gopanic": .gopanic, "Goexit": .goexitCall, "fatalpanic": .fatalpanic,
    "throw": .throwFunction, "fatal": .fatal, "fatalthrow": .fatalthrow, "crash": .crash,
    "raise": .raise, "raiseproc": .raise,
  ]

  /// The meaning of the function called `name`.
  init(name: String) {
    guard name.hasPrefix("runtime.") else {
      // Assembly of runtime/cgo and runtime, linked without a package.
      switch name {
      case "crosscall2": self = .crosscall2
      case "racecall", "asancall", "msancall": self = .racecall
      default: self = .none
      }
      return
    }
    var short = name.dropFirst("runtime.".count)
    if short.hasSuffix(".abi0") { short = short.dropLast(5) }
    self = Self.byName[String(short)] ?? .none
  }

  /// Whether the caller was interrupted and made no call: its pc is that of the interrupted instruction.
  var interruptsCaller: Bool {
    self == .sigpanic || self == .asyncPreempt || self == .debugCall
  }
}
