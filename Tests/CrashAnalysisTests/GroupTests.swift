// Goroutines counted together.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The groups of goroutines")
struct GroupTests {
  private func summary(
    _ draw: (inout SyntheticProcess) -> Void, where isIncluded: (Goroutine) -> Bool = { _ in true }
  ) throws -> GoroutineSummary {
    var drawn = SyntheticProcess()
    draw(&drawn)
    let process = try drawn.open()
    var grouper = GoroutineGrouper(
      GoProgram(process))
    return grouper.summarize(where: isIncluded)
  }

  private static let usual = [
    SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work"),
    SyntheticFrame("runtime.goexit", 1),
  ]

  @Test("hold those with one status, one reason and one stack, the largest first")
  func grouping() throws {
    let found = try summary { drawn in
      for id in [9, 5, 7] as [UInt64] { drawn.add(SyntheticGoroutine(id: id, frames: Self.usual)) }
      drawn.add(SyntheticGoroutine(id: 1, status: 1, frames: Self.usual))
      drawn.add(SyntheticGoroutine(id: 2, waitReason: 15, frames: Self.usual))
      drawn.add(SyntheticGoroutine(id: 3))
    }
    #expect(found.groups.map(\.count) == [3, 1, 1, 1])
    #expect(found.groups.map(\.ids) == [[5, 7, 9], [1], [2], [3]])
    #expect(found.groups.map(\.waitReason) == ["chan receive", nil, "chan send", "chan receive"])
    #expect(found.total == 6)
    #expect(found.byStatus == ["waiting": 5, "runnable": 1])
    #expect(found.byWaitReason == ["chan receive": 4, "chan send": 1])
    #expect(found.unreadable == 0)
    #expect(found.incomplete == 0)
  }

  @Test("do not part goroutines that return to one line by different instructions")
  func sameLine() throws {
    func frames(_ offset: UInt32) -> [SyntheticFrame] {
      [
        SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work", offset),
        SyntheticFrame("runtime.goexit", 1),
      ]
    }
    let found = try summary { drawn in
      drawn.add(SyntheticGoroutine(id: 2, frames: frames(0x50)))
      drawn.add(SyntheticGoroutine(id: 1, frames: frames(0x60)))
      // Another line.
      drawn.add(SyntheticGoroutine(id: 3, frames: frames(0x10)))
    }
    #expect(found.groups.map(\.ids) == [[1, 2], [3]])
  }

  @Test("are the same for any number of threads", arguments: [2, 3, 7])
  func threads(_ threads: Int) throws {
    var drawn = SyntheticProcess()
    let (one, _) = drawn.add(SyntheticGoroutine(id: 1, frames: Self.usual))
    let (two, _) = drawn.add(SyntheticGoroutine(id: 2, status: 1, frames: Self.usual))
    let (three, _) = drawn.add(SyntheticGoroutine(id: 3))
    // 0x10 is no goroutine.
    drawn.allGoroutines = (0..<9_000).map { [one, two, three, one, 0x10][$0 % 5] }
    let process = try drawn.open()
    func summary(_ threads: Int) -> GoroutineSummary {
      var grouper = GoroutineGrouper(
        GoProgram(process))
      return grouper.summarize(threads: threads)
    }
    let alone = summary(1)
    #expect(alone.groups.map(\.count) == [3_600, 1_800, 1_800])
    let shared = summary(threads)
    #expect(shared.groups.map(\.count) == alone.groups.map(\.count))
    #expect(shared.groups.map(\.ids) == alone.groups.map(\.ids))
    #expect(shared.groups.map(\.stack.frames) == alone.groups.map(\.stack.frames))
    #expect(shared.total == alone.total)
    #expect(shared.unreadable == 1_800)
    #expect(shared.unreadable == alone.unreadable)
    #expect(shared.byStatus == alone.byStatus)
    #expect(shared.byWaitReason == alone.byWaitReason)
    #expect(shared.incomplete == alone.incomplete)
    #expect(shared.waiting == alone.waiting)
    #expect(shared.waitTimeUnknown == alone.waitTimeUnknown)
  }

  @Test("name a hundred ids at most, and count all")
  func manyIDs() throws {
    let found = try summary { drawn in
      let (first, _) = drawn.add(SyntheticGoroutine(id: 1))
      drawn.allGoroutines = Array(repeating: first, count: 250)
    }
    #expect(found.groups.map(\.count) == [250])
    #expect(found.groups.first?.ids.count == 100)
  }

  @Test("count what cannot be read, and stacks that end early")
  func unreadable() throws {
    let found = try summary { drawn in
      drawn.add(SyntheticGoroutine(id: 1))
      drawn.add(SyntheticGoroutine(id: 2, members: ["sched.sp": 0]))
      drawn.add(SyntheticGoroutine(id: 3, members: ["sched.pc": 0x10]))
      drawn.allGoroutines.append(0x10)
    }
    #expect(found.total == 3)
    #expect(found.unreadable == 1)
    #expect(found.incomplete == 2)
  }

  @Test("count goroutines of which no collection noted since when they wait")
  func waitTimes() throws {
    let found = try summary { drawn in
      drawn.add(SyntheticGoroutine(id: 1))
      drawn.add(SyntheticGoroutine(id: 2, members: ["waitsince": 5]))
      drawn.add(SyntheticGoroutine(id: 3, status: 1))
    }
    #expect(found.waiting == 2)
    #expect(found.waitTimeUnknown == 1)
  }

  @Test("tell the runtime's own from the program's")
  func system() throws {
    let found = try summary { drawn in
      let start = drawn.pc("runtime.bgsweep", 0)
      drawn.add(SyntheticGoroutine(id: 1, members: ["startpc": drawn.pc("main.work", 0)]))
      drawn.add(
        SyntheticGoroutine(
          id: 2, frames: [SyntheticFrame("runtime.bgsweep"), SyntheticFrame("runtime.goexit", 1)],
          members: ["startpc": start]))
    }
    #expect(found.groups.map(\.isSystem) == [false, true])
  }

  @Test("count the finalizer as the program's while it runs a function of the program's")
  func finalizer() throws {
    let idle = [
      SyntheticFrame("runtime.gopark"), SyntheticFrame("runtime.runfinq"),
      SyntheticFrame("runtime.goexit", 1),
    ]
    let busy = [
      SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work"),
      SyntheticFrame("runtime.runfinq"), SyntheticFrame("runtime.goexit", 1),
    ]
    let found = try summary { drawn in
      let start = drawn.pc("runtime.runfinq", 0)
      drawn.add(SyntheticGoroutine(id: 1, frames: idle, members: ["startpc": start]))
      drawn.add(SyntheticGoroutine(id: 2, frames: busy, members: ["startpc": start]))
    }
    #expect(found.groups.map(\.isSystem) == [true, false])
  }

  @Test("may be of some goroutines only")
  func filtered() throws {
    let found = try summary(
      { drawn in
        for id in 1...4 as ClosedRange<UInt64> { drawn.add(SyntheticGoroutine(id: id)) }
      }, where: { $0.id % 2 == 0 })
    #expect(found.total == 2)
    #expect(found.groups.map(\.ids) == [[2, 4]])
  }
}

@Suite("A described stack")
struct StackDescriptionTests {
  private func describe(depth: Int, keep: Int = 256) throws -> StackDescription {
    let frames =
      Array(repeating: SyntheticFrame("main.work"), count: depth) + [
        SyntheticFrame("runtime.goexit", 1)
      ]
    var drawn = SyntheticProcess()
    let stack = drawn.draw(frames, on: drawn.mapStack(size: 0x40 * (depth + 8)))
    let process = try drawn.open()
    let program = GoProgram(process)
    var unwinder = program.unwinder(keep: keep)
    let trace = unwinder.walk(
      from: StackStart(
        pc: Address(drawn.pc("main.work")), stackPointer: Address(stack.stackPointer),
        isExact: false, source: .scheduler, stack: stack.range))
    var describer = FrameDescriber(program)
    return describer.describe(trace)
  }

  @Test(
    "has two hundred entries at most, the innermost hundred and the outermost 99",
    arguments: [199, 200, 201, 512, 2_000])
  func limited(depth: Int) throws {
    let whole = try describe(depth: depth)
    let limited = whole.limited()
    let total = depth + 1
    if total <= 200 {
      #expect(limited.frames.count == total)
      #expect(limited.elided == 0)
    } else {
      #expect(limited.frames.count == 199)
      #expect(limited.elided == total - 199)
      #expect(limited.elidedAfter == 100)
    }
    #expect(limited.frames.last?.function == "runtime.goexit")
    #expect(limited.end == .outermost)
  }

  @Test("names place, offset and file of each frame")
  func frames() throws {
    let frame = try #require(try describe(depth: 2).frames.first)
    #expect(frame.function == "main.work")
    #expect(frame.file == "/app/main.go")
    #expect(frame.shortFile == "main.go")
    #expect(frame.line == 41)
    #expect(frame.offset == 0x40)
    #expect(frame.arguments == "")
    #expect(!frame.isInlined)
  }
}
