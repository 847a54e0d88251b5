// Code that is not Go's: the file it comes from, the names of places in it, and the way from a frame to
// its caller. A file is opened only when a program counter in it is looked up.

internal import DebugInfo
package import ElfCore

/// The program's C code. Not `Sendable`: it has a cache, so make one for each task.
package final class NativeCode {
  let image: ProcessImage
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
  /// Whether the core tells what memory is executable.
  private lazy var knowsProtection = image.mappings.contains {
    $0.protection.contains(.executable)
  }
  /// The executable memory that was last returned to.
  private var lastCode: AddressRange?
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

  /// Whether code may be at `pc`: as far as the core tells, memory there is executable.
  func mayBeCode(_ pc: Address) -> Bool {
    if lastCode?.contains(pc) == true { return true }
    guard let mapping = image.mappings.first(where: { $0.range.contains(pc) }) else {
      return isMapped(pc)
    }
    guard mapping.protection.contains(.executable) else { return !knowsProtection }
    lastCode = mapping.range
    return true
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
    /// Whether the way to it led through a guess.
    var isGuessed = false
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
    let found = module(at: place)
    let isWild = found == nil ? !(knowsProtection && mayBeCode(pc)) : !mayBeCode(pc)
    // A wild pointer was called: the call left the caller's address behind.
    if frame.isExact, isWild, let next = callerOfWildCall(frame, mask) {
      return .frame(next, source: .returnAddress, isInterrupted: false)
    }
    guard let module = found else { return .end(.unknownFunction(pc)) }
    let isGo = codeOfGo.contains { $0.contains(place) }
    // What the compiler writes of such a function is only true of its first instructions.
    if isGo, switchesStacks(pc, isExact: frame.isExact) { return .end(.stackPointerWritten) }
    if let file = module.file, let bias = module.loadBias,
      let rules = file.rules(at: place.rawValue &- bias)
    {
      switch rules.caller(of: frame.registers, stackPointer: stackPointer, memory: memory) {
      case .none: return .end(.outermost)
      case .unreadable(let error): return .end(.unreadable(error))
      case .unknown: break
      case .found(var registers, let frameAddress):
        registers.programCounter &= ~mask
        // A thread's start may leave 0 for a return address.
        guard registers.programCounter != 0 else { return .end(.outermost) }
        let next = Frame(
          registers: registers, isExact: rules.isSignalFrame, isGuessed: frame.isGuessed)
        guard
          rules.isSignalFrame || stackPointer(of: next) > stackPointer(of: frame)
            || (frame.isExact && stackPointer(of: next) == stackPointer(of: frame))
        else { return .end(.corrupt(stackPointer(of: next))) }
        // A signal interrupts jumps to what is no code, too.
        guard rules.isSignalFrame || mayBeCode(Address(registers.programCounter)) else {
          return .end(endAtWildReturn(to: next, of: frameAddress, isSure: !isGo))
        }
        return .frame(
          next, source: .callFrameInformation, isInterrupted: rules.isSignalFrame)
      }
    }
    if let next = callerOfReturn(frame) ?? callerOfLeaf(frame, mask) {
      return .frame(next, source: .returnAddress, isInterrupted: false)
    }
    if let next = callerByFramePointer(frame, mask) {
      return .frame(next, source: .framePointer, isInterrupted: false)
    }
    if let problem = module.problem { return .end(.missingLibrary(problem)) }
    let function = describe(pc, isExact: frame.isExact).places.last?.function
    return .end(.noFrameInformation(function ?? module.name))
  }

  /// Why the stack ends at a return address that is no code. Behind a guess it says nothing of the stack.
  private func endAtWildReturn(
    to next: Frame, of frameAddress: Address, isSure: Bool
  ) -> StackEnd {
    let target = Address(next.registers.programCounter)
    guard isSure, !next.isGuessed else { return .unknownFunction(target) }
    return .overwrittenReturn(
      target,
      at: image.architecture.returnAddress == .pushedByCall
        ? frameAddress &- memory.pointerSize : nil)
  }

  private func callerOfWildCall(_ frame: Frame, _ mask: UInt64) -> Frame? {
    let sp = stackPointer(of: frame)
    var next = frame
    next.isExact = false
    if image.architecture.roles.linkRegister != nil { return callerByLink(frame, mask) }
    guard let value = memory.wordIfThere(sp), isCode(Address(value)) else { return nil }
    next.registers.programCounter = value
    next.registers.values[stackPointer] = sp.rawValue &+ UInt64(memory.pointerSize)
    return next
  }

  /// The caller whose address is in the link register, and which has the same stack pointer.
  private func callerByLink(_ frame: Frame, _ mask: UInt64) -> Frame? {
    guard let link = image.architecture.roles.linkRegister,
      let value = register(link, of: frame).map({ $0 & ~mask }), isCode(Address(value))
    else { return nil }
    var next = frame
    next.isExact = false
    next.registers.programCounter = value
    return next
  }

  /// The caller of a function that still has its caller's registers, as its code shows: one that makes no
  /// calls, or has not come to its first.
  private func callerOfLeaf(_ frame: Frame, _ mask: UInt64) -> Frame? {
    let pc = Address(frame.registers.programCounter)
    guard frame.isExact, image.architecture.roles.linkRegister != nil, let module = module(at: pc),
      let bias = module.loadBias, let function = module.file?.function(at: pc.rawValue &- bias),
      let size = Int(exactly: function.end &- function.start),
      (1...IndirectCode.longestLookedThrough).contains(size),
      let place = Int(exactly: pc.rawValue &- bias &- function.start),
      let code = code(at: Address(function.start &+ bias), size),
      image.architecture.indirectCode.leavesCallersRegisters(at: place, in: code)
    else { return nil }
    return callerByLink(frame, mask)
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
  func code(at address: Address, _ count: Int) -> [UInt8]? {
    memory.bytesIfThere(at: address, count: count) ?? module(at: address)?.code(at: address, count)
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
      registers: NativeRegisters(values: values, programCounter: address & ~mask), isExact: false,
      isGuessed: true)
  }
}
