// Goroutines, machines, threads, types and panics of a drawn process.

import DebugInfo
package import ElfCore

/// A goroutine as a test describes it.
package struct SyntheticGoroutine: Sendable {
  package var id: UInt64
  /// `atomicstatus`: 1 runnable, 2 running, 3 in a system call, 4 waiting, 6 dead.
  package var status: UInt64
  package var waitReason: UInt64
  /// The stack, innermost first; drawn on a stack of its own.
  package var frames: [SyntheticFrame]
  /// Further members of `runtime.g`.
  package var members: [String: UInt64] = [:]

  package init(
    id: UInt64, status: UInt64 = 4, waitReason: UInt64 = 14,
    frames: [SyntheticFrame] = [
      SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work"), SyntheticFrame("main.main"),
      SyntheticFrame("runtime.main"), SyntheticFrame("runtime.goexit", 1),
    ], members: [String: UInt64] = [:]
  ) {
    self.id = id
    self.status = status
    self.waitReason = waitReason
    self.frames = frames
    self.members = members
  }
}

/// A stack that was drawn.
package struct DrawnStack: Sendable {
  package let range: AddressRange
  /// The innermost frame's stack pointer.
  package let stackPointer: UInt64
  /// The stack pointers of all frames, innermost first.
  package let stackPointers: [UInt64]
  /// Where the frames end: the callers' stack pointers.
  package let frameEnds: [UInt64]
}

extension SyntheticProcess {
  /// Maps a stack.
  package mutating func mapStack(size: Int = stackSize) -> AddressRange {
    let start = stacks + stackCount * 0x100000
    stackCount += 1
    memory.map(start, size: size)
    return AddressRange(start: Address(start), end: Address(start + UInt64(size)))
  }

  /// Draws frames so that the outermost ends `slack` bytes below the stack's end.
  ///
  /// Where a call pushes the return address it lies below the frame's end; where a link register
  /// holds it, at the frame's bottom, which only a frame of no size lacks.
  package mutating func draw(
    _ frames: [SyntheticFrame], on range: AddressRange, slack: UInt64 = 0x40
  ) -> DrawnStack {
    let pushed = architecture.returnAddress == .pushedByCall ? UInt64(word) : 0
    let sizes = frames.map { UInt64(function($0.function).frameSize(at: $0.offset)) + pushed }
    var pointer = range.end.rawValue - slack - sizes.reduce(0, +)
    var pointers: [UInt64] = []
    var ends: [UInt64] = []
    for (index, size) in sizes.enumerated() {
      let end = pointer + size
      if index + 1 < frames.count, size > 0 {
        let caller = pc(frames[index + 1].function, frames[index + 1].offset)
        memory.word(caller, at: pushed > 0 ? end - pushed : pointer)
      }
      pointers.append(pointer)
      ends.append(end)
      pointer = end
    }
    return DrawnStack(
      range: range, stackPointer: pointers.first ?? range.end.rawValue, stackPointers: pointers,
      frameEnds: ends)
  }

  /// Draws a goroutine and adds it to `allgs`; gives the address of its `g` and its stack.
  @discardableResult
  package mutating func add(
    _ goroutine: SyntheticGoroutine
  ) -> (address: UInt64, stack: DrawnStack) {
    let stack = draw(goroutine.frames, on: mapStack())
    let address = onHeap(types["runtime.g"]?.size ?? 0)
    var members: [String: UInt64] = [
      "stack.lo": stack.range.start.rawValue, "stack.hi": stack.range.end.rawValue,
      "goid": goroutine.id, "atomicstatus": goroutine.status,
      "atomicstatus.value": goroutine.status, "waitreason": goroutine.waitReason,
      "sched.sp": stack.stackPointer, "sched.g": address,
    ]
    if let first = goroutine.frames.first {
      members["sched.pc"] = pc(first.function, first.offset)
    }
    for (name, value) in members.merging(goroutine.members, uniquingKeysWith: { $1 }) {
      set("runtime.g", name, of: address, value)
    }
    allGoroutines.append(address)
    return (address, stack)
  }

  /// Draws a system goroutine (`g0`, `gsignal`), which is in no list.
  package mutating func systemGoroutine(on range: AddressRange) -> UInt64 {
    let address = onHeap(types["runtime.g"]?.size ?? 0)
    set("runtime.g", "stack.lo", of: address, range.start.rawValue)
    set("runtime.g", "stack.hi", of: address, range.end.rawValue)
    return address
  }

  /// Draws an `m` with a system stack and a signal stack, and adds it to `allm`.
  @discardableResult
  package mutating func addMachine(
    id: UInt64, thread: UInt64, current: UInt64 = 0, members: [String: UInt64] = [:]
  ) -> (address: UInt64, systemStack: AddressRange, signalStack: AddressRange) {
    let system = mapStack()
    let signal = mapStack(size: 0x8000)
    let address = onHeap(types["runtime.m"]?.size ?? 0)
    set("runtime.m", "g0", of: address, systemGoroutine(on: system))
    set("runtime.m", "gsignal", of: address, systemGoroutine(on: signal))
    set("runtime.m", "procid", of: address, thread)
    set("runtime.m", "id", of: address, id)
    set("runtime.m", "curg", of: address, current)
    for (name, value) in members { set("runtime.m", name, of: address, value) }
    if current != 0 { set("runtime.g", "m", of: current, address) }
    allMachines.append(address)
    return (address, system, signal)
  }

  /// The `g` of a drawn machine's system stack.
  package func systemGoroutine(of machine: UInt64) -> UInt64 {
    memory.word(at: machine + UInt64(field("runtime.m", "g0").offset))
  }

  /// Adds a thread of the core with these registers; `at` sets program counter and stack pointer.
  package mutating func addThread(
    _ id: Int32, signal: UInt16 = 0, at place: (pc: UInt64, sp: UInt64)? = nil,
    registers: [String: UInt64] = [:]
  ) {
    var registers = registers
    if let place {
      registers[architecture.roles.programCounter] = place.pc
      registers[architecture.roles.stackPointer] = place.sp
    }
    notes.append(
      CoreNotes(architecture).prstatus(thread: id, signal: signal, registers: registers))
  }

  /// Draws a type descriptor with a name, and gives its address. `room`: bytes behind the common part.
  package mutating func type(
    _ name: String, kind: UInt8, hasExtraStar: Bool = false, flags: UInt8 = 0, room: Int = 0
  ) -> UInt64 {
    let descriptor = shape.hasABIType ? "internal/abi.Type" : "runtime._type"
    let (nameMember, flagMember, kindMember) =
      shape.hasABIType ? ("Str", "TFlag", "Kind_") : ("str", "tflag", "kind")
    let stored = hasExtraStar ? "*" + name : name
    let text = typeDataName(stored)
    let address = readOnly([UInt8](repeating: 0, count: (types[descriptor]?.size ?? 0) + room))
    let base = Self.readOnlyStart &+ loadBias
    set(descriptor, nameMember, of: address, text &- base)
    set(descriptor, flagMember, of: address, UInt64(flags | (hasExtraStar ? 2 : 0)))
    set(descriptor, kindMember, of: address, UInt64(kind))
    return address
  }

  /// Draws a value on the heap and gives its address.
  package mutating func value(_ bytes: [UInt8]) -> UInt64 {
    let address = onHeap(max(8, bytes.count))
    memory.write(bytes, at: address)
    return address
  }

  /// Draws a string on the heap and gives the address of its header.
  package mutating func string(_ text: String) -> UInt64 { memory.goString(text, in: heap) }

  /// Draws a panic record of the goroutine whose `g` is at `goroutine`, as the newest one.
  @discardableResult
  package mutating func addPanic(
    to goroutine: UInt64, type: UInt64, data: UInt64, link: UInt64 = 0,
    flags: [String] = [], at place: UInt64? = nil
  ) -> UInt64 {
    let address = place ?? onHeap(types["runtime._panic"]?.size ?? 0)
    set("runtime._panic", "arg", of: address, type)
    set("runtime._panic", "arg.data", of: address, data)
    set("runtime._panic", "link", of: address, link)
    for flag in flags { set("runtime._panic", flag, of: address, 1) }
    set("runtime.g", "_panic", of: goroutine, address)
    return address
  }

  /// Draws what the runtime printed before it died.
  package mutating func printBacklog(_ text: String, startingAt index: Int = 0) {
    let size = 512
    let ring = variable("runtime.printBacklog", size: size)
    let bytes = Array(text.utf8)
    for (offset, byte) in bytes.enumerated() {
      memory.write([byte], at: ring + UInt64((index + offset) % size))
    }
    let next = variable("runtime.printBacklogIndex", size: word)
    memory.word(UInt64((index + bytes.count) % size), at: next)
  }
}
