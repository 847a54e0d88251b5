// Holders of locks, circles and leaks in drawn processes.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

extension LockDrawing {
  fileprivate func graph() throws -> LockGraph {
    let process = try drawn.open()
    let program = GoProgram(process)
    var grouper = GoroutineGrouper(program)
    return LockGraph(
      program,
      waits: WaitReader(program), summary: grouper.summarize())
  }
}

@Suite("A lock that is waited for")
struct LockGraphTests {
  @Test("is likely held by the goroutine whose Unlock of it is deferred")
  func deferred() throws {
    var drawing = LockDrawing()
    let lock = drawing.mutex()
    let holder = drawing.goroutine(5, in: "runtime.chanrecv1")
    drawing.defer("main.work.deferwrap1", captured: lock, in: holder, frame: 2)
    let waiters = [6, 7].map { drawing.goroutine($0, in: "sync.(*Mutex).lockSlow").g }
    drawing.sleep(waiters, on: lock + 4)
    let found = try #require(try drawing.graph().locks.first)
    #expect(found.object == SyncObject(.mutex, at: Address(lock)))
    #expect(found.waiterCount == 2)
    #expect(found.waiters.map(\.goroutine.id) == [6, 7])
    #expect(found.holders.map(\.goroutine.id) == [5])
    #expect(found.holders.first?.confidence == .likely)
    #expect(try drawing.graph().cycles.isEmpty)
  }

  @Test("has no holder where its own state says that it is free")
  func free() throws {
    var drawing = LockDrawing()
    let lock = drawing.mutex()
    drawing.drawn.memory.write(8, at: lock, size: 4)
    let holder = drawing.goroutine(5, in: "runtime.chanrecv1")
    drawing.defer("main.work.deferwrap1", captured: lock, in: holder, frame: 2)
    drawing.sleep([drawing.goroutine(6, in: "sync.(*Mutex).lockSlow").g], on: lock + 4)
    #expect(try drawing.graph().locks.first?.holders.isEmpty == true)
  }

  @Test("may be held by a frame between Lock and Unlock that has it at hand")
  func between() throws {
    func holders(at offset: UInt32, spilled distance: UInt64?) throws -> [Confidence] {
      var drawing = LockDrawing()
      let lock = drawing.mutex()
      let (_, stack) = drawing.drawn.add(
        SyntheticGoroutine(
          id: 5,
          frames: [
            SyntheticFrame("runtime.gopark"), SyntheticFrame("main.between", offset),
            SyntheticFrame("runtime.goexit", 1),
          ]))
      if let distance {
        drawing.drawn.memory.word(lock - distance, at: stack.stackPointers[1] + 8)
      }
      drawing.sleep([drawing.goroutine(6, in: "sync.(*Mutex).lockSlow").g], on: lock + 4)
      return try drawing.graph().locks.first?.holders.map(\.confidence) ?? []
    }
    #expect(try holders(at: 0x50, spilled: 0) == [.guess])
    // The structure that it is part of.
    #expect(try holders(at: 0x50, spilled: 0x20) == [.guess])
    #expect(try holders(at: 0x50, spilled: nil) == [])
    #expect(try holders(at: 0x10, spilled: 0) == [])
    #expect(try holders(at: 0xa0, spilled: 0) == [])
  }

  @Test("closes a circle with the locks of those who wait for it")
  func circle() throws {
    var drawing = LockDrawing()
    let (first, second) = (drawing.mutex(), drawing.mutex())
    let one = drawing.goroutine(5, in: "sync.(*Mutex).lockSlow")
    let other = drawing.goroutine(6, in: "sync.(*Mutex).lockSlow")
    drawing.defer("main.work.deferwrap1", captured: first, in: one, frame: 2)
    drawing.defer("main.work.deferwrap1", captured: second, in: other, frame: 2)
    drawing.sleep([other.g], on: first + 4)
    drawing.sleep([one.g], on: second + 4)
    let cycle = try #require(try drawing.graph().cycles.first)
    #expect(cycle.steps.map(\.waiter.goroutine.id) == [5, 6])
    #expect(cycle.steps.map(\.object.address.rawValue) == [second, first])
    #expect(cycle.confidence == .likely)
  }

  @Test("is held by the very goroutine that waits for it, if nobody else may hold it")
  func itself() throws {
    var drawing = LockDrawing()
    let lock = drawing.mutex()
    let one = drawing.goroutine(5, in: "sync.(*Mutex).lockSlow")
    drawing.defer("main.work.deferwrap1", captured: lock, in: one, frame: 2)
    drawing.sleep([one.g], on: lock + 4)
    let cycle = try #require(try drawing.graph().cycles.first)
    #expect(cycle.steps.map(\.waiter.goroutine.id) == [5])
    // With the Unlock deferred before the Lock, each waiter looks like a holder.
    let holder = drawing.goroutine(6, in: "runtime.chanrecv1")
    drawing.defer("main.work.deferwrap1", captured: lock, in: holder, frame: 2)
    #expect(try drawing.graph().cycles.isEmpty)
    #expect(try drawing.graph().locks.first?.holders.map(\.goroutine.id) == [6])
  }

  @Test("is not held by a goroutine that gave it up in a call and wants it back")
  func givenUp() throws {
    func cycles(at offset: UInt32) throws -> Int {
      var drawing = LockDrawing()
      let lock = drawing.mutex()
      let code = drawing.drawn.pc("main.slow", 0)
      for offset in stride(from: 0, to: 0x100, by: 8) as StrideTo<UInt64> {
        drawing.drawn.memory.word(0x9090_9090_9090_9090, at: code + offset)
      }
      let one = drawing.drawn.add(
        SyntheticGoroutine(
          id: 5, waitReason: 18,
          frames: [
            SyntheticFrame("runtime.gopark"), SyntheticFrame("sync.(*Mutex).lockSlow"),
            SyntheticFrame("main.slow", offset), SyntheticFrame("main.work"),
            SyntheticFrame("runtime.goexit", 1),
          ]))
      let goroutine = (g: one.address, stack: one.stack)
      drawing.defer("main.work.deferwrap1", captured: lock, in: goroutine, frame: 3)
      drawing.sleep([goroutine.g], on: lock + 4)
      return try drawing.graph().cycles.count
    }
    // Before it gives the lock up it would wait for itself, in the Lock behind that it does not.
    #expect(try cycles(at: 0x18) == 1)
    #expect(try cycles(at: 0x85) == 0)
  }

  @Test("is not held by a goroutine that waits for a condition, for which it gave the lock up")
  func condition() throws {
    func holders(reason: UInt64) throws -> [UInt64] {
      var shape = RuntimeShape.go125
      shape.waitReasons.append("sync.Cond.Wait")
      var drawing = LockDrawing(
        SyntheticProcess(
          shape: shape, functions: SyntheticFunction.usual + LockDrawing.functions))
      let lock = drawing.mutex()
      let one = drawing.goroutine(5, in: "sync.(*Cond).Wait")
      drawing.drawn.set("runtime.g", "waitreason", of: one.g, reason)
      drawing.defer("main.work.deferwrap1", captured: lock, in: one, frame: 2)
      drawing.sleep([drawing.goroutine(6, in: "sync.(*Mutex).lockSlow").g], on: lock + 4)
      return try drawing.graph().locks.first?.holders.map(\.goroutine.id) ?? []
    }
    let last = UInt64(RuntimeShape.go125.waitReasons.count)
    #expect(try holders(reason: last) == [])
    // The same stack that waits for a channel holds it.
    #expect(try holders(reason: 14) == [5])
  }

  @Test("keeps its reader from becoming a writer")
  func upgrade() throws {
    var drawing = LockDrawing()
    let lock = drawing.drawn.onHeap(24)
    drawing.drawn.memory.write(
      UInt64(UInt32(bitPattern: 1 - (1 << 30))), at: lock + 16, size: 4)
    drawing.drawn.memory.write(1, at: lock + 20, size: 4)
    let one = drawing.goroutine(5, in: "sync.(*RWMutex).Lock")
    drawing.defer("main.work.deferwrap2", captured: lock, in: one, frame: 2)
    drawing.sleep([one.g], on: lock + 8)
    let graph = try drawing.graph()
    #expect(graph.cycles.map(\.steps.count) == [1])
    #expect(graph.locks.first?.holders.map(\.isReader) == [true])
  }

  @Test("is held by more readers than are kept, and says so")
  func manyReaders() throws {
    var drawing = LockDrawing()
    let lock = drawing.drawn.onHeap(24)
    drawing.drawn.memory.write(
      UInt64(UInt32(bitPattern: 70 - (1 << 30))), at: lock + 16, size: 4)
    drawing.drawn.memory.write(70, at: lock + 20, size: 4)
    for id in 10..<80 as Range<UInt64> {
      let reader = drawing.goroutine(id, in: "runtime.chanrecv1")
      drawing.defer("main.work.deferwrap2", captured: lock, in: reader, frame: 2)
    }
    let writer = drawing.goroutine(5, in: "sync.(*RWMutex).Lock")
    drawing.sleep([writer.g], on: lock + 8)
    let found = try #require(try drawing.graph().locks.first)
    #expect(found.holders.count == 64)
    #expect(found.hasMoreHolders)
  }

  @Test("does not make readers wait for each other, but for the writer before them")
  func readers() throws {
    var drawing = LockDrawing()
    let lock = drawing.drawn.onHeap(24)
    drawing.drawn.memory.write(
      UInt64(UInt32(bitPattern: 2 - (1 << 30))), at: lock + 16, size: 4)
    drawing.drawn.memory.write(1, at: lock + 20, size: 4)
    let reader = drawing.goroutine(5, in: "sync.(*RWMutex).RLock")
    drawing.defer("main.work.deferwrap2", captured: lock, in: reader, frame: 2)
    drawing.sleep([reader.g], on: lock + 12)
    #expect(try drawing.graph().cycles.isEmpty)
    let writer = drawing.goroutine(6, in: "sync.(*RWMutex).Lock")
    drawing.sleep([writer.g], on: lock + 8)
    #expect(
      try drawing.graph().cycles.first?.steps.map(\.waiter.goroutine.id) == [5, 6])
  }
}

@Suite("A search for partners")
struct PartnerSearchTests {
  /// As if all memory were variables.
  private static func everywhere(_ place: Address) -> WordHolder { .root }

  /// Two goroutines that wait for channels of their own; `draw` adds who else knows the first channel.
  /// They are asked about as members of one site, or each as a site of its own. `sharesFirst`: whether the
  /// second one has the first channel on its stack.
  private func abandoned(
    budget: UInt64 = 1 << 30, asOneSite: Bool = true, sharesFirst: Bool = false,
    holder: @escaping (Address) -> WordHolder = everywhere,
    _ draw: (inout SyntheticProcess, _ channel: UInt64) -> Void = { _, _ in }
  ) throws -> (ids: [UInt64], problem: String?) {
    var drawn = SyntheticProcess()
    var first: UInt64 = 0
    for id in [5, 6] as [UInt64] {
      let channel = drawn.onHeap(drawn.types["runtime.hchan"]?.size ?? 0)
      if first == 0 { first = channel }
      let record = drawn.onHeap(drawn.types["runtime.sudog"]?.size ?? 0)
      let (g, stack) = drawn.add(
        SyntheticGoroutine(
          id: id, waitReason: 15, members: ["waiting": record, "gopc": drawn.pc("main.main", 0x30)])
      )
      drawn.set("runtime.sudog", "g", of: record, g)
      drawn.set("runtime.sudog", "c", of: record, channel)
      drawn.memory.word(channel, at: stack.stackPointers[1] + 8)
      if sharesFirst { drawn.memory.word(first, at: stack.stackPointers[1] + 16) }
    }
    draw(&drawn, first)
    let process = try drawn.open()
    let sites = BlockedSites(
      process: process,
      waits: WaitReader(GoProgram(process)))
    #expect(sites.sites.map(\.count) == [2])
    let members = sites.sites.flatMap(\.sample)
    let search = PartnerSearch(process: process, budget: budget, holder: holder)
    let found = search.answers(about: asOneSite ? [members] : members.map { [$0] })
    return (found.flatMap(\.abandoned).map(\.goroutine.id), found.compactMap(\.problem).first)
  }

  @Test("finds none where only the waiting know their channel")
  func none() throws {
    let found = try abandoned()
    #expect(found.ids == [5, 6])
    #expect(found.problem == nil)
  }

  @Test("finds one on another stack, in a variable, and behind objects")
  func some() throws {
    let stack = try abandoned(holder: Self.everywhere) { drawn, channel in
      let (_, stack) = drawn.add(SyntheticGoroutine(id: 9))
      drawn.memory.word(channel, at: stack.stackPointers[2] + 8)
    }
    #expect(stack.ids == [6])
    let variable = try abandoned(holder: Self.everywhere) { drawn, channel in
      let place = drawn.variable("main.jobs", size: 8)
      drawn.memory.word(channel, at: place)
    }
    #expect(variable.ids == [6])
    var object: UInt64 = 0
    func holder(_ place: Address) -> WordHolder {
      place.rawValue >= object && place.rawValue < object + 16
        ? .object(AddressRange(start: Address(object), end: Address(object + 16))) : .root
    }
    // Nobody has the object that has the channel …
    let lost = try abandoned(holder: holder) { drawn, channel in
      object = drawn.onHeap(16)
      drawn.memory.word(channel, at: object + 8)
    }
    #expect(lost.ids == [5, 6])
    // … and now a variable has.
    let kept = try abandoned(holder: holder) { drawn, channel in
      object = drawn.onHeap(16)
      drawn.memory.word(channel, at: object + 8)
      drawn.memory.word(object, at: drawn.variable("main.pool", size: 8))
    }
    #expect(kept.ids == [6])
  }

  @Test("counts a member of another site that is asked about at the same time")
  func sites() throws {
    #expect(try abandoned(sharesFirst: true).ids == [5, 6])
    let apart = try abandoned(asOneSite: false, sharesFirst: true)
    #expect(apart.ids == [6])
    #expect(apart.problem == nil)
  }

  @Test("does not count what calls that returned left below a stack pointer")
  func remains() throws {
    let found = try abandoned(holder: Self.everywhere) { drawn, channel in
      let (_, stack) = drawn.add(SyntheticGoroutine(id: 9))
      drawn.memory.word(channel, at: stack.stackPointer - 64)
    }
    #expect(found.ids == [5, 6])
  }

  @Test("says nothing where it may not read all of memory")
  func budget() throws {
    let found = try abandoned(budget: 0x1000)
    #expect(found.ids == [])
    #expect(found.problem != nil)
  }
}
