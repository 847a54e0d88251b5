// Programs through the library, held against what the command says of the same core.

import Foundation
import Gocore
import TestSupport
import Testing

@Suite("A program that the library loads", .enabled(if: hasSamples, "no sample cores"))
struct ProgramTests {
  @Test(
    "has the goroutines that the command lists, the one that crashed among them",
    arguments: ["lock-cycle", "index-out-of-range", "nested-panics", "nil-inlined-method"])
  func goroutines(scenario: String) throws {
    let sample = try OpenedSample(scenario)
    let listed = try #require(try sample.json("goroutines")["goroutines"] as? [[String: Any]])
    let program = try sample.core.loadProgram()
    let goroutines = Array(program.goroutines)
    #expect(goroutines.count == listed.count)
    let last = try #require(goroutines.last)
    #expect(program.goroutine(id: last.id)?.address == last.address)
    #expect(program.goroutine(id: .max) == nil)
    for (goroutine, object) in zip(goroutines, listed) {
      #expect(goroutine.id == object["id"] as? UInt64)
      #expect(goroutine.status == object["status"] as? String)
      #expect(goroutine.waitReason == object["waitReason"] as? String)
      #expect(goroutine.startFunction == object["startFunction"] as? String)
      let frames = try #require(object["frames"] as? [[String: Any]])
      #expect(goroutine.stack.frames.map(\.function) == frames.map { $0["function"] as? String })
      #expect(goroutine.stack.frames.map(\.file) == frames.map { $0["file"] as? String })
      #expect(goroutine.stack.frames.map(\.line) == frames.map { $0["line"] as? Int })
      #expect(
        goroutine.stack.frames.map(\.packagePath) == frames.map { $0["package"] as? String })
      #expect(
        goroutine.stack.frames.map(\.arguments) == frames.map { $0["arguments"] as? String })
      let registers = (object["registers"] as? [String: Any])?["values"] as? [String: String]
      let values = goroutine.registers?.entries.map {
        ($0.name, "0x" + String($0.value, radix: 16))
      }
      #expect(registers == values.map { Dictionary(uniqueKeysWithValues: $0) })
    }
  }

  @Test("has arguments as numbers, where their print has any")
  func arguments() throws {
    let program = try OpenedSample("index-out-of-range").core.loadProgram()
    let frames =
      program.goroutines.flatMap(\.stack.frames) + program.threads().flatMap(\.stack.frames)
      + program.diagnose().stack.frames
    for frame in frames {
      let words = (frame.arguments ?? "").filter { !"{} ".contains($0) }.split(separator: ",")
      // What may be stale has a question mark behind it.
      #expect(frame.argumentWords == words.map { UInt64($0.dropFirst(2), radix: 16) })
    }
    #expect(frames.contains { $0.argumentWords.contains { $0 != nil } })
  }

  @Test("has what goroutines wait for as operations and numbers")
  func waits() throws {
    let program = try OpenedSample("lock-cycle").core.loadProgram()
    let waits = program.goroutines.flatMap(\.waits).filter { $0.kind == .mutex }
    #expect(waits.map(\.operation) == [.lock, .lock])
    for wait in waits {
      guard case .mutex(let mutex)? = wait.state else {
        Issue.record("\(wait)")
        continue
      }
      #expect(mutex.isLocked)
      #expect(mutex.waiterCount == 1)
      #expect(wait.detail?.hasPrefix("locked") == true)
    }
  }

  @Test("has threads with registers and goroutines")
  func threads() throws {
    let sample = try OpenedSample("lock-cycle")
    let listed = try #require(try sample.json("threads")["threads"] as? [[String: Any]])
    let threads = try sample.core.loadProgram().threads()
    #expect(threads.map(\.id) == listed.map { ($0["id"] as? Int).map(Int32.init) })
    #expect(threads.map(\.goroutine) == listed.map { $0["goroutine"] as? UInt64 })
    #expect(threads.allSatisfy { $0.registers["rip"] != nil })
  }

  @Test("has locks, each with those who wait for it and those who hold it")
  func locks() throws {
    let program = try OpenedSample("lock-cycle").core.loadProgram()
    let locks = program.contendedLocks()
    #expect(locks.map(\.kind) == [.mutex, .mutex])
    for lock in locks {
      let waiters = program.goroutines.filter { $0.isWaiting(for: lock) }
      #expect(waiters.map(\.id) == lock.waiters)
      #expect(waiters.map(\.programFrame?.function) == ["main.transfer"])
      #expect(waiters.first?.waits.map(\.kind) == [.mutex])
      // Each holds the lock that the other waits for.
      let holder = try #require(lock.holders.first)
      #expect(locks.contains { $0.address != lock.address && $0.waiters == [holder.goroutine] })
    }
  }

  @Test("is diagnosed as the command diagnoses it")
  func diagnosis() throws {
    let sample = try OpenedSample("lock-cycle")
    let report = try sample.json("inspect")
    let verdict = try #require(report["verdict"] as? [String: Any])
    let signature = try #require(report["signature"] as? [String: Any])
    let diagnosis = try sample.core.loadProgram().diagnose()
    #expect(diagnosis.crashClass == "lock-cycle")
    #expect(diagnosis.family == verdict["family"] as? String)
    #expect(diagnosis.title == verdict["title"] as? String)
    #expect(diagnosis.confidence.rawValue == verdict["confidence"] as? String)
    #expect(diagnosis.nextSteps == verdict["nextSteps"] as? [String])
    #expect(diagnosis.signature.id == signature["id"] as? String)
    #expect(diagnosis.signature.text == signature["text"] as? String)
  }

  @Test("is reported as the command reports it, in every format")
  func report() throws {
    let sample = try OpenedSample("index-out-of-range")
    let report = try sample.core.loadProgram().report()
    #expect(report.isComplete)
    #expect(report.diagnosis?.panics.first?.text?.contains("index out of range") == true)
    for format in CoreReport.Format.all {
      var text = ""
      report.write(format, to: &text)
      #expect(try text == sample.printed("inspect", "--format", format.name), "\(format)")
    }
  }

  @Test("keeps the values of labels back unless they are asked for")
  func labels() throws {
    func values(_ change: (inout Core.Options) -> Void) throws -> [String?] {
      try OpenedSample("labels", change).core.loadProgram().goroutines
        .flatMap { $0.labels ?? [] }.map(\.value)
    }
    let hidden = try values { _ in }
    #expect(!hidden.isEmpty)
    #expect(hidden.allSatisfy { $0 == nil })
    #expect(try values { $0.showsValues = true }.allSatisfy { $0 != nil })
  }

  @Test("reads no more goroutines than are taken, and the same ones in each thread")
  func sharing() async throws {
    let program = try OpenedSample("index-out-of-range").core.loadProgram()
    let ids = program.goroutines.map(\.id)
    #expect(program.goroutines.prefix(2).map(\.id) == Array(ids.prefix(2)))
    let others = await withTaskGroup(of: [UInt64].self) { group in
      for _ in 0..<4 { group.addTask { program.goroutines.map(\.id) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(others == Array(repeating: ids, count: 4))
  }
}
