// Code that is not Go's: the file it comes from, the names of places in it, and the way from a frame to
// its caller. A file is opened only when a program counter in it is looked up.

internal import DebugInfo
package import ElfCore

/// The program's C code. Not `Sendable`: it has a cache, so make one for each task.
package final class NativeCode {
  private let image: ProcessImage
  private let executable: ExecutableFile
  let memory: AddressSpace
  private let root: String?
  private let expand: DwarfSections.Expand?
  /// Where code of Go lies: a file that is missing there takes no frames of C away.
  private let codeOfGo: [AddressRange]
  private let names: [String]
  private let stackPointer: Int
  private let framePointer: Int?
  private lazy var libraries = LoadedLibraries(image)
  private lazy var program = NativeModule(
    program: executable, path: pathOfProgram, registerCount: names.count, expand: expand)
  private var modules: [Int: NativeModule] = [:]
  /// The files that were missing, in the order in which they were needed.
  package private(set) var problems: [String] = []

  package init(_ process: GoProcess) {
    image = process.image
    executable = process.executable
    memory = process.memory
    root = process.libraryRoot
    expand = process.expand
    codeOfGo = process.codeRanges + process.otherRuntimes
    let architecture = process.architecture
    names = architecture.foreignFrames.dwarfRegisters
    stackPointer = names.firstIndex(of: architecture.roles.stackPointer) ?? names.count
    framePointer = architecture.roles.framePointer.flatMap(names.firstIndex)
  }

  private var pathOfProgram: String {
    let start = Address(executable.image.entry &+ executable.loadBias)
    return image.fileMapping(of: start)?.path ?? executable.path
  }

  // MARK: - Places

  /// Whether `pc` lies in a file that the process had mapped.
  func isMapped(_ pc: Address) -> Bool {
    executable.covers(pc) || libraries.index(containing: pc) != nil
  }

  /// Whether `pc` lies in code of such a file, in a mapping that is executable.
  package func isCode(_ pc: Address) -> Bool {
    image.mappings.contains {
      $0.protection.contains(.executable) && $0.range.contains(pc)
    } && isMapped(pc)
  }

  func module(at pc: Address) -> NativeModule? {
    if executable.covers(pc) { return program }
    guard let index = libraries.index(containing: pc) else { return nil }
    if let known = modules[index] { return known }
    let module = NativeModule(
      libraries.libraries[index], around: pc, pageSize: libraries.pageSize, root: root,
      architecture: image.architecture, memory: memory, expand: expand)
    modules[index] = module
    if let problem = module.problem, !codeOfGo.contains(where: { $0.contains(pc) }) {
      problems.append(problem)
    }
    return module
  }

  /// The names of the place at `pc`: inlined calls, innermost first, and then the function;
  /// `library+0x…` where no symbol covers it.
  func describe(
    _ pc: Address, isExact: Bool
  ) -> (places: [NativePlace], entry: Address?, library: String) {
    // The instruction of a call is the one before the return address.
    let place = isExact ? pc : pc &- 1
    guard let module = module(at: place) else {
      return ([NativePlace(function: "\(pc)", file: "", line: 0, isInlined: false)], nil, "")
    }
    let address = module.loadBias.map { place.rawValue &- $0 }
    let symbol = address.flatMap { module.file?.function(at: $0) }
    let entry = symbol.flatMap { symbol in
      module.loadBias.map { Address(symbol.start &+ $0) }
    }
    let fallback =
      symbol.map { DemangledName.of($0.name) ?? $0.name }
      ?? module.loadBias.map { "\(module.name)+\(hexadecimal(pc.rawValue &- $0))" } ?? module.name
    var places = address.flatMap { module.file?.places(at: $0) } ?? []
    places = places.map {
      $0.function.isEmpty
        ? NativePlace(function: fallback, file: $0.file, line: $0.line, isInlined: $0.isInlined)
        : $0
    }
    if places.isEmpty {
      places = [NativePlace(function: fallback, file: "", line: 0, isInlined: false)]
    }
    return (places, entry, module.path)
  }

  // MARK: - Frames

  /// One frame's registers, and whether its pc is that of an interrupted instruction.
  struct Frame {
    var registers: NativeRegisters
    var isExact: Bool
  }

  /// What lies behind a frame.
  enum Caller {
    case frame(Frame, source: FrameSource, isInterrupted: Bool)
    case end(StackEnd)
  }

  /// The frame of registers known by name.
  func frame(_ registers: RegisterSet, isExact: Bool) -> Frame? {
    guard let pc = registers.programCounter(image.architecture),
      registers.stackPointer(image.architecture) != nil
    else { return nil }
    return Frame(
      registers: NativeRegisters(
        values: names.map { registers[$0] }, programCounter: pc.rawValue),
      isExact: isExact)
  }

  /// The stack pointer of a frame.
  func stackPointer(of frame: Frame) -> Address {
    Address(register(stackPointer, of: frame) ?? 0)
  }

  /// A register of a frame by its name; nil where it is lost.
  func register(_ name: String, of frame: Frame) -> UInt64? {
    names.firstIndex(of: name).flatMap { register($0, of: frame) }
  }

  private func register(_ number: Int, of frame: Frame) -> UInt64? {
    frame.registers.values.indices.contains(number) ? frame.registers.values[number] : nil
  }

  /// The caller of `frame`. `mask` has the bits of a return address that do not belong to the address.
  func caller(of frame: Frame, mask: UInt64) -> Caller {
    let pc = Address(frame.registers.programCounter)
    let place = frame.isExact ? pc : pc &- 1
    guard let module = module(at: place) else {
      // A wild pointer was called: the call left the caller's address behind.
      return frame.isExact ? callerOfWildCall(frame, mask) : .end(.unknownFunction(pc))
    }
    if let file = module.file, let bias = module.loadBias,
      let rules = file.rules(at: place.rawValue &- bias)
    {
      switch rules.caller(of: frame.registers, stackPointer: stackPointer, memory: memory) {
      case .none: return .end(.outermost)
      case .unreadable(let error): return .end(.unreadable(error))
      case .unknown: break
      case .found(var registers, _):
        registers.programCounter &= ~mask
        // A thread's start may leave 0 for a return address.
        guard registers.programCounter != 0 else { return .end(.outermost) }
        let next = Frame(registers: registers, isExact: rules.isSignalFrame)
        guard
          rules.isSignalFrame || stackPointer(of: next) > stackPointer(of: frame)
            || (frame.isExact && stackPointer(of: next) == stackPointer(of: frame))
        else { return .end(.corrupt(stackPointer(of: next))) }
        return .frame(
          next, source: .callFrameInformation, isInterrupted: rules.isSignalFrame)
      }
    }
    if let next = callerOfReturn(frame) {
      return .frame(next, source: .returnAddress, isInterrupted: false)
    }
    if let next = callerByFramePointer(frame, mask) {
      return .frame(next, source: .framePointer, isInterrupted: false)
    }
    if let problem = module.problem { return .end(.missingLibrary(problem)) }
    let function = describe(pc, isExact: frame.isExact).places.last?.function
    return .end(.noFrameInformation(function ?? module.name))
  }

  private func callerOfWildCall(_ frame: Frame, _ mask: UInt64) -> Caller {
    let sp = stackPointer(of: frame)
    var next = frame
    next.isExact = false
    if let link = image.architecture.roles.linkRegister {
      guard let value = register(link, of: frame), isCode(Address(value & ~mask)) else {
        return .end(.unknownFunction(Address(frame.registers.programCounter)))
      }
      next.registers.programCounter = value & ~mask
    } else {
      guard let value = memory.wordIfThere(sp), isCode(Address(value)) else {
        return .end(.unknownFunction(Address(frame.registers.programCounter)))
      }
      next.registers.programCounter = value
      next.registers.values[stackPointer] = sp.rawValue &+ UInt64(memory.pointerSize)
    }
    return .frame(next, source: .returnAddress, isInterrupted: false)
  }

  /// The caller of a function that was about to return: the return address is on top of the stack.
  private func callerOfReturn(_ frame: Frame) -> Frame? {
    let architecture = image.architecture
    let pc = Address(frame.registers.programCounter)
    guard frame.isExact, architecture.returnAddress == .pushedByCall,
      let code = code(at: pc, 2) ?? code(at: pc, 1),
      architecture.indirectCode.isReturn(at: 0, of: code),
      let value = memory.wordIfThere(stackPointer(of: frame)), isCode(Address(value))
    else { return nil }
    var next = frame
    next.isExact = false
    next.registers.programCounter = value
    next.registers.values[stackPointer] =
      stackPointer(of: frame).rawValue &+ UInt64(memory.pointerSize)
    return next
  }

  /// Bytes of code at an address, from the process or from the file that they were mapped from.
  private func code(at address: Address, _ count: Int) -> [UInt8]? {
    memory.bytesIfThere(at: address, count: count) ?? module(at: address)?.code(at: address, count)
  }

  /// A function without a symbol is not taken to be longer, in bytes.
  private static let longestFunction: UInt64 = 1 << 16

  /// Whether the call before `returnAddress` can have led to the function that `frame` is in: it calls
  /// that function, or it goes where an operand or a table says.
  private func isReachable(_ frame: Frame, from returnAddress: Address) -> Bool {
    let architecture = image.architecture
    guard let call = CallSite(before: returnAddress, architecture, code: code) else { return false }
    if call.isIndirect { return true }
    guard let target = call.target else { return false }
    let pc = Address(frame.registers.programCounter)
    if let entry = describe(pc, isExact: frame.isExact).entry {
      if entry == target { return true }
    } else if target <= pc, pc.rawValue &- target.rawValue < Self.longestFunction {
      return true
    }
    if let stub = code(at: target, 16) { return architecture.indirectCode.isJumpStub(stub) }
    return false
  }

  /// The caller by the chain of frame pointers, which is a guess: C code may keep anything in that register.
  /// It is taken only if the saved frame pointer lies further out on the same stack and the return address
  /// follows a call that can have led to the frame above.
  private func callerByFramePointer(_ frame: Frame, _ mask: UInt64) -> Frame? {
    guard let framePointer, let value = register(framePointer, of: frame) else { return nil }
    let place = Address(value)
    let sp = stackPointer(of: frame)
    let word = memory.pointerSize
    guard place >= sp, value % UInt64(word) == 0,
      let region = memory.regionRange(of: sp), region.contains(place),
      let saved = memory.wordIfThere(place), saved == 0 || saved > value,
      let address = memory.wordIfThere(place &+ word),
      isCode(Address(address & ~mask)), isReachable(frame, from: Address(address & ~mask))
    else { return nil }
    // Callee-saved registers may have changed: only the registers of the chain are known.
    var values = [UInt64?](repeating: nil, count: names.count)
    values[framePointer] = saved
    values[stackPointer] = value &+ 2 * UInt64(word)
    return Frame(
      registers: NativeRegisters(values: values, programCounter: address & ~mask), isExact: false)
  }
}
