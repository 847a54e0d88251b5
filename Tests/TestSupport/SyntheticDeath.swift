// Deaths drawn by a test: a goroutine that panicked or threw, the thread that ran it, and what the
// runtime left in memory.

package import ElfCore

/// A dying process.
package struct SyntheticDeath: Sendable {
  package var drawn: SyntheticProcess
  /// The `g` of the goroutine that died, its stack and that stack's frames.
  package let goroutine: UInt64
  package let stack: DrawnStack
  package let frames: [SyntheticFrame]
  package let machine: UInt64
  package let signalStack: AddressRange
  package let systemStack: AddressRange

  package static let threadID: Int32 = 4_200
  package static let processID: Int32 = 4_200

  /// Goroutine 7, whose innermost frames are `inner`, followed by main.work, main.main, runtime.main
  /// and goexit. `dying` is `m.dying`.
  package init(
    _ architecture: Architecture = .amd64, shape: RuntimeShape = .go125, inner: [String],
    outer: [String] = ["main.work", "main.main", "runtime.main"], dying: UInt64 = 1,
    signal: UInt16 = 6, functions: [SyntheticFunction] = [],
    details: String = "path\tapp\nmod\texample.com/app\tv1.0.0\t\n"
  ) {
    drawn = SyntheticProcess(
      architecture, shape: shape, functions: SyntheticFunction.usual + functions,
      buildInformation: details)
    frames =
      (inner + outer).map { SyntheticFrame($0) } + [SyntheticFrame("runtime.goexit", 1)]
    let added = drawn.add(SyntheticGoroutine(id: 7, status: 2, waitReason: 0, frames: frames))
    goroutine = added.address
    stack = added.stack
    let machine = drawn.addMachine(
      id: 3, thread: UInt64(Self.threadID), current: goroutine, members: ["dying": dying])
    self.machine = machine.address
    signalStack = machine.signalStack
    systemStack = machine.systemStack
    drawn.notes.append(CoreNotes(architecture).prpsinfo(process: Self.processID, parent: 1_000))
    let place = frames.first.map { (drawn.pc($0.function, $0.offset), stack.stackPointer) }
    drawn.addThread(Self.threadID, signal: signal, at: place)
  }

  /// A panic whose value has this type; the record lies in the frame of the `index`th call of
  /// gopanic, counted from the innermost.
  @discardableResult
  package mutating func panic(
    type: String, kind: UInt8 = 24, text: String, original: String? = nil, link: UInt64 = 0,
    flags: [String] = [], call index: Int = 0
  ) -> UInt64 {
    let stringType = drawn.type(original == nil ? type : "string", kind: kind)
    let originalType = original.map { drawn.type($0, kind: 25) }
    return panic(
      type: stringType, data: drawn.string(text), originalType: originalType, link: link,
      flags: flags, call: index)
  }

  /// A panic with a value that lies at `data`. It was converted from the original one, if that is another.
  @discardableResult
  package mutating func panic(
    type: UInt64, data: UInt64, originalType: UInt64? = nil, originalData: UInt64? = nil,
    link: UInt64 = 0, flags: [String] = [], call index: Int = 0
  ) -> UInt64 {
    let calls = frames.indices.filter { frames[$0].function == "runtime.gopanic" }
    guard index < calls.count else {
      return drawn.addPanic(to: goroutine, type: type, data: data, link: link, flags: flags)
    }
    let call = calls[index]
    let arguments = stack.frameEnds[call] + UInt64(drawn.architecture.argumentsOffset)
    drawn.memory.words([originalType ?? type, originalData ?? data], at: arguments)
    return drawn.addPanic(
      to: goroutine, type: type, data: data, link: link, flags: flags,
      at: stack.stackPointers[call] + UInt64(2 * drawn.word))
  }

  /// What `g` remembers of a signal that became a panic.
  package mutating func signalOfGoroutine(number: UInt64, code: UInt64, address: UInt64, pc: UInt64)
  {
    for (name, value) in [
      ("sig", number), ("sigcode0", code), ("sigcode1", address), ("sigpc", pc),
    ] {
      drawn.set("runtime.g", name, of: goroutine, value)
    }
  }
}

/// A signal frame on amd64 or arm64 (asm/sigcontext.h): its registers, page-fault words and `siginfo`.
package struct SignalDrawing: Sendable {
  package var pc: UInt64
  package var sp: UInt64
  package var errorCode: UInt64 = 0
  package var trap: UInt64 = 0
  package var cr2: UInt64 = 0
  /// What a system call returned.
  package var rax: UInt64 = 0
  package var information: [UInt8]
  /// Of arm64: other registers by their numbers, and the syndrome of the fault at `cr2`.
  package var registers: [Int: UInt64] = [:]
  package var syndrome: UInt64?

  package init(
    pc: UInt64, sp: UInt64, errorCode: UInt64 = 0, trap: UInt64 = 0, cr2: UInt64 = 0,
    rax: UInt64 = 0, information: [UInt8], registers: [Int: UInt64] = [:], syndrome: UInt64? = nil
  ) {
    self.registers = registers
    self.syndrome = syndrome
    self.pc = pc
    self.rax = rax
    self.sp = sp
    self.errorCode = errorCode
    self.trap = trap
    self.cr2 = cr2
    self.information = information
  }

  /// Draws it on a signal stack, and gives the address of the `ucontext`.
  package func draw(
    in drawn: inout SyntheticProcess, on stack: AddressRange, below distance: UInt64 = 0x800
  ) -> UInt64 {
    let address = stack.end.rawValue - distance
    drawn.memory.word(stack.start.rawValue, at: address + 16)
    drawn.memory.word(stack.count, at: address + 32)
    if drawn.architecture.name == "arm64" {
      drawARM64(in: &drawn, at: address)
      return address
    }
    let registers: [(UInt64, UInt64)] = [
      (40 + 13 * 8, rax), (40 + 15 * 8, sp), (40 + 16 * 8, pc), (40 + 19 * 8, errorCode),
      (40 + 20 * 8, trap),
      (40 + 22 * 8, cr2),
    ]
    for (offset, value) in registers { drawn.memory.word(value, at: address + offset) }
    drawn.memory.write(information, at: address + 304)
    return address
  }

  /// The frame's `siginfo` comes first; behind the registers lie records, of which `fpsimd_context` is the
  /// first and `esr_context` the second.
  private func drawARM64(in drawn: inout SyntheticProcess, at address: UInt64) {
    drawn.memory.write(information, at: address - 128)
    drawn.memory.word(cr2, at: address + 176)
    for (number, value) in registers {
      drawn.memory.word(value, at: address + 184 + UInt64(number) * 8)
    }
    drawn.memory.words([sp, pc], at: address + 184 + 31 * 8)
    drawn.memory.word(0x210 << 32 | 0x4650_8001, at: address + 464)
    guard let syndrome else { return }
    drawn.memory.words([16 << 32 | 0x4553_5201, syndrome], at: address + 464 + 0x210)
  }
}

/// A process that a signal killed: goroutine 7 was in main.work, and its thread handles the signal.
package struct SyntheticSignalDeath: Sendable {
  package var death: SyntheticDeath

  /// `pc` is where the signal struck; where nil, in `function`, one of the usual or of these.
  package init(
    information: [UInt8], pc: UInt64? = nil, in function: String = "main.work",
    functions: [SyntheticFunction] = [], error: UInt64 = 0, trap: UInt64 = 0, cr2: UInt64 = 0,
    rax: UInt64 = 0
  ) throws {
    self.init(SyntheticDeath(inner: [], dying: 1, functions: functions)) { death in
      SignalDrawing(
        pc: pc ?? death.drawn.pc(function), sp: death.stack.stackPointer, errorCode: error,
        trap: trap, cr2: cr2, rax: rax, information: information)
    }
  }

  /// `frame` draws what the signal left, once it may have changed the process.
  package init(
    _ death: SyntheticDeath, frame draw: (inout SyntheticDeath) -> SignalDrawing
  ) {
    var death = death
    let frame = draw(&death)
    let address = frame.draw(in: &death.drawn, on: death.signalStack)
    death.drawn.set("runtime.m", "throwing", of: death.machine, 2)
    death.drawn.set("runtime.m", "caughtsig", of: death.machine, death.goroutine)
    // The thread itself is on the signal stack, raising the signal anew.
    death.drawn.notes.removeLast()
    death.drawn.addThread(
      SyntheticDeath.threadID, signal: 6,
      at: (death.drawn.pc("runtime.raise.abi0"), address - 0x200))
    self.death = death
  }
}
