// The signal behind a death, and the verdicts that rest on it.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The effective signal")
struct EffectiveSignalTests {
  private static let notes = CoreNotes(.amd64)

  @Test(
    "of a fault has address, instruction and access",
    arguments: [
      (UInt64(4), AccessKind.read), (6, .write), (7, .write), (5, .read), (0x14, .execute),
    ])
  func fault(error: UInt64, access: AccessKind) throws {
    let death = try SignalDeath(
      information: Self.notes.faultDescriptor(number: 11, code: 1, address: 0xbad_0000),
      error: error, trap: 14, cr2: 0xbad_0000)
    let signal = try #require(try death.diagnose().facts.signal)
    #expect(signal.name == "SIGSEGV")
    #expect(signal.code == 1)
    #expect(signal.address == Address(0xbad_0000))
    #expect(signal.pc?.rawValue == death.death.drawn.pc("main.work"))
    #expect(signal.access == access)
    #expect(signal.sender == nil)
  }

  @Test("tells no access where cr2 or the trap is of another fault")
  func staleFault() throws {
    let information = Self.notes.faultDescriptor(number: 11, code: 1, address: 0xbad_0000)
    let other = try SignalDeath(information: information, error: 6, trap: 14, cr2: 0x1234)
    #expect(try other.diagnose().facts.signal?.access == nil)
    let trap = try SignalDeath(information: information, error: 6, trap: 13, cr2: 0xbad_0000)
    #expect(try trap.diagnose().facts.signal?.access == nil)
  }

  @Test("of a general-protection fault has an address that means nothing, and says so")
  func generalProtection() throws {
    let death = try SignalDeath(
      information: Self.notes.faultDescriptor(number: 11, code: 0x80, address: 0), trap: 13)
    let diagnosis = try death.diagnose()
    let signal = try #require(diagnosis.facts.signal)
    #expect(signal.addressIsUnknown)
    #expect(!signal.isFromOutside(processID: 4_200))
    #expect(diagnosis.verdict.crashClass == "invalid-address")
    #expect(diagnosis.verdict.title.contains("non-canonical"))
  }

  @Test("of a process has a sender and no address")
  func sent() throws {
    let death = try SignalDeath(
      information: Self.notes.sentDescriptor(number: 6, sender: 77, user: 1_000))
    let signal = try #require(try death.diagnose().facts.signal)
    #expect(signal.address == nil)
    #expect(signal.access == nil)
    #expect(signal.sender?.processID == 77)
    #expect(signal.sender?.userID == 1_000)
  }

  @Test("of a panic is what the goroutine remembers of its fault")
  func remembered() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic", "runtime.sigpanic"])
    death.panic(
      type: "string", text: "runtime error: invalid memory address or nil pointer dereference",
      original: "runtime.errorString")
    death.signalOfGoroutine(number: 11, code: 1, address: 0x18, pc: death.drawn.pc("main.work"))
    let signal = try #require(try death.diagnose().facts.signal)
    #expect(signal.source == .goroutine(Address(death.goroutine)))
    #expect(signal.address == Address(0x18))
    #expect(signal.pc?.rawValue == death.drawn.pc("main.work"))
  }

  @Test("of a panic without one is none")
  func none() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    #expect(try death.diagnose().facts.signal == nil)
  }
}

@Suite("The verdict on a signal")
struct SignalVerdictTests {
  private static let notes = CoreNotes(.amd64)

  @Test(
    "of a fault in Go code follows its number",
    arguments: [
      (Int32(11), "invalid-address"), (7, "bus-error"), (4, "illegal-instruction"),
    ])
  func faults(number: Int32, crashClass: String) throws {
    let death = try SignalDeath(
      information: Self.notes.faultDescriptor(number: number, code: 1, address: 0xbad_0000))
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == crashClass)
  }

  @Test(
    "of a program that was still starting is the kernel's, whether its first machine is known or not",
    arguments: [false, true])
  func startingUp(hasMachine: Bool) throws {
    var drawn = SyntheticProcess()
    let machine = drawn.addMachine(id: 0, thread: 0)
    drawn.allMachines = []
    if hasMachine {
      drawn.variables["runtime.m0"] = .init(address: machine.address, size: nil)
    }
    let stack = drawn.draw(
      [SyntheticFrame("main.work"), SyntheticFrame("runtime.mstart.abi0", 1)],
      on: machine.systemStack)
    drawn.notes.append(CoreNotes(.amd64).prpsinfo(process: 77, parent: 1))
    drawn.addThread(77, signal: 4, at: (drawn.pc("main.work"), stack.stackPointer))
    drawn.notes.append(
      Self.notes.siginfo(
        Self.notes.faultDescriptor(number: 4, code: 2, address: drawn.pc("main.work"))))
    let process = try drawn.open()
    #expect((process.threads.first?.machine != nil) == hasMachine)
    let diagnosis = CrashAnalyzer(GoProgram(process)).diagnose()
    #expect(diagnosis.verdict.crashClass == "illegal-instruction")
    #expect(diagnosis.facts.signal?.pc?.rawValue == drawn.pc("main.work"))
    #expect(diagnosis.stack.frames.first?.name.text == "main.work")
    #expect(diagnosis.facts.faultRegisters != nil)
  }

  @Test("of a breakpoint without a debugger is no invalid address")
  func trap() throws {
    let death = try SignalDeath(
      information: Self.notes.faultDescriptor(number: 5, code: 0x80, address: 0))
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass != "invalid-address")
  }

  @Test("from another process is external, and names the sender")
  func external() throws {
    for number in [3, 6, 11] as [Int32] {
      let death = try SignalDeath(
        information: Self.notes.sentDescriptor(number: number, sender: 77, user: 1_000))
      let diagnosis = try death.diagnose()
      #expect(diagnosis.verdict.crashClass == "external-signal")
      #expect(diagnosis.verdict.title == "\(SignalName.name(number)) from pid 77 of uid 1000")
      #expect(diagnosis.facts.isFromOutside(try death.death.open()))
    }
  }

  @Test("from outside the PID namespace is told so, never as pid 0")
  func outsideNamespace() throws {
    for information in [
      Self.notes.sentDescriptor(number: 3, sender: 0, user: 0),
      Self.notes.sentDescriptor(number: 3, code: 0x80, sender: 0, user: 0),
    ] {
      let verdict = try SignalDeath(information: information).diagnose().verdict
      #expect(verdict.crashClass == "external-signal")
      #expect(verdict.title == "SIGQUIT from outside the PID namespace, or the terminal")
    }
  }

  @Test(
    "of a watchdog is known by its sender",
    arguments: [
      (Int32(6), Int32(1), UInt32(0), "watchdog-quit"), (3, 1, 0, "watchdog-quit"),
      // The parent is 1,000: a supervisor, or go test -timeout.
      (3, 1_000, 500, "watchdog-quit"), (6, 1_000, 500, "external-signal"),
      (3, 1, 500, "external-signal"), (11, 1, 0, "external-signal"),
    ])
  func watchdog(number: Int32, sender: Int32, user: UInt32, crashClass: String) throws {
    let death = try SignalDeath(
      information: Self.notes.sentDescriptor(number: number, sender: sender, user: user))
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == crashClass)
    #expect(verdict.confidence == (crashClass == "watchdog-quit" ? .likely : .certain))
  }

  @Test("that the program sent to itself from Go code is a signal, and no invalid address")
  func ownSignal() throws {
    let death = try SignalDeath(
      information: Self.notes.sentDescriptor(number: 6, sender: Death.processID, user: 0))
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == "external-signal")
    #expect(verdict.confidence == .likely)
    #expect(verdict.title == "SIGABRT that the program sent itself")
  }

  @Test("that the program raised is no loss, unless the runtime raises such as it dies")
  func raised() throws {
    func verdict(_ number: Int32) throws -> Verdict {
      try SignalDeath(
        information: Self.notes.sentDescriptor(
          number: number, code: -6, sender: Death.processID, user: 0)
      ).diagnose().verdict
    }
    for number in [4, 5, 7, 8, 11, 31] as [Int32] {
      #expect(try verdict(number).crashClass == "external-signal")
      let name = SignalName.name(number)
      #expect(try verdict(number).title == "\(name) that the program sent itself")
    }
    for number in [3, 6] as [Int32] { #expect(try verdict(number).crashClass == "unknown") }
  }

  @Test(
    "in C code is cgo's",
    arguments: [
      (Int32(11), "cgo-fault"), (6, "cgo-abort"),
    ])
  func cgo(number: Int32, crashClass: String) throws {
    let library: UInt64 = 0x7f12_3456_0000
    let information =
      number == 6
      ? Self.notes.sentDescriptor(number: 6, code: -6, sender: Death.processID, user: 0)
      : Self.notes.faultDescriptor(number: 11, code: 1, address: 0x10)
    var death = try SignalDeath(information: information, pc: library + 0x100)
    death.death.drawn.notes.append(
      Self.notes.fileMappings([.init(library, library + 0x1000, page: 0, "/lib/libc.so.6")]))
    #expect(try death.diagnose().verdict.crashClass == crashClass)
  }

  @Test(
    "of a system call that a sandbox refused names the call",
    arguments: [
      (Int32(170), UInt32(0xc000_003e), "170 (sethostname)"),
      (74, 0x4000_0003, "74 (sethostname)"), (161, 0xc000_00b7, "161 (sethostname)"),
      (9_999, 0xc000_003e, "9999"), (1, 0x8000_0015, "1"),
    ])
  func systemCall(number: Int32, convention: UInt32, words: String) throws {
    let death = try SignalDeath(
      information: Self.notes.refusedCallDescriptor(number: number, convention: convention))
    let diagnosis = try death.diagnose()
    #expect(diagnosis.verdict.title == "system call \(words) forbidden by seccomp")
    #expect(diagnosis.facts.signal?.address == nil)
  }

  @Test("that killed a program before its runtime was up is the kernel's, and that of the core")
  func beforeRuntime() throws {
    var drawn = SyntheticProcess()
    let stack = drawn.draw(
      [SyntheticFrame("main.work"), SyntheticFrame("runtime.mstart.abi0", 1)], on: drawn.mapStack())
    let pc = drawn.pc("main.work")
    drawn.addThread(1, signal: 4, at: (pc, stack.stackPointer))
    drawn.notes.append(
      Self.notes.siginfo(Self.notes.faultDescriptor(number: 4, code: 1, address: pc)))
    let diagnosis = CrashAnalyzer(GoProgram(try drawn.open())).diagnose()
    #expect(diagnosis.verdict.crashClass == "illegal-instruction")
    #expect(diagnosis.facts.signal?.source == .note)
    #expect(diagnosis.stack.frames.map(\.function) == ["main.work", "runtime.mstart.abi0"])
  }

  @Test("at a wild address is an invalid address of Go's")
  func wildJump() throws {
    let death = try SignalDeath(
      information: Self.notes.faultDescriptor(number: 11, code: 1, address: 0x4242_4242),
      pc: 0x4242_4242, error: 0x14, trap: 14, cr2: 0x4242_4242)
    let verdict = try death.diagnose().verdict
    #expect(verdict.crashClass == "invalid-address")
    #expect(verdict.title == "invalid address: execute of 0x42424242")
  }

  @Test("of a core of a living process is no crash")
  func noCrash() throws {
    var drawn = SyntheticProcess()
    drawn.add(SyntheticGoroutine(id: 1))
    drawn.addThread(1)
    let verdict = CrashAnalyzer(GoProgram(try drawn.open())).diagnose().verdict
    #expect(verdict.crashClass == "no-crash")
  }

  @Test("of a core without a signal may be anything where the runtime's threads are not known")
  func unknownMachines() throws {
    var drawn = SyntheticProcess()
    drawn.add(SyntheticGoroutine(id: 1))
    drawn.addThread(1)
    let process = try drawn.open { $0.variables["runtime.allm"] = nil }
    let diagnosis = CrashAnalyzer(GoProgram(process)).diagnose()
    #expect(diagnosis.facts.path == .lost)
    #expect(diagnosis.verdict.confidence == .guess)
  }
}

@Suite("The thread that crashed")
struct CrashedThreadTests {
  @Test("is the one whose machine is dying, wherever it stands in the core")
  func dying() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    death.drawn.notes.insert(CoreNotes(.amd64).prstatus(thread: 99, signal: 6), at: 1)
    let facts = try death.diagnose().facts
    #expect(facts.threadIndex == 1)
    #expect(facts.evidence == .dying(Address(death.machine)))
    #expect(facts.goroutine?.id == 7)
    #expect(facts.path == .panic)
  }

  @Test("is the one that throws where none is marked as dying")
  func throwing() throws {
    var death = Death(inner: ["runtime.fatalthrow", "runtime.throw"], dying: 0)
    death.drawn.set("runtime.m", "throwing", of: death.machine, 2)
    #expect(try death.diagnose().facts.evidence == .throwing(Address(death.machine)))
  }

  @Test("is the first where the runtime marked none and the signal is fatal")
  func first() throws {
    let death = Death(inner: [], dying: 0, signal: 11)
    let facts = try death.diagnose().facts
    #expect(facts.evidence == .firstThread)
    #expect(facts.threadIndex == 0)
  }

  @Test("is none where nothing says so", arguments: [UInt16(0), 9, 15, 17])
  func none(signal: UInt16) throws {
    let facts = try Death(inner: [], dying: 0, signal: signal).diagnose().facts
    #expect(facts.threadIndex == nil)
    #expect(facts.path == .none)
  }

  @Test("has others beside it that were dying too")
  func simultaneous() throws {
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    let frames = ["runtime.fatalpanic", "runtime.gopanic", "main.work", "runtime.goexit"].map {
      SyntheticFrame($0, $0 == "runtime.goexit" ? 1 : 0x40)
    }
    let (other, stack) = death.drawn.add(SyntheticGoroutine(id: 8, status: 2, frames: frames))
    death.drawn.addMachine(id: 4, thread: 4_300, current: other, members: ["dying": 1])
    death.drawn.addThread(4_300, at: (death.drawn.pc("runtime.fatalpanic"), stack.stackPointer))
    let facts = try death.diagnose().facts
    #expect(facts.goroutine?.id == 7)
    #expect(facts.others.map(\.thread) == [4_300])
    #expect(facts.others.map { $0.goroutine?.id } == [8])
  }
}
