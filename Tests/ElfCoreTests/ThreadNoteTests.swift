// NT_PRSTATUS and the notes that follow it, on each architecture.

import ElfCore
import TestSupport
import Testing

@Suite("A thread's notes")
struct ThreadNoteTests {
  static let architectures = Architecture.supported

  /// Registers whose values tell which they are.
  private func distinctRegisters(_ architecture: Architecture) -> [String: UInt64] {
    var registers: [String: UInt64] = [:]
    let high: UInt64 = architecture.pointerSize == 8 ? 0x8000_0000_0000_0000 : 0x8000_0000
    for (index, name) in CoreNotes(architecture).registerNames.enumerated() {
      registers[name] = high + UInt64(index) * 0x101
    }
    return registers
  }

  @Test("give its id, its signal and every register by name", arguments: architectures)
  func registers(architecture: Architecture) throws {
    let expected = distinctRegisters(architecture)
    let core = try SyntheticCore(
      architecture,
      notes: [CoreNotes(architecture).prstatus(thread: 4711, signal: 11, registers: expected)]
    ).open()
    let thread = try #require(core.threads.first)
    #expect(core.threads.count == 1)
    #expect(thread.id == 4711)
    #expect(thread.signal == 11)
    #expect(thread.registers.entries.count == expected.count)
    for entry in thread.registers.entries {
      #expect(expected[entry.name] == entry.value, "\(entry.name)")
    }
  }

  @Test(
    "tell program counter, stack pointer and link register by their roles", arguments: architectures
  )
  func roles(architecture: Architecture) throws {
    let expected = distinctRegisters(architecture)
    let core = try SyntheticCore(
      architecture, notes: [CoreNotes(architecture).prstatus(thread: 1, registers: expected)]
    ).open()
    let registers = try #require(core.threads.first).registers
    let names: (pc: String, sp: String, lr: String?) =
      switch architecture.name {
      case "amd64": ("rip", "rsp", nil)
      case "arm64": ("pc", "sp", "x30")
      default: ("eip", "esp", nil)
      }
    #expect(registers.programCounter(architecture)?.rawValue == expected[names.pc])
    #expect(registers.stackPointer(architecture)?.rawValue == expected[names.sp])
    #expect(registers.linkRegister(architecture)?.rawValue == names.lr.flatMap { expected[$0] })
  }

  @Test("cut within the registers leave the lost ones unknown, not zero", arguments: architectures)
  func cutRegisters(architecture: Architecture) throws {
    let notes = CoreNotes(architecture)
    let whole = notes.prstatusDescriptor(thread: 9, registers: distinctRegisters(architecture))
    let cut = Array(whole.prefix(architecture.notes.registers + 2 * architecture.pointerSize + 1))
    let core = try SyntheticCore(architecture, notes: [CoreNotes.note("CORE", 1, cut)]).open()
    let registers = try #require(core.threads.first).registers
    #expect(registers.entries.map(\.name) == Array(notes.registerNames.prefix(2)))
    #expect(registers.programCounter(architecture) == nil)
  }

  @Test(
    "too short for a thread are told as damage, and the next thread is read",
    arguments: architectures)
  func tooShort(architecture: Architecture) throws {
    let notes = CoreNotes(architecture)
    let whole = notes.prstatusDescriptor(thread: 1)
    let core = try SyntheticCore(
      architecture,
      notes: [
        CoreNotes.note("CORE", 1, Array(whole.prefix(architecture.notes.registers - 1))),
        notes.prstatus(thread: 2),
      ]
    ).open()
    #expect(core.threads.map(\.id) == [2])
    #expect(core.problems == [.damagedNotes])
  }

  @Test("of threads come in the order of the file")
  func order() throws {
    let notes = CoreNotes(.amd64)
    let core = try SyntheticCore(
      notes: [30, 10, 20].map { notes.prstatus(thread: $0) }
    ).open()
    #expect(core.threads.map(\.id) == [30, 10, 20])
  }

  @Test("give amd64 its thread-local base from fs_base")
  func threadBaseAMD64() throws {
    let core = try SyntheticCore(
      .amd64, notes: [CoreNotes(.amd64).prstatus(thread: 1, registers: ["fs_base": 0x7f00_1234])]
    ).open()
    #expect(core.threads.first?.threadLocalBase == Address(0x7f00_1234))
  }

  @Test("give arm64 its thread-local base from NT_ARM_TLS")
  func threadBaseARM64() throws {
    var base = ByteWriter()
    base.put(0x40_0000_1000 as UInt64)
    let core = try SyntheticCore(
      .arm64,
      notes: [
        CoreNotes(.arm64).prstatus(thread: 1), CoreNotes.note("LINUX", 0x401, base.bytes),
      ]
    ).open()
    #expect(core.threads.first?.threadLocalBase == Address(0x40_0000_1000))
  }

  @Test("give 386 its thread-local base from the descriptor that gs selects")
  func threadBase386() throws {
    // struct user_desc: entry_number, base_addr, limit, flags.
    var descriptors = ByteWriter()
    for (number, base) in [(UInt32(12), UInt32(0x1111_0000)), (6, 0x0988_2000)] {
      descriptors.put(number)
      descriptors.put(base)
      descriptors.put(0xf_ffff as UInt32)
      descriptors.put(0x51 as UInt32)
    }
    func base(gs: UInt64) throws -> Address? {
      try SyntheticCore(
        .i386,
        notes: [
          CoreNotes(.i386).prstatus(thread: 1, registers: ["gs": gs]),
          CoreNotes.note("LINUX", 0x200, descriptors.bytes),
        ]
      ).open().threads.first?.threadLocalBase
    }
    #expect(try base(gs: 6 << 3 | 3) == Address(0x0988_2000))
    #expect(try base(gs: 9 << 3 | 3) == nil)
  }

  @Test("keep what gocore does not read, with the thread that they follow")
  func otherNotes() throws {
    let notes = CoreNotes(.amd64)
    let core = try SyntheticCore(
      notes: [
        notes.prstatus(thread: 1), notes.prstatus(thread: 2), CoreNotes.note("LINUX", 0x202, [7]),
      ]
    ).open()
    #expect(core.threads.map(\.otherNotes.count) == [0, 1])
    #expect(core.threads.last?.otherNotes.first?.bytes == [7])
  }

  @Test("without an owner are the kernel's: so Delve's dump writes them")
  func nameless() throws {
    let notes = CoreNotes(.amd64)
    let status = CoreNotes.note("", 1, notes.prstatusDescriptor(thread: 7))
    let core = try SyntheticCore(notes: [status], memory: [.load(0x1000, [1])]).open()
    #expect(core.threads.map(\.id) == [7])
  }

  @Test("of another owner with the same number are no threads")
  func otherOwner() throws {
    let descriptor = CoreNotes(.amd64).prstatusDescriptor(thread: 5)
    let core = try SyntheticCore(notes: [CoreNotes.note("VENDOR", 1, descriptor)]).open()
    #expect(core.threads.isEmpty)
    #expect(core.problems == [.noThreads])
  }
}

@Suite("A register set")
struct RegisterSetTests {
  @Test("answers nil for a register that nothing kept")
  func unknown() {
    var set = RegisterSet()
    set.set("rax", 0)
    #expect(set["rax"] == 0)
    #expect(set["rbx"] == nil)
  }

  @Test("replaces a value in its place, and adds a new register at the end")
  func replaces() {
    var set = RegisterSet()
    set.set("rax", 1)
    set.set("rbx", 2)
    set.set("rax", 3)
    set.set("rcx", 4)
    #expect(set.entries.map(\.name) == ["rax", "rbx", "rcx"])
    #expect(set.entries.map(\.value) == [3, 2, 4])
  }
}
