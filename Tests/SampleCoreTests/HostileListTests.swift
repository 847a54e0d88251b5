// Lists of the runtime that are made to run in circles or to be endless.

import CrashAnalysis
import DebugInfo
import ElfCore
import Foundation
import GoRuntime
import Testing

@Suite("What damage made endless:")
struct HostileListTests {
  private let damaged: DamagedSample
  private let map: RuntimeMap

  init() throws {
    damaged = try DamagedSample(try SampleCatalog.sample(of: "nested-panics"))
    map = try RuntimeMap(damaged)
  }

  @Test("the list of threads ends at its second visit, and is told")
  func threads() throws {
    let machines = map.process.machines
    let link = try map.offset(.mNext)
    #expect(machines.count > 2)
    for (index, target) in [(machines.count - 1, 0), (0, 0), (1, 0)] {
      try damaged.core.patch(
        machines[target].address.rawValue, at: map.place(machines[index].address &+ link))
      let run = try damaged.run(["inspect"], "m.alllink of \(index) is \(target)")
      #expect(run.end == .exited(0))
      #expect(run.output.contains("the list of threads is cyclic"))
      try runAll("m.alllink of \(index) is \(target)")
      try damaged.core.mend()
    }
  }

  @Test("the chain of panics ends at its second visit, and is told")
  func panics() throws {
    let goroutine = try #require(map.crash.goroutine)
    let panics = map.crash.panics
    let link = try map.offset(.panicLink)
    #expect(panics.count == 3)
    let oldest = try #require(panics.first).address
    for target in panics.map(\.address) {
      try damaged.core.patch(target.rawValue, at: map.place(oldest &+ link))
      let run = try damaged.run(["inspect"], "_panic.link of the oldest is \(target)")
      #expect(run.end == .exited(0))
      #expect(run.output.contains("the chain of panics is cyclic"))
      #expect(run.output.contains("SAYS    panic: shelf is not held"))
      try runAll("_panic.link of the oldest is \(target)")
      try damaged.core.mend()
    }
    // A chain that leads into unrelated memory is long, and not cyclic.
    try damaged.core.patch(goroutine.address.rawValue, at: map.place(oldest &+ link))
    try runAll("_panic.link of the oldest is a g")
    try damaged.core.mend()
  }

  @Test(
    "the list of goroutines is read as far as memory goes",
    arguments: [1 << 20, 1 << 40, UInt64.max, 1 << 63])
  func goroutines(count: UInt64) throws {
    let slice = try #require(map.variable(.allgs))
    try damaged.core.patch(count, at: map.place(slice &+ 8))
    let run = try damaged.run(["inspect"], "len(allgs) is \(count)")
    #expect(run.end == .exited(0))
    #expect(run.output.contains("runtime.allgs names \(count) goroutines"))
    for id in map.goroutines {
      let one = try damaged.run(["goroutines", "--id", "\(id)"], "len(allgs) is \(count)")
      #expect(one.output.contains("goroutine \(id) "))
    }
    try runAll("len(allgs) is \(count)")
  }

  @Test("a list of one goroutine many times is no more than that")
  func sameGoroutine() throws {
    let all = map.process.allGoroutines
    let first = damaged.core.number(8, at: try map.place(all.data))
    for index in 0..<all.count {
      try damaged.core.patch(first, at: map.place(all.data &+ index * 8))
    }
    try runAll("allgs holds one goroutine many times")
  }

  @Test("the list of modules ends at its second visit")
  func modules() throws {
    let module = try #require(map.variable(.firstModule))
    let link = try map.offset(.moduleNext)
    try damaged.core.patch(module.rawValue, at: map.place(module &+ link))
    let run = try damaged.run(["inspect"], "moduledata.next is itself")
    #expect(run.end == .exited(0))
    #expect(run.output.contains("main.releaseShelf"))
    try runAll("moduledata.next is itself")
  }

  @Test("a stack whose every frame called itself ends, and one without an end")
  func stacks() throws {
    // Every word of every stack is one return address: each frame is called by itself.
    let goroutine = try #require(map.crash.goroutine)
    let frame = try #require(map.crash.stack.frames.last { !$0.isOnSystemStack })
    for address in stride(
      from: goroutine.stack.start.rawValue, to: goroutine.stack.end.rawValue, by: 8)
    {
      try damaged.core.patch(frame.pc.rawValue, at: map.place(Address(address)))
    }
    try runAll("a stack full of one return address")
    try damaged.core.mend()
    let top = try map.offset(.gStackHigh)
    try damaged.core.patch(UInt64.max, at: map.place(goroutine.address &+ top))
    try runAll("a stack without an end")
  }

  @Test("a panic's text is read no further than memory goes", arguments: [UInt64.max, 1 << 40, 1])
  func strings(length: UInt64) throws {
    // The word behind each panic's type points to a string's address and length.
    let argument = try map.offset(.panicArgument)
    var patched = 0
    for panic in map.crash.panics {
      let data = damaged.core.number(8, at: try map.place(panic.address &+ argument &+ 8))
      guard let place = map.placeIfDumped(Address(data) &+ 8) else { continue }
      try damaged.core.patch(length, at: place)
      patched += 1
    }
    #expect(patched > 0)
    try runAll("panic texts of \(length) bytes")
  }

  private func runAll(_ damage: String) throws {
    for _ in 0..<9 { try damaged.run(damage) }
  }
}
