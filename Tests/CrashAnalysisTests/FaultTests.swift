// Faults of a drawn program whose code the test writes: what was touched, and whose pointer was bad.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

private let method = "example.com/app/orders.(*Cart).Total"

/// A fault in a method, on amd64. Around the code that a test writes the function is full of zeros,
/// which are instructions that change no register but the flags.
private struct DrawnFault {
  /// Instructions before the one that faults, and that one.
  var before: [UInt8] = []
  var instruction: [UInt8]
  var address: UInt64 = 0x18
  var registers: [Register: UInt64] = [:]
  var function = method
  var number: Int32 = 11
  var code: Int32 = 1
  /// The processor's error code: 4 for a read, 6 for a write.
  var error: UInt64 = 4
  var trap: UInt64 = 14

  /// General registers by their place among a signal frame's.
  enum Register: UInt64 {
    case rdx = 12
    case rax = 13
    case rcx = 14
  }

  func diagnose(_ change: (inout SyntheticProcess) -> Void = { _ in }) throws -> Diagnosis {
    var death = Death(inner: [function])
    let pc = death.drawn.pc(function)
    // The zeros in front decode as instructions of two bytes each: a nop keeps the code in step.
    let padding = [UInt8](repeating: 0x90, count: before.count % 2)
    death.drawn.memory.write(
      padding + before + instruction, at: pc - UInt64(padding.count + before.count))
    change(&death.drawn)
    let frame = SignalDrawing(
      pc: pc, sp: death.stack.stackPointer, errorCode: error, trap: trap, cr2: address,
      information: CoreNotes(.amd64).faultDescriptor(
        number: number, code: code, address: address))
    let context = frame.draw(in: &death.drawn, on: death.signalStack)
    for (register, value) in registers {
      death.drawn.memory.word(value, at: context + 40 + register.rawValue * 8)
    }
    death.drawn.notes.removeLast()
    death.drawn.addThread(
      Death.threadID, signal: 6, at: (death.drawn.pc("runtime.raise.abi0"), context - 0x200))
    return try death.diagnose()
  }

  func explained(_ change: (inout SyntheticProcess) -> Void = { _ in }) throws -> Fault {
    try #require(try diagnose(change).fault)
  }
}

@Suite("A fault explained")
struct FaultAnalyzerTests {
  /// `mov rcx, [rax + 0x18]`
  private static let load: [UInt8] = [0x48, 0x8b, 0x48, 0x18]

  @Test("has the access, the address and its place, and the instruction")
  func read() throws {
    let fault = try DrawnFault(instruction: Self.load).explained()
    #expect(fault.address == Address(0x18))
    #expect(fault.place == .nilPage)
    #expect(fault.access == .read)
    #expect(fault.accessSource == .errorCode)
    #expect(!fault.isWildJump)
    #expect(fault.instruction?.text == "mov rcx, qword ptr [rax + 0x18]")
    #expect(fault.listing.count == 5)
    #expect(fault.listing[2].isFaulting)
    let operand = try #require(fault.operand)
    #expect(operand.text == "[rax + 0x18]")
    #expect(operand.base == "rax")
    #expect(operand.baseValue == 0 && !operand.isDeduced)
    #expect(operand.displacement == 0x18)
  }

  @Test("is a write where the instruction says so and the processor does not")
  func write() throws {
    // mov [rax + 8], rcx; the error code is of another fault.
    let fault = try DrawnFault(
      instruction: [0x48, 0x89, 0x48, 0x08], address: 0x8, error: 6, trap: 13
    ).explained()
    #expect(fault.access == .write)
    #expect(fault.accessSource == .instruction)
  }

  @Test("by a pointer that no process can have finds the address in the registers")
  func nonCanonical() throws {
    let fault = try DrawnFault(
      instruction: Self.load, address: 0, registers: [.rax: 0x8000_0000_0000_0000], code: 0x80,
      trap: 13
    ).explained()
    #expect(fault.address == Address(0x8000_0000_0000_0018))
    #expect(fault.place == .nonCanonical)
    #expect(fault.pointer?.value == 0x8000_0000_0000_0000)
  }

  @Test("with two operands in memory takes the one that leads to the address")
  func operands() throws {
    // push qword ptr [rax + 0x18], which also writes to the stack
    let fault = try DrawnFault(instruction: [0xff, 0x70, 0x18]).explained()
    #expect(fault.operand?.text == "[rax + 0x18]")
  }

  @Test("is not by an operand whose address is known to be another")
  func otherOperand() throws {
    let fault = try DrawnFault(instruction: Self.load, registers: [.rax: 0x7000]).explained()
    #expect(fault.operand == nil && fault.pointer == nil)
    // The access may begin in the page before.
    let wide = try DrawnFault(
      instruction: Self.load, address: 0x5000, registers: [.rax: 0x5000 - 0x18 - 4]
    ).explained()
    #expect(wide.operand?.text == "[rax + 0x18]")
  }

  @Test("of the instruction itself touches nothing")
  func illegal() throws {
    // ud2
    let fault = try DrawnFault(
      instruction: [0x0f, 0x0b], number: 4, code: 2, error: 0, trap: 6
    ).explained()
    #expect(fault.address == fault.pc)
    #expect(fault.operand == nil)
    #expect(fault.pointer == nil)
    #expect(fault.instruction?.text.hasPrefix("ud2") == true)
  }

  @Test("in a page that is protected says what the page does not allow")
  func protectedPage() throws {
    // mov [rax + 8], rcx, to the drawn stack
    let stack = Death(inner: []).stack.stackPointer
    let fault = try DrawnFault(
      instruction: [0x48, 0x89, 0x48, 0x08], address: stack, registers: [.rax: stack - 8],
      code: 2, error: 7
    ).explained()
    #expect(fault.placeWords?.hasSuffix(", which may not be written") == true)
    #expect(fault.isProtected)
  }

  @Test(
    "of a breakpoint shows the instruction in front of the pc, be it Go's assembler's of two bytes",
    arguments: [([0xcc] as [UInt8], "int3"), ([0xcd, 0x03], "int 3")])
  func breakpoint(code: [UInt8], text: String) throws {
    // int3; nop
    let drawn = DrawnFault(
      before: code, instruction: [0x90], address: 0, number: 5, code: 0x80, error: 0, trap: 3)
    let diagnosis = try drawn.diagnose()
    #expect(diagnosis.fault?.instruction?.text == text)
    #expect(diagnosis.verdict.title == "breakpoint instruction in \(method)")
    #expect(diagnosis.verdict.confidence == .likely)
  }

  @Test("of an integer division knows the divisor", arguments: [UInt64(0), 0xffff_ffff])
  func division(divisor: UInt64) throws {
    // idiv ecx
    let fault = try DrawnFault(
      instruction: [0xf7, 0xf9], address: 0, registers: [.rcx: divisor | 1 << 32], number: 8,
      error: 0, trap: 0
    ).explained()
    #expect(fault.divisor == divisor)
  }

  @Test("at an address that is no code is a jump to it")
  func wildJump() throws {
    let death = try SignalDeath(
      information: CoreNotes(.amd64).faultDescriptor(number: 11, code: 1, address: 0x1234),
      pc: 0x1234, error: 0x14, trap: 14, cr2: 0x1234)
    let fault = try #require(try death.diagnose().fault)
    #expect(fault.isWildJump)
    #expect(fault.access == .execute)
    #expect(fault.address == Address(0x1234))
  }

  @Test("is none where a signal was sent")
  func sent() throws {
    let death = try SignalDeath(
      information: CoreNotes(.amd64).sentDescriptor(number: 11, sender: 77, user: 1_000))
    #expect(try death.diagnose().fault == nil)
  }
}

@Suite("A jump that went wrong")
struct JumpFaultTests {
  private static let bad: UInt64 = 0x5a5a_5a5a_5a5a_5a5a

  /// A general-protection fault, for which the processor gives no address.
  private func refused(
    _ instruction: [UInt8], _ registers: [DrawnFault.Register: UInt64],
    _ change: (inout SyntheticProcess) -> Void = { _ in }
  ) throws -> Diagnosis {
    try DrawnFault(
      instruction: instruction, address: 0, registers: registers, code: 0x80, error: 0, trap: 13
    ).diagnose(change)
  }

  @Test("through a register goes to what the register held")
  func register() throws {
    // call rcx
    let diagnosis = try refused([0xff, 0xd1], [.rcx: Self.bad])
    let fault = try #require(diagnosis.fault)
    #expect(fault.address == Address(Self.bad))
    #expect(fault.place == .nonCanonical)
    #expect(fault.access == .execute)
    #expect(fault.jump?.kind == .call)
    #expect(fault.jump?.operand == "rcx")
    #expect(fault.jump?.address == nil)
    #expect(
      diagnosis.verdict.title
        == "invalid address: call of 0x5a5a5a5a5a5a5a5a, which no process can have")
  }

  @Test("through memory goes to the word there, which could be read")
  func memory() throws {
    let place = Death(inner: [method]).stack.stackPointer - 0x100
    // jmp [rax]
    let fault = try #require(
      try refused([0xff, 0x20], [.rax: place]) { $0.memory.word(Self.bad, at: place) }.fault)
    #expect(fault.address == Address(Self.bad))
    #expect(fault.jump?.kind == .jump)
    #expect(fault.jump?.operand == "[rax]")
    #expect(fault.jump?.address == Address(place))
  }

  @Test("is none where the operand itself is no address, or the word in it is one")
  func operand() throws {
    let fault = try #require(try refused([0xff, 0x20], [.rax: Self.bad]).fault)
    #expect(fault.jump == nil)
    #expect(fault.address == Address(Self.bad))
    let place = Death(inner: [method]).stack.stackPointer - 0x100
    let other = try #require(
      try refused([0xff, 0x20], [.rax: place]) { $0.memory.word(0x1000, at: place) }.fault)
    #expect(other.jump == nil)
  }

  @Test("back from a call goes to the word on the stack")
  func procedureReturn() throws {
    let place = Death(inner: [method]).stack.stackPointer
    let fault = try #require(
      try refused([0xc3], [:]) { $0.memory.word(Self.bad, at: place) }.fault)
    #expect(fault.address == Address(Self.bad))
    #expect(fault.jump?.kind == .procedureReturn)
    #expect(fault.jump?.address == Address(place))
  }

  @Test("through nil is the call of an interface's method, or of a function value")
  func nilCalls() throws {
    func found(_ code: [UInt8], _ address: UInt64) throws -> NilCall? {
      try DrawnFault(instruction: code, address: address).explained().nilCall
    }
    // mov rdx, [rdx + 0x18]; call rdx
    #expect(try found([0x48, 0x8b, 0x52, 0x18, 0xff, 0xd2], 0x18) == .interfaceMethod)
    // mov rdx, [rdx + 0x18]; mov rcx, [rdx]; call rcx: a field of a struct
    #expect(
      try found([0x48, 0x8b, 0x52, 0x18, 0x48, 0x8b, 0x0a, 0xff, 0xd1], 0x18) == nil)
    // mov rax, [rdx]; call rax
    #expect(try found([0x48, 0x8b, 0x02, 0xff, 0xd0], 0) == .function)
    // mov rax, [rdx]; mov rax, rcx; call rax
    #expect(try found([0x48, 0x8b, 0x02, 0x48, 0x89, 0xc8, 0xff, 0xd0], 0) == nil)
    // mov rdx, [rdx + 0x10]; call rdx: no method stands there
    #expect(try found([0x48, 0x8b, 0x52, 0x10, 0xff, 0xd2], 0x10) == nil)
  }
}

@Suite("The pointer that was bad")
struct PointerTracerTests {
  private static let receiver = "the receiver of \(method)"

  private func pointer(
    _ before: [UInt8], _ instruction: [UInt8], _ registers: [DrawnFault.Register: UInt64] = [:],
    function: String = method, _ change: (inout SyntheticProcess) -> Void = { _ in }
  ) throws -> BadPointer? {
    try DrawnFault(
      before: before, instruction: instruction, registers: registers, function: function
    ).explained(change).pointer
  }

  /// `mov rdx, [rcx + 0x18]`
  private static let load: [UInt8] = [0x48, 0x8b, 0x51, 0x18]

  @Test("is the receiver that the register had at the function's entry")
  func entry() throws {
    // mov rcx, [rax + 0x18]
    let found = try #require(try pointer([], [0x48, 0x8b, 0x48, 0x18]))
    #expect(found.name == Self.receiver)
    #expect(found.value == 0)
    #expect(found.confidence == .likely)
    #expect(found.words == "\(Self.receiver) was nil")
  }

  @Test("is followed through moves and through the slot that the caller left for it")
  func moves() throws {
    // mov rcx, rax
    #expect(try pointer([0x48, 0x89, 0xc1], Self.load)?.name == Self.receiver)
    // mov rcx, [rsp + 0x30]: the frame's 0x28 bytes and the return address end there.
    #expect(try pointer([0x48, 0x8b, 0x4c, 0x24, 0x30], Self.load)?.name == Self.receiver)
    #expect(try pointer([0x48, 0x8b, 0x4c, 0x24, 0x28], Self.load) == nil)
  }

  @Test("is found behind a sum, whose distance does not count as the pointer's")
  func sum() throws {
    // lea rcx, [rax + 0x10]; mov rdx, [rcx + 8]
    let found = try #require(
      try pointer([0x48, 0x8d, 0x48, 0x10], [0x48, 0x8b, 0x51, 0x08], [.rcx: 0x10]))
    #expect(found.name == Self.receiver)
    #expect(found.value == 0)
  }

  @Test("is not named where the register was worked out, or a call may have changed it")
  func changed() throws {
    // mov rcx, rax; add rcx, rdx
    #expect(try pointer([0x48, 0x89, 0xc1, 0x48, 0x01, 0xd1], Self.load) == nil)
    // mov rcx, rax; call
    #expect(
      try pointer([0x48, 0x89, 0xc1, 0xe8, 0x10, 0x00, 0x00, 0x00], Self.load) == nil)
  }

  @Test("is not named where control may have come another way")
  func jumpTarget() throws {
    let found = try pointer([0x48, 0x89, 0xc1], Self.load) { drawn in
      // jmp from 0x80 to the faulting instruction at 0x40
      drawn.memory.write([0xeb, 0xbe], at: drawn.pc(method, 0x80))
    }
    #expect(found == nil)
  }

  @Test("is not named in a function that is no plain method")
  func plainFunction() throws {
    #expect(try pointer([], [0x48, 0x8b, 0x48, 0x18], function: "main.leaf") == nil)
  }
}
