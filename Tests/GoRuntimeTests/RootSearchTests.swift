// The runtime's variables by their shape, in a program that names none.

import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

/// A drawn process whose data is searched, as if it were zero-initialised.
private struct Subject {
  let process: GoProcess
  let search: RootSearch

  init(
    _ architecture: Architecture = .amd64, shape: RuntimeShape = .go125,
    _ draw: (inout SyntheticProcess) throws -> Void
  ) throws {
    var drawn = SyntheticProcess(architecture, shape: shape)
    try draw(&drawn)
    let module = try #require(drawn.variables["runtime.firstmoduledata"]).address
    for (name, other) in [("data", "bss"), ("edata", "ebss")] {
      let place = module + UInt64(drawn.field("runtime.moduledata", name).offset)
      drawn.set("runtime.moduledata", other, of: module, drawn.memory.word(at: place))
    }
    process = try drawn.open()
    search = try RootSearch(
      module: process.variable(.firstModule).record(), in: process.runtime)
  }
}

@Suite("A search for the runtime's variables")
struct RootSearchTests {
  @Test(
    "finds the list of goroutines", arguments: [Architecture.amd64, .arm64, .i386],
    RuntimeShape.all)
  func goroutines(architecture: Architecture, shape: RuntimeShape) throws {
    let subject = try Subject(architecture, shape: shape) {
      for id in 1...6 as ClosedRange<UInt64> { $0.add(SyntheticGoroutine(id: id)) }
    }
    #expect(
      try subject.search.allGoroutines() == subject.process.variable(.allgs).address())
  }

  @Test("passes over shorter lists of goroutines, and lists of something else")
  func otherLists() throws {
    let subject = try Subject {
      for id in 1...6 as ClosedRange<UInt64> { $0.add(SyntheticGoroutine(id: id)) }
      // A list of the collector's, and one that is longer and holds system goroutines.
      let some = $0.onHeap(8 * 4)
      $0.memory.words(Array($0.allGoroutines.prefix(4)), at: some)
      $0.memory.words([some, 4, 4], at: $0.variable("main.some", size: 24))
      let system = $0.systemGoroutine(on: $0.mapStack())
      let others = $0.onHeap(8 * 9)
      $0.memory.words([UInt64](repeating: system, count: 9), at: others)
      $0.memory.words([others, 9, 9], at: $0.variable("main.others", size: 24))
    }
    #expect(
      try subject.search.allGoroutines() == subject.process.variable(.allgs).address())
  }

  @Test("lets one goroutine of many be in the making, but none of the first")
  func halfMade() throws {
    func found(broken index: Int) throws -> Bool {
      let subject = try Subject {
        let address = $0.add(SyntheticGoroutine(id: 1)).address
        $0.allGoroutines = [UInt64](repeating: address, count: 200)
        $0.allGoroutines[index] = 0
      }
      return subject.search.allGoroutines() != nil
    }
    #expect(try found(broken: 150))
    #expect(try !found(broken: 2))
  }

  @Test(
    "finds nothing where a field that proves it has no known place",
    arguments: [
      ("runtime.g", "sched.g"), ("runtime.g", "goid"), ("runtime.g", "stack.hi"),
    ])
  func noGoroutines(type: String, member: String) throws {
    let subject = try Subject {
      $0.add(SyntheticGoroutine(id: 1))
      var members = $0.types[type]?.members ?? [:]
      members[member] = nil
      $0.types[type] = TypeLayout(size: $0.types[type]?.size ?? 0, members: members)
    }
    #expect(subject.search.allGoroutines() == nil)
  }

  @Test("ends with the last of all addresses")
  func lastAddress() throws {
    let start = UInt64.max - 0xfff
    let subject = try Subject {
      $0.memory.map(start, size: 0xfff)
      let module = try #require($0.variables["runtime.firstmoduledata"]).address
      $0.set("runtime.moduledata", "data", of: module, start)
      $0.set("runtime.moduledata", "edata", of: module, .max)
    }
    #expect(subject.search.allGoroutines() == nil)
    #expect(subject.search.allProcessors() == nil)
  }

  @Test("finds the newest thread, and how long its list is")
  func machines() throws {
    var newest: UInt64 = 0
    let subject = try Subject {
      for (id, thread) in [(2, 4_203), (1, 4_202), (0, 4_201)] as [(UInt64, UInt64)] {
        let machine = $0.addMachine(id: id, thread: thread)
        $0.set("runtime.g", "m", of: $0.systemGoroutine(of: machine.address), machine.address)
        if id == 2 { newest = machine.address }
      }
    }
    let found = try #require(subject.search.newestMachine())
    #expect(found.address == Address(newest))
    #expect(found.length == 3)
  }

  @Test("does not follow a list of threads that turns back on itself")
  func cycle() throws {
    let subject = try Subject {
      let machine = $0.addMachine(id: 0, thread: 4_201).address
      $0.set("runtime.g", "m", of: $0.systemGoroutine(of: machine), machine)
      $0.set("runtime.m", "alllink", of: machine, machine)
    }
    #expect(subject.search.newestMachine()?.address == nil)
  }

  @Test("finds the processors, which are numbered in order and keep a cache in themselves")
  func processors() throws {
    func subject(numbers: [UInt64]) throws -> Subject {
      try Subject { drawn in
        var layout = LayoutDrawing(word: 8)
        layout.add("id", size: 4)
        layout.add("sudogcache", size: 24)
        layout.add("sudogbuf", size: 64)
        drawn.types["runtime.p"] = layout.layout
        let list = numbers.map { number in
          let p = drawn.onHeap(128)
          drawn.memory.write(number, at: p, size: 4)
          drawn.memory.word(p + 32, at: p + 8)
          return p
        }
        let data = drawn.onHeap(8 * list.count)
        drawn.memory.words(list, at: data)
        let allp = try #require(drawn.variables["runtime.allp"]).address
        drawn.memory.words([data, UInt64(list.count), 8], at: allp)
      }
    }
    let ordered = try subject(numbers: [0, 1, 2, 3])
    #expect(try ordered.search.allProcessors() == ordered.process.variable(.allp).address())
    #expect(try subject(numbers: [0, 2, 1, 3]).search.allProcessors() == nil)
  }

  @Test("finds the heap by the classes of its central lists")
  func heap() throws {
    let subject = try Subject { $0.drawHeap() }
    #expect(try subject.search.heap() == subject.process.variable(.heap).address())
    #expect(try Subject { _ in }.search.heap() == nil)
  }

  @Test("finds tables of names by their words, and by lengths where the words are lost")
  func names() throws {
    let subject = try Subject { _ in }
    let statuses = try subject.process.variable(.statuses).address()
    #expect(subject.search.stringTables(beginning: ["idle", "runnable"]) == [statuses])
    #expect(subject.search.stringTables(beginning: ["idle", "runabble"]).isEmpty)
    let reasons = try subject.process.variable(.waitReasons).address()
    let table = RuntimeShape.go125.waitReasons
    let found = subject.search.stringTable(like: [Array(table.dropLast(2)), table])
    #expect(found?.address == reasons)
    #expect(found?.names == table)
  }
}
