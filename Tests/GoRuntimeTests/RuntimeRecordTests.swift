// The cursor over the runtime's records: what it reads, and how it says what it cannot.

import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A cursor over the runtime's records")
struct RuntimeRecordTests {
  /// A process in whose heap a test writes, and its runtime.
  private func runtime(
    loadBias: UInt64 = 0, _ draw: (inout SyntheticProcess) -> Void = { _ in },
    facts: (inout DebugFacts) -> Void = { _ in }
  ) throws -> RuntimeMemory {
    var drawn = SyntheticProcess(loadBias: loadBias)
    draw(&drawn)
    return try drawn.open(facts).runtime
  }

  @Test("reads a field with the size that it has")
  func integers() throws {
    var g: UInt64 = 0
    let runtime = try runtime {
      g = $0.onHeap($0.types["runtime.g"]?.size ?? 0)
      $0.set("runtime.g", "goid", of: g, 0x1122_3344_5566_7788)
      $0.set("runtime.g", "atomicstatus.value", of: g, 0x99aa_bbcc)
      $0.set("runtime.g", "waitreason", of: g, 0xdd)
    }
    let record = runtime.record(at: Address(g))
    #expect(try record[.gID].integer() == 0x1122_3344_5566_7788)
    #expect(try record[.gStatus].integer() == 0x99aa_bbcc)
    #expect(try record[.gWaitReason].integer() == 0xdd)
    #expect(try record[.gWaitReason].flag())
    #expect(try record[.gID].load(as: UInt16.self) == 0x7788)
  }

  @Test("takes a field without a size for a word, as DWARF gives pointers none")
  func sizeless() throws {
    var g: UInt64 = 0
    let runtime = try runtime {
      g = $0.onHeap($0.types["runtime.g"]?.size ?? 0)
      $0.set("runtime.g", "m", of: g, 0x1234_5678_9abc)
    } facts: { facts in
      let g = facts.types["runtime.g"]
      var members = g?.members ?? [:]
      members["m"] = Field(offset: members["m"]?.offset ?? 0, size: 0)
      facts.types["runtime.g"] = TypeLayout(size: g?.size ?? 0, members: members)
    }
    let field = runtime.record(at: Address(g))[.gMachine]
    #expect(field.size == nil)
    #expect(try field.integer() == 0x1234_5678_9abc)
    #expect(try field.pointer() == Address(0x1234_5678_9abc))
  }

  @Test("follows pointers from record to record, and null to nothing")
  func targets() throws {
    var (g, m): (UInt64, UInt64) = (0, 0)
    let runtime = try runtime {
      g = $0.add(SyntheticGoroutine(id: 7)).address
      m = $0.addMachine(id: 3, thread: 4_200, current: g).address
    }
    let machine = try #require(try runtime.record(at: Address(g))[.gMachine].target())
    #expect(machine.address == Address(m))
    #expect(try machine[.mCurrentG].target()?[.gID].integer() == 7)
    #expect(try machine[.mNext].target()?.address == nil)
  }

  @Test("reads strings, slices and interfaces in place")
  func values() throws {
    var (text, list): (UInt64, UInt64) = (0, 0)
    let runtime = try runtime {
      text = $0.string("unlock of unlocked mutex")
      list = $0.onHeap(3 * 8)
      $0.memory.words([text, 2, 4], at: list)
    }
    #expect(try runtime.place(at: Address(text)).string(limit: 6) == "unlock")
    let slice = runtime.place(at: Address(list))
    #expect(try slice.slice().data == Address(text))
    #expect(try slice.slice().count == 2)
    #expect(try slice.word(2) == 4)
    #expect(try slice.interface().data == Address(2))
    #expect(try slice.bytes(9).suffix(2) == [0, 2])
  }

  @Test("names the field that this runtime does not have")
  func absent() throws {
    let runtime = try runtime {
      $0.add(SyntheticGoroutine(id: 1))
    } facts: { facts in
      var members = facts.types["runtime.m"]?.members ?? [:]
      members["curg"] = nil
      facts.types["runtime.m"] = TypeLayout(size: 512, members: members)
    }
    let record = runtime.record(at: Address(0x10))
    #expect(throws: RecordError.noField(.mCurrentG)) { try record[.mCurrentG].pointer() }
    #expect(throws: RecordError.noField(.mCurrentG)) { try record[.mCurrentG].address() }
    #expect(throws: RecordError.noField(.mCurrentG)) { try record[.mCurrentG][.gID].integer() }
    #expect(record[ifPresent: .mCurrentG]?.size == nil)
    #expect(try record.pointer(ifPresent: .mCurrentG) == .null)
    #expect(try record.integer(ifPresent: .mCurrentG) == 0)
    #expect(try !record.flag(ifPresent: .mCurrentG))
    #expect(RecordError.noField(.mCurrentG).message == "runtime.m.curg is not in this runtime")
  }

  @Test("names the address that cannot be read, also of a field that may be absent")
  func unreadable() throws {
    let runtime = try runtime()
    let record = runtime.record(at: Address(0x1000))
    let place = try record[.gMachine].address()
    let error = RecordError.unreadable(.unmapped(place))
    #expect(throws: error) { try record[.gMachine].pointer() }
    #expect(throws: error) { try record[.gMachine].target() }
    #expect(throws: error) { try record.pointer(ifPresent: .gMachine) }
    #expect(error.message == "\(place) is not mapped")
  }

  @Test(
    "fails at the address that a hostile pointer leads to, however far",
    arguments: [
      UInt64.max, UInt64.max - 7, 1 << 63, 0x7fff_ffff_ffff_fff8,
    ])
  func hostile(pointer: UInt64) throws {
    let runtime = try runtime()
    let record = runtime.record(at: Address(pointer))
    #expect(throws: RecordError.self) { try record[.gStartPC].pointer() }
    #expect(throws: RecordError.self) { try record[.gStackLow].word(Int.max) }
    #expect(throws: RecordError.self) { try record[.gStackLow].string(limit: Int.max) }
  }

  @Test("finds a variable where the program was loaded", arguments: [0, 0x5555_5555_0000])
  func variables(loadBias: UInt64) throws {
    var list: UInt64 = 0
    let runtime = try runtime(loadBias: loadBias) { drawn in
      let scheduler = (drawn.variables["runtime.sched"]?.address ?? 0) &+ loadBias
      drawn.set("runtime.schedt", "lastpoll.value", of: scheduler, 77)
      list = (drawn.variables["runtime.allp"]?.address ?? 0) &+ loadBias
      drawn.memory.words([drawn.heap, 5, 8], at: list)
    }
    #expect(try runtime.variable(.allp).address() == Address(list))
    #expect(runtime.variable(.allp).size == 24)
    #expect(try runtime.variable(.allp).slice().count == 5)
    #expect(try runtime.variable(.sched)[.schedLastPoll].integer() == 77)
    #expect(try runtime.variable(.sched).record()[.schedLastPoll].integer() == 77)
  }

  @Test("names the variable that nothing was found of")
  func missingVariable() throws {
    let runtime = try runtime(facts: { $0.variables["runtime.sched"] = nil })
    let scheduler = runtime.variable(.sched)
    #expect(throws: RecordError.noVariable(.sched)) { try scheduler[.schedLastPoll].integer() }
    #expect(throws: RecordError.noVariable(.sched)) { try scheduler.record() }
    #expect(scheduler.size == nil)
    #expect(RecordError.noVariable(.sched).message == "runtime.sched was not found")
  }
}

@Suite("A reader of goroutines")
struct GoroutineReaderTests {
  private func process(_ change: (inout DebugFacts) -> Void) throws -> GoProcess {
    var drawn = SyntheticProcess()
    drawn.add(SyntheticGoroutine(id: 7, status: 4))
    return try drawn.open(change)
  }

  private func drop(_ names: String..., from facts: inout DebugFacts) {
    var members = facts.types["runtime.g"]?.members ?? [:]
    for name in names { members[name] = nil }
    facts.types["runtime.g"] = TypeLayout(
      size: facts.types["runtime.g"]?.size ?? 0, members: members)
  }

  @Test("is not made where goroutines have no number or no status")
  func notMade() throws {
    let process = try process { drop("goid", from: &$0) }
    #expect(throws: RecordError.noField(.gID)) { try process.goroutineReader() }
    #expect(process.forEachGoroutine { _ in Issue.record("a goroutine was read") } == 1)
    let other = try self.process { drop("atomicstatus.value", from: &$0) }
    #expect(throws: RecordError.noField(.gStatus)) {
      try other.goroutine(at: Address(other.allGoroutines.data.rawValue))
    }
  }

  @Test("takes what this runtime does not have for null, and reads the rest")
  func parts() throws {
    let process = try process { drop("stack.lo", "stack.hi", "gopc", "waitreason", from: &$0) }
    let address = try process.memory.pointer(process.allGoroutines.data)
    let goroutine = try process.goroutine(at: address)
    #expect(goroutine.id == 7)
    #expect(goroutine.state == .waiting)
    #expect(goroutine.stack.count == 0)
    #expect(goroutine.waitReason == 0)
    #expect(goroutine.creatorPC == .null)
    #expect(!goroutine.schedulerSP.isNull)
  }

  @Test("stands statuses that debug information gives twice or far too large")
  func statuses() throws {
    let process = try process {
      $0.constants["runtime._Gdead"] = 4
      $0.constants["runtime._Gleaked"] = 4_000_000_000
    }
    let address = try process.memory.pointer(process.allGoroutines.data)
    #expect(try process.goroutine(at: address).state == .waiting)
  }

  @Test("does not look for a goroutine at null")
  func null() throws {
    let process = try process { _ in }
    #expect(throws: RecordError.unreadable(.unmapped(.null))) { try process.goroutine(at: .null) }
  }
}
