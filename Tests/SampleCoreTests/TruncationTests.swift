// Cores that end early, at every page that holds something: what is still there must still be found.

import CrashAnalysis
import DebugInfo
import ElfCore
import Foundation
import GoRuntime
import Testing

@Suite("A core that ends early", .timeLimit(.minutes(10)))
struct TruncationTests {
  @Test(
    "still yields all that is before its end",
    arguments: [("nil-inlined-method", false), ("nil-inlined-method", true), ("throw-g0", false)])
  func everyPage(scenario: String, oldest: Bool) async throws {
    let name = try SampleCatalog.sample(of: scenario, oldest: oldest).name
    // In a process of its own, because a trap would end the tests.
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [name = name as String] in
      try TruncationSteps(SampleCatalog.sample(name)).run()
    }
    let words = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    for line in words.split(separator: "\n") where line.hasPrefix("truncated") {
      print("\(name) \(line)")
    }
  }
}

/// One core, cut shorter page by page.
private struct TruncationSteps {
  /// A goroutine of the whole core, and how much of the file it needs.
  private struct Whole {
    let id: UInt64
    /// Where the `g` and its entry in `allgs` end.
    let listedFrom: Int
    /// Where the stack and all that is needed to walk it end; nil when the goroutine was running.
    let walkedFrom: Int?
    let lines: [String]
  }

  private let folder: ScratchFolder
  private let file: DamagedFile
  private let program: Program

  init(_ sample: Sample) throws {
    folder = try ScratchFolder()
    file = try DamagedFile(folder.expand(sample.core, as: "core"))
    program = try Program(opening: sample.binary())
  }

  func run() throws {
    let whole = try goroutinesOfTheWhole()
    try #require(whole.count > 5)
    let ends = Set(whole.compactMap(\.walkedFrom).map { ($0 + 4_095) / 4_096 * 4_096 })
    var steps = 0
    var listed = 0
    var walked = 0
    for part in file.written.reversed() {
      let pages = stride(from: part.lowerBound / 4_096 * 4_096, through: part.upperBound, by: 4_096)
      for end in pages.reversed() where end < file.size && end >= 4_096 {
        try file.cut(at: end)
        steps += 1
        // To analyse takes long: where a stack is whole for the last time, and at every eighth page.
        let (found, stacks) = try step(end, walks: ends.contains(end) || steps % 8 == 0)
        for one in whole where one.listedFrom <= end {
          #expect(found.contains(one.id), "cut at \(end): goroutine \(one.id) is readable")
          listed += 1
          guard let stacks, let needed = one.walkedFrom, needed <= end else { continue }
          walked += 1
          #expect(
            stacks[one.id]?.lines == one.lines, "cut at \(end): goroutine \(one.id)")
        }
      }
    }
    print("truncated \(steps) times: \(listed) goroutines were readable and \(walked) stacks")
    #expect(steps > 100)
    #expect(listed > steps)
    #expect(walked > whole.count)
  }

  /// Opens the core as it is now; the goroutines that are listed and, with `walks`, what is printed of
  /// their stacks.
  private func step(
    _ end: Int, walks: Bool
  ) throws -> (Set<UInt64>, [UInt64: TracebackBlock]?) {
    let core = try openCore(file.url)
    #expect(core.problems.contains(.truncated(size: UInt64(end), expected: UInt64(file.size))))
    #expect(core.truncatedAt == UInt64(end))
    let process = try program.process(of: core)
    var found: Set<UInt64> = []
    let unreadable = process.forEachGoroutine { found.insert($0.id) }
    guard walks else { return (found, nil) }
    let analyzer = CrashAnalyzer(GoProgram(process))
    let diagnosis = analyzer.diagnose()
    #expect(diagnosis.summary.total == found.count)
    #expect(diagnosis.summary.unreadable == unreadable)
    return (found, RuntimeTraceback(tracebackText(process, analyzer, diagnosis.facts)).best)
  }

  private func goroutinesOfTheWhole() throws -> [Whole] {
    let core = try openCore(file.url)
    let process = try program.process(of: core)
    let analyzer = CrashAnalyzer(GoProgram(process))
    let crash = analyzer.crashFacts()
    let blocks = RuntimeTraceback(tracebackText(process, analyzer, crash)).best
    func end(_ address: Address, _ count: Int) -> Int {
      Self.end(of: address, count, in: core)
    }
    // What every goroutine needs: the runtime's variables, which are in the program's data.
    let bias = process.executable.loadBias
    let image = process.executable.image.segments.filter {
      $0.type == ProgramHeader.load && $0.isWritable
    }
    let data = image.map { end(Address($0.address &+ bias), Int($0.fileSize)) }.max() ?? 0
    let variables =
      [RuntimeVariable.allgs, .firstModule, .allm].compactMap { process.facts[$0] }
      .map { end(Address($0.address &+ bias), 24) }.max() ?? 0
    let common = max(data, variables)
    var entries: [UInt64: Int] = [:]
    for index in 0..<process.allGoroutines.count {
      let place = process.allGoroutines.data &+ index * 8
      entries[try process.memory.word(place)] = end(place, 8)
    }
    let size = process.facts.size(of: "runtime.g") ?? 512
    var whole: [Whole] = []
    _ = process.forEachGoroutine { goroutine in
      let entry = entries[goroutine.address.rawValue] ?? 0
      let listed = max(common, entry, end(goroutine.address, size))
      let used = max(goroutine.schedulerSP, goroutine.stack.start)
      let stack = end(used, Int(goroutine.stack.end.rawValue - used.rawValue))
      let isParked = goroutine.state == .waiting && goroutine.address != crash.goroutine?.address
      whole.append(
        Whole(
          id: goroutine.id, listedFrom: listed,
          walkedFrom: isParked ? max(listed, stack) : nil,
          lines: blocks[goroutine.id]?.lines ?? []))
    }
    return whole
  }

  /// Where in the file the bytes from `address` on end; 0 for what is not in the core.
  private static func end(of address: Address, _ count: Int, in core: CoreFile) -> Int {
    let segment = core.segments.first {
      $0.type == ProgramHeader.load && address.rawValue >= $0.address
        && address.rawValue - $0.address < $0.fileSize
    }
    guard let segment else { return 0 }
    return Int(segment.fileOffset + (address.rawValue - segment.address)) + count
  }
}
