// siginfo_t: the kernel's description of a signal, in NT_SIGINFO and in signal frames.

/// A signal as the kernel described it (asm-generic/siginfo.h).
package struct SignalInformation: Sendable, Equatable {
  /// The signal number.
  package let number: Int32
  /// `si_code`: what raised it.
  package let code: Int32
  /// `si_addr`, meaningful only for a fault that the processor reported.
  package let address: Address
  /// `si_pid` and `si_uid`, meaningful only for a signal that a process sent.
  package let senderID: Int32
  package let senderUser: UInt32
  /// The system call of a SIGSYS; nil for other signals.
  package let systemCall: SystemCall?

  /// Reads the structure; nil when it is too short.
  package init?(_ bytes: [UInt8], pointerSize: Int) {
    let fields = pointerSize == 8 ? 16 : 12
    guard let number = bytes.int32(at: 0), let code = bytes.int32(at: 8),
      let address = bytes.field(at: fields, size: pointerSize),
      let sender = bytes.int32(at: fields), let user = bytes.field(at: fields + 4, size: 4)
    else { return nil }
    self.number = number
    self.code = code
    self.address = Address(address)
    self.senderID = sender
    self.senderUser = UInt32(user)
    // Behind si_call_addr stand si_syscall and si_arch.
    if number == Self.badSystemCall, code > 0, code != Self.fromKernel,
      let call = bytes.int32(at: fields + pointerSize),
      let convention = bytes.field(at: fields + pointerSize + 4, size: 4)
    {
      systemCall = SystemCall(number: call, convention: UInt32(convention))
    } else {
      systemCall = nil
    }
  }

  /// Whether the default action of the signal is to dump core (signal(7)).
  package var dumpsCore: Bool { Self.dumpsCore(number) }

  /// The same of a signal by its number.
  package static func dumpsCore(_ number: Int32) -> Bool {
    [3, 4, 5, 6, 7, 8, 11, 24, 25, 31].contains(number)
  }

  /// SIGSYS.
  private static let badSystemCall: Int32 = 31

  /// Whether a process sent it (kill, tgkill, sigqueue): `si_code` is SI_USER or negative.
  package var isFromProcess: Bool { code <= 0 && code != Self.asynchronousIO }

  private static let asynchronousIO: Int32 = -4

  /// `SI_TKILL`: a thread was sent it, with tkill or tgkill.
  package static let fromThread: Int32 = -6

  /// `SI_KERNEL`: there is no address. Signals from a terminal or from another namespace have it, too.
  package static let fromKernel: Int32 = 0x80
}

/// A system call, as a signal names it.
package struct SystemCall: Sendable, Equatable {
  package let number: Int32
  /// Whose numbers these are (`AUDIT_ARCH_*`, linux/audit.h): a 64-bit program may make 32-bit calls.
  package let convention: UInt32

  package init(number: Int32, convention: UInt32) {
    self.number = number
    self.convention = convention
  }
}

/// Names of signals on Linux (asm-generic/signal.h; the same on amd64, arm64 and 386).
package enum SignalName {
  private static let names = [
    "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
    "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT",
    "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
    "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
  ]

  /// `SIGSEGV`-like, or `SIG42` for a number without a name.
  package static func name(_ number: Int32) -> String {
    guard number > 0, Int(number) < names.count else { return "SIG\(number)" }
    return names[Int(number)]
  }
}
