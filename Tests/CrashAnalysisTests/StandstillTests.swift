// What hung, in drawn processes that were killed from outside.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("What hung")
struct StandstillTests {
  /// A process that another one killed while its goroutine 7 was in main.work.
  private func killed(_ draw: (inout LockDrawing) -> Void) throws -> Diagnosis {
    let death = try SyntheticSignalDeath(
      information: CoreNotes(.amd64).sentDescriptor(number: 6, sender: 77, user: 1),
      functions: LockDrawing.functions)
    var drawing = LockDrawing(death.death.drawn)
    draw(&drawing)
    return CrashAnalyzer(GoProgram(try drawing.drawn.open())).diagnose()
  }

  @Test("is a crowd, the holder of its lock, and what that one waits for")
  func chain() throws {
    let diagnosis = try killed { $0.addCrowd() }
    let standstill = try #require(diagnosis.standstill)
    let chain = try #require(standstill.chains.first)
    #expect(standstill.chains.count == 1)
    #expect(chain.members.map(\.goroutine.id) == [11, 5])
    #expect(chain.members.map(\.count) == [3, 1])
    #expect(chain.members.last?.hold?.confidence == .likely)
    #expect(standstill.reasons.first?.text.contains("deferred Unlock") == true)
    #expect(diagnosis.subjects.map(\.id) == [5, 11])
    #expect(standstill.counts?.total == diagnosis.summary.total)
  }

  @Test("is a circle, told once, and those who wait behind it")
  func circle() throws {
    let diagnosis = try killed { drawing in
      let (first, second) = (drawing.mutex(), drawing.mutex())
      let one = drawing.goroutine(5, in: "sync.(*Mutex).lockSlow")
      let other = drawing.goroutine(6, in: "sync.(*Mutex).lockSlow")
      drawing.defer("main.work.deferwrap1", captured: first, in: one, frame: 2)
      drawing.defer("main.work.deferwrap1", captured: second, in: other, frame: 2)
      let third = drawing.goroutine(11, in: "sync.(*Mutex).lockSlow")
      drawing.sleep([other.g, third.g], on: first + 4)
      drawing.sleep([one.g], on: second + 4)
    }
    let standstill = try #require(diagnosis.standstill)
    #expect(standstill.chains.map(\.end) == [.circle(0), .joinsCircle])
    #expect(standstill.chains.map { $0.members.map(\.goroutine.id) } == [[5, 6], [11, 5]])
    #expect(standstill.chains.map(\.isStuck) == [true, true])
    #expect(standstill.counts?.stuck == 3)
  }

  @Test("is not stuck where nobody is seen to hold the lock")
  func nobodySeen() throws {
    let diagnosis = try killed { drawing in
      let lock = drawing.mutex()
      drawing.sleep(
        [11, 12].map { drawing.goroutine($0, in: "sync.(*Mutex).lockSlow").g }, on: lock + 4)
    }
    let chain = try #require(diagnosis.standstill?.chains.first)
    #expect(chain.end == .nobodySeen)
    #expect(!chain.isStuck)
    #expect(diagnosis.standstill?.counts?.stuck == 0)
  }

  @Test("of many locks alike is one chain that counts the others")
  func alike() throws {
    let diagnosis = try killed { drawing in
      for id in [11, 21, 31] as [UInt64] {
        let lock = drawing.mutex()
        drawing.sleep(
          [id, id + 1].map { drawing.goroutine($0, in: "sync.(*Mutex).lockSlow").g }, on: lock + 4)
      }
    }
    let standstill = try #require(diagnosis.standstill)
    #expect(standstill.chains.map(\.alike) == [2])
    #expect(standstill.chains.map(\.waitersAlike) == [4])
  }

  @Test("names the goroutines that were computing in the program's code")
  func computing() throws {
    let standstill = try #require(try killed { _ in }.standstill)
    #expect(standstill.computing.map(\.goroutine.id) == [7])
    #expect(standstill.computing.map(\.function) == ["main.work"])
    #expect(standstill.chains.isEmpty)
  }

  @Test("is nothing that a panic or a fault has")
  func others() throws {
    var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    #expect(CrashAnalyzer(GoProgram(try death.drawn.open())).diagnose().standstill == nil)
    let fault = try SyntheticSignalDeath(
      information: CoreNotes(.amd64).faultDescriptor(number: 11, code: 1, address: 0xbad_0000))
    #expect(
      CrashAnalyzer(GoProgram(try fault.death.drawn.open())).diagnose().standstill == nil)
  }
}

@Suite("A path of sources for people")
struct SourcePathTests {
  @Test("is told from where it is, in text alone")
  func paths() throws {
    var death = SyntheticDeath(
      inner: ["runtime.fatalpanic", "runtime.gopanic"],
      outer: ["main.work", "dep.Call", "main.main", "runtime.main"],
      functions: [
        SyntheticFunction("dep.Call", file: "/home/ci/go/pkg/mod/example.com/dep@v1.2.0/call.go")
      ])
    death.panic(type: "string", text: "boom")
    let frames = CrashAnalyzer(GoProgram(try death.drawn.open())).diagnose().stack.frames
    let call = try #require(frames.first { $0.function == "dep.Call" })
    #expect(call.place.hasPrefix("$GOMODCACHE/example.com/dep@v1.2.0/call.go:"))
    #expect(call.file == "/home/ci/go/pkg/mod/example.com/dep@v1.2.0/call.go")
  }
}
