// What goroutines wait for, in the cores of every toolchain: the program's source tells what is right.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

/// The waits of the goroutines of one sample, by the innermost function of the program.
private func waits(in sample: Sample) throws -> [String: [[Wait]]] {
  let process = try Program(opening: try sample.binary()).process(of: try openCore(sample.core))
  let program = GoProgram(process)
  let reader = WaitReader(program)
  #expect(reader.semaphores.problem == nil)
  var unwinder = program.unwinder()
  var describer = FrameDescriber(program)
  var found: [String: [[Wait]]] = [:]
  _ = process.forEachGoroutine { goroutine in
    guard let start = program.stackStart(of: goroutine) else { return }
    let stack = unwinder.walk(from: start)
    let name = describer.describe(stack).frames.first { $0.name.text.contains("/parked.") }
    guard let name else { return }
    let short = name.function.components(separatedBy: "/parked.").last ?? ""
    found[short, default: []].append(reader.waits(of: goroutine, stack: stack))
  }
  return found
}

private let parkedSamples = SampleCatalog.all.filter { $0.name.hasPrefix("nil-inlined-method-") }

@Suite("The parked goroutines of each toolchain")
struct ParkedWaitTests {
  @Test("wait for what their program made them wait for", arguments: parkedSamples)
  func parked(sample: Sample) throws {
    let found = try waits(in: sample)
    func only(_ function: String) throws -> Wait {
      let waits = try #require(found[function]?.first, "no goroutine in \(function)")
      return try #require(waits.first, "\(function) waits for nothing")
    }
    let incoming = try only("(*Shop).receiveCart")
    #expect(incoming.operation == .receive)
    #expect(incoming.stateWords == "chan *orders.Cart, unbuffered")
    #expect(try only("rangeOverChannel").address == incoming.address)
    let outgoing = try only("(*Shop).sendReceipt")
    #expect(outgoing.operation == .send)
    #expect(outgoing.stateWords == "chan orders.Receipt, unbuffered")
    #expect(try only("(*Shop).sendToFullBuffer").stateWords == "chan orders.Cents, 2 of 2 buffered")
    #expect(try only("receiveFromNil") == Wait(to: .receive, .nilChannel))
    #expect(try only("sendToNil") == Wait(to: .send, .nilChannel))
    #expect(try only("selectNothing") == Wait(to: .select, .noChannel))
    // A nil channel is no case that a select waits for.
    let cases = try #require(found["(*Shop).selectAmongFour"]?.first)
    #expect(Set(cases.map(\.operation)) == [.receive, .send])
    #expect(cases.count == 3)
    #expect(cases.contains { $0.address == incoming.address && $0.operation == .receive })
    #expect(cases.contains { $0.address == outgoing.address && $0.operation == .send })
  }

  @Test("wait for locks, groups and conditions, each at its address", arguments: parkedSamples)
  func locks(sample: Sample) throws {
    let found = try waits(in: sample)
    func only(_ function: String) throws -> Wait {
      try #require(found[function]?.first?.first, "\(function) waits for nothing")
    }
    let till = (found["(*Shop).lockMutex"] ?? []).compactMap { $0.first }
    #expect(till.count == 2)
    #expect(till.allSatisfy { $0.kind == .sync(.mutex) && $0.stateWords == "locked, 2 waiting" })
    let address = try #require(till.first?.address)
    #expect(till.last?.address == address)
    // The members of Shop: three words of channels, then these in order.
    let reading = try only("(*Shop).lockForReading")
    #expect(reading.kind == .sync(.rwMutex) && reading.operation == .readLock)
    #expect(reading.address == address &+ 8)
    #expect(reading.stateWords == "held by a writer, 1 reader waiting")
    let writing = try only("(*Shop).lockForWriting")
    #expect(writing.kind == .sync(.rwMutex) && writing.operation == .lock)
    #expect(writing.address == address &+ 32)
    #expect(writing.stateWords == "a writer waits for 1 reader")
    #expect(
      try only("(*Shop).waitForGroup")
        == Wait(
          to: .wait,
          .sync(
            SyncObject(.waitGroup, at: address &+ (sample.name.contains("-386") ? 68 : 72)),
            .waitGroup(WaitGroupState(counter: 1, waiterWord: 1)))))
    let condition = try only("(*Shop).waitForCondition")
    #expect(condition.kind == .sync(.condition))
    #expect(condition.address != nil)
  }

  @Test("wait for time, files and the kernel", arguments: parkedSamples)
  func others(sample: Sample) throws {
    let found = try waits(in: sample)
    let sleep = try #require(found["sleepForAnHour"]?.first?.first)
    #expect(sleep.kind == .sleep)
    guard case .timer(let timer?) = sleep.object else {
      Issue.record("no timer")
      return
    }
    let seconds = try #require(timer.secondsLeft)
    #expect((3_500...3_600).contains(seconds))
    for function in ["readPolledPipe", "acceptCustomers", "serveCustomer", "readFromShop"] {
      let waits = found.first { $0.key.hasPrefix(function) }?.value.first
      let wait = try #require(waits?.first, "no goroutine in \(function)")
      #expect(wait.kind == .descriptor)
      #expect(wait.operation == .read)
      #expect(wait.stateWords?.hasPrefix("fd ") == true)
    }
    #expect(found["readBlockingPipe"]?.first?.first?.kind == .systemCall)
  }
}

@Suite("Locks that are waited for")
struct LockGraphTests {
  private func graph(_ process: GoProcess) -> LockGraph {
    let program = GoProgram(process)
    var grouper = GoroutineGrouper(program)
    return LockGraph(
      program,
      waits: WaitReader(program), summary: grouper.summarize())
  }

  @Test("make a circle of two transfers, by the deferred Unlocks", arguments: [false, true])
  func cycle(isStripped: Bool) throws {
    let sample = try SampleCatalog.sample(of: "lock-cycle")
    let core = try openCore(sample.core)
    let program = try Program(opening: try sample.binary())
    let process: GoProcess
    if isStripped {
      var executable = program.executable
      if let entry = core.auxiliaryVector?[AuxiliaryVector.entry] {
        executable.loadBias = entry &- executable.image.entry
      }
      let image = core.image().adding([executable])
      let facts = try StrippedFacts(
        image: image, executable: executable, release: try sample.provenance().goVersion,
        symbols: nil)
      process = GoProcess(
        image: image, executable: executable, facts: facts.facts,
        build: .find(of: executable, in: image))
    } else {
      process = try program.process(of: core)
    }
    let graph = graph(process)
    #expect(graph.problems.isEmpty)
    #expect(graph.locks.map(\.waiterCount) == [1, 1])
    let cycle = try #require(graph.cycles.first)
    #expect(graph.cycles.count == 1)
    #expect(cycle.confidence == .likely)
    #expect(cycle.steps.count == 2)
    #expect(Set(cycle.steps.map(\.object)) == Set(graph.locks.map(\.object)))
    // Each waits for what the other holds.
    for lock in graph.locks {
      let waiter = try #require(lock.waiters.first)
      let holder = try #require(lock.holders.first)
      #expect(lock.holders.count == 1)
      #expect(waiter.goroutine.id != holder.goroutine.id)
      #expect(holder.evidence.text.contains("deferred Unlock pending in main.transfer"))
    }
  }

  @Test("make no circle where the holder went away", arguments: parkedSamples)
  func noCycle(sample: Sample) throws {
    let process = try Program(opening: try sample.binary()).process(of: try openCore(sample.core))
    let graph = graph(process)
    #expect(graph.locks.count == 3)
    #expect(graph.cycles.isEmpty)
    // Whoever waits in lockMutex has no Unlock deferred yet.
    #expect(graph.locks.allSatisfy { $0.holders.isEmpty })
  }
}
