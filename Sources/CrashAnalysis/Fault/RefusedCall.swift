// System calls that the kernel refused the runtime where it has no way to go on without them: it then ends
// the program by a store to an address that nobody may use. Such a fault says nothing of memory.
//
// Sources: runtime/os_linux.go futexwakeup; runtime/sys_linux_amd64.s, sys_linux_arm64.s, sys_linux_386.s;
// go1.19 to go1.27.

internal import ElfCore
internal import GoRuntime

/// A system call that the kernel refused, and that the runtime could not do without.
struct RefusedCall {
  /// The function that gave up: `runtime.sysMunmap`.
  let function: String
  /// What it asked for: `munmap`.
  let call: String
  /// The error that the kernel gave; nil where it is lost.
  let error: UInt64?
  /// The address that was touched to end the program.
  let address: Address?

  /// The functions that give up so, and the system calls that they make.
  private static let calls = [
    "runtime.futexwakeup": "futex", "runtime.rtsigprocmask": "rt_sigprocmask",
    "runtime.sysMunmap": "munmap", "runtime.munmap": "munmap",
    "runtime.sigaltstack": "sigaltstack", "runtime.settls": "arch_prctl",
    "runtime.setldt": "set_thread_area",
  ]
  /// Where futexwakeup stores.
  private static let futexAddress: UInt64 = 0x1006
  /// Where the functions in assembly store, at most: at 0xf1 on amd64, at nil on arm64, or so many bytes
  /// above the error's number, which is negative. On 386 they meet a breakpoint.
  private static let highestAddress: UInt64 = 0xf1

  /// The call that the death in `facts` stands for; nil for other deaths.
  init?(_ facts: CrashFacts, _ program: GoProgram) {
    guard let signal = facts.signal, signal.sender == nil, let pc = signal.pc,
      let name = program.location(of: pc, isExact: true)?.name
        ?? Self.unnamed(signal, program.isCode(pc)),
      case let function = name.hasSuffix(".abi0") ? String(name.dropLast(5)) : name,
      let call = Self.calls[function], Self.isDeliberate(signal, function),
      Self.isDeath(facts)
    else { return nil }
    self.function = function
    self.call = call
    address = signal.address
    error =
      facts.diagnostics.last { $0.hasPrefix("futexwakeup") }.flatMap { ErrorNumber.number(in: $0) }
      ?? Self.error(in: facts.faultRegisters, program.process.architecture)
  }

  /// The function where only the binary, which is missing, has its name: nobody else stores there.
  private static func unnamed(_ signal: EffectiveSignal, _ isCode: Bool) -> String? {
    isCode && signal.address?.rawValue == futexAddress && signal.access != .read
      ? "runtime.futexwakeup" : nil
  }

  private static func isDeliberate(_ signal: EffectiveSignal, _ function: String) -> Bool {
    switch signal.number {
    case 5: function != "runtime.futexwakeup"
    case 11:
      signal.address.map {
        function == "runtime.futexwakeup"
          ? $0.rawValue == futexAddress : $0.rawValue <= highestAddress
      } ?? false
    default: false
    }
  }

  /// Whether the fault ended the program. A `g` keeps the signal of its last fault, which a panic or a
  /// throw for another reason has nothing to do with.
  private static func isDeath(_ facts: CrashFacts) -> Bool {
    switch facts.path {
    case .signal: true
    case .runtimeThrow: facts.isFaultThrow
    case .panic:
      facts.panics.last { !$0.isGoexit }?.text?.containsBytes("invalid memory address") == true
    case .none, .lost: false
    }
  }

  /// The error in the register in which the kernel returned it.
  private static func error(
    in registers: RegisterSet?, _ architecture: Architecture
  ) -> UInt64? {
    guard let raw = registers?[architecture.roles.systemCallResult] else { return nil }
    let value =
      architecture.pointerSize == 4
      ? Int64(Int32(truncatingIfNeeded: raw)) : Int64(bitPattern: raw)
    return (-4_095 ... -1).contains(value) ? value.magnitude : nil
  }

  /// `the system refused a futex call: EPERM, operation not permitted`.
  var words: String {
    reason + (error.map { ": \(ErrorNumber.words($0))" } ?? "; the error that it gave is lost")
  }

  /// The same without the error.
  var reason: String { "the system refused a \(call) call" }
}
