// The place where C code called into Go: the frame of `crosscall2` on the thread's stack.

internal import ElfCore

/// The frame of `crosscall2`, and the registers with which it returns to C.
///
/// `cgocallback` makes two frames of the same size, one on each stack, and passes on its arguments: the
/// function to call and the address of its parameters. The parameters lie in the frame of the C function
/// that called crosscall2, so that frame is just below them (runtime/asm_*.s, cmd/cgo/out.go).
struct CallbackPlace {
  /// The return address in `crosscall2`.
  let pc: Address
  /// Its stack pointer at the call of `cgocallback`.
  let stackPointer: Address
  /// The registers after it returns.
  let registers: RegisterSet
  /// How far below the parameters the frame is looked for, in bytes.
  private static let reach = 1 << 14

  /// The place that belongs to `frame`, that of `cgocallback` on a goroutine's stack; nil where the
  /// thread's stack no longer has it. Fails where one of the two stacks cannot be read.
  init?(_ frame: RawFrame, _ program: GoProgram) throws(MemoryError) {
    let memory = program.process.memory
    let architecture = program.process.architecture
    let word = memory.pointerSize
    let arguments = frame.stackPointer &+ architecture.argumentsOffset
    let function = try memory.pointer(arguments)
    let parameters = try memory.pointer(arguments &+ word)
    guard !parameters.isNull else { return nil }
    let size = Int(truncatingIfNeeded: frame.framePointer.rawValue &- frame.stackPointer.rawValue)
    let returnSlot =
      architecture.returnAddress == .pushedByCall ? -word : -size
    var found: (pc: Address, sp: Address, point: Int32)?
    var reader = memory.reader()
    for distance in stride(from: 0, to: Self.reach, by: word) {
      let sp = Address(parameters.rawValue & ~UInt64(word - 1)) &- distance
      let first: Address
      do throws(MemoryError) {
        first = try reader.pointer(sp &+ architecture.argumentsOffset)
      } catch .unmapped {
        // The end of the stack: all of it was searched.
        return nil
      } catch {
        throw error
      }
      guard first == function,
        reader.pointerIfThere(sp &+ (architecture.argumentsOffset + word)) == parameters,
        let pc = reader.pointerIfThere(sp &+ returnSlot),
        let point = program.point(at: pc, isExact: false),
        program[point].special == .crosscall2
      else { continue }
      found = (pc, sp, point)
      break
    }
    guard let found else { return nil }
    let delta = Int(program[found.point].stackDelta)
    var end = found.sp &+ delta
    var registers = RegisterSet()
    for saved in architecture.foreignFrames.callbackSaves {
      guard var value = memory.wordIfThere(found.sp &+ saved.offset) else { continue }
      // Since go1.21 the assembler saves the frame pointer before crosscall2 does.
      if saved.name == architecture.roles.framePointer, Address(value) > found.sp,
        Address(value) < end
      {
        value = memory.wordIfThere(Address(value)) ?? value
      }
      registers.set(saved.name, value)
    }
    let returnAddress: UInt64?
    if let link = architecture.roles.linkRegister {
      returnAddress = registers[link]
    } else {
      returnAddress = try memory.word(end)
      end = end &+ word
    }
    guard let returnAddress else { return nil }
    registers.set(architecture.roles.programCounter, returnAddress)
    registers.set(architecture.roles.stackPointer, end.rawValue)
    self.pc = found.pc
    self.stackPointer = found.sp
    self.registers = registers
  }
}
