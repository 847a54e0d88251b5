// Every sample without its binary: what the core alone tells must be what it tells with the binary.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

/// One sample analysed without its binary.
private struct AloneEvidence {
  let process: GoProcess
  var diagnosis: Diagnosis { CrashAnalyzer(GoProgram(process)).diagnose() }
  var hasFunctions: Bool { !process.modules.isEmpty }

  init(_ sample: Sample) throws {
    let core = try openCore(sample.core)
    let process = core.image()
    let memory = process.memory
    // An emulator's cores lack the program's first page.
    let image = LoadedImage(mainProgramOf: process)
    let executable = ExecutableFile(core: core, image: image)
    let ranges =
      image.map { $0.segments.writableRanges(bias: $0.loadBias ?? 0) } ?? memory.dumpedRanges
    let build = try #require(BuildInformation.find(in: ranges, memory: memory))
    let recovered = try StrippedFacts(
      image: process, executable: executable, release: build.goVersion, symbols: nil)
    #expect(recovered.isExact)
    self.process = GoProcess(
      image: process, executable: executable, facts: recovered.facts, build: build)
  }
}

/// Analyses each core alone once. A process holds its core in memory: what is kept is the diagnosis.
private actor AloneShelf {
  static let shared = AloneShelf()

  private var found: [Sample: Task<(Diagnosis, hasFunctions: Bool), any Error>] = [:]

  /// What the core of a sample tells without its binary, and whether that has functions.
  func evidence(of sample: Sample) async throws -> (diagnosis: Diagnosis, hasFunctions: Bool) {
    let task =
      found[sample]
      ?? Task.detached {
        let alone = try AloneEvidence(sample)
        return (alone.diagnosis, alone.hasFunctions)
      }
    found[sample] = task
    let (diagnosis, hasFunctions) = try await task.value
    return (diagnosis, hasFunctions)
  }
}

/// What a process says of one goroutine beside its stack.
private struct GoroutineFacts: Equatable {
  let goroutine: String
  let status: String
  let waitReason: String?
  let waitMinutes: UInt64?
  let thread: Int32?

  init(_ goroutine: Goroutine, _ process: GoProcess) {
    self.goroutine =
      "\(goroutine.id) at \(goroutine.address) by \(goroutine.creatorID) at \(goroutine.creatorPC)"
    status = process.status(of: goroutine)
    waitReason = process.waitReason(of: goroutine)
    waitMinutes = process.waitMinutes(of: goroutine)
    thread = process.thread(of: goroutine.machine)?.thread.id
  }

  static func all(_ process: GoProcess) -> [GoroutineFacts] {
    var found: [GoroutineFacts] = []
    _ = process.forEachGoroutine { found.append(GoroutineFacts($0, process)) }
    return found
  }
}

@Suite("A core without its binary")
struct CoreAloneTests {
  @Test("tells the same of every goroutine and every thread", arguments: SampleCatalog.all)
  func goroutines(sample: Sample) async throws {
    let program = try await SampleShelf.shared.program(of: sample)
    let whole = try program.process(of: try openCore(sample.core))
    let alone = try AloneEvidence(sample).process
    let (expected, found) = (GoroutineFacts.all(whole), GoroutineFacts.all(alone))
    #expect(!found.isEmpty)
    #expect(found == expected)
    #expect(alone.machines.map(\.address) == whole.machines.map(\.address))
    #expect(alone.threads.map(\.thread.id) == whole.threads.map(\.thread.id))
    #expect(alone.threads.map(\.machine?.id) == whole.threads.map(\.machine?.id))
    #expect(alone.threads.map(\.registers) == whole.threads.map(\.registers))
    // The first moment that the scheduler keeps may be later than the program's last tick.
    #expect(alone.uptimeSeconds ?? 0 == whole.uptimeSeconds ?? 0)
    #expect(alone.facts.missing.allSatisfy { $0.feature == .uptime })
  }

  @Test("tells the same death, or says that it does not know", arguments: SampleCatalog.all)
  func death(sample: Sample) async throws {
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    let found = try await AloneShelf.shared.evidence(of: sample)
    let (whole, alone) = (evidence.diagnosis, found.diagnosis)
    guard alone.facts.path != .lost else {
      #expect(alone.verdict.crashClass == "unknown" && alone.verdict.confidence == .guess)
      return
    }
    #expect(alone.facts.path == whole.facts.path)
    #expect(alone.facts.evidence == whole.facts.evidence)
    #expect(alone.facts.crashedGoroutine?.id == whole.facts.crashedGoroutine?.id)
    #expect(alone.facts.threadIndex == whole.facts.threadIndex)
    #expect(alone.facts.signal?.number == whole.facts.signal?.number)
    #expect(alone.facts.signal?.address == whole.facts.signal?.address)
    #expect(alone.facts.signal?.pc == whole.facts.signal?.pc)
    #expect(alone.facts.signal?.sender == whole.facts.signal?.sender)
    #expect(alone.facts.throwText == whole.facts.throwText)
    #expect(alone.facts.others.map(\.thread) == whole.facts.others.map(\.thread))
    #expect(alone.facts.panics.map(\.address) == whole.facts.panics.map(\.address))
    for (mine, theirs) in zip(alone.facts.panics, whole.facts.panics) where mine.text != nil {
      #expect(mine.text == theirs.text)
    }
    let (verdict, expected) = (alone.verdict, whole.verdict)
    if verdict.crashClass == "unknown", expected.crashClass != "unknown" {
      // That there was a signal is sure, whatever it stands for.
      #expect(verdict.confidence == .guess || alone.facts.path == .signal)
    } else if ["lock-cycle", "hang"].contains(expected.crashClass) {
      // Who holds a lock, and who does not stop, is in the program's functions.
      #expect(verdict.crashClass == "external-signal")
    } else if verdict.crashClass == "repanic", verdict.confidence == .guess {
      // Only functions tell that package testing passed the first panic on.
      #expect(
        ["repanic", "explicit-panic", "all-goroutines-asleep"].contains(expected.crashClass))
    } else if expected.crashClass == "watchdog-quit", !alone.facts.panics.isEmpty {
      // Only functions tell that the panic is of the alarm of package testing.
      #expect(verdict.crashClass == "explicit-panic")
    } else {
      #expect(verdict.crashClass == expected.crashClass)
    }
    if alone.facts.signal?.sender == nil, !found.hasFunctions {
      #expect(verdict.confidence != .certain)
    }
  }

  @Test(
    "is analysed in earnest: most deaths keep their class",
    .enabled(if: SampleCatalog.isCommitted, "other samples have other numbers"))
  func floor() async throws {
    var unknown = 0
    var stacks = 0
    for sample in SampleCatalog.all {
      let alone = try await AloneShelf.shared.evidence(of: sample)
      if alone.diagnosis.verdict.crashClass == "unknown" { unknown += 1 }
      if alone.hasFunctions { stacks += 1 }
    }
    print(
      "\(SampleCatalog.all.count) cores alone: \(unknown) of unknown class, \(stacks) with stacks")
    #expect(unknown * 4 < SampleCatalog.all.count)
  }
}

@Suite("The command over a core alone")
struct CoreAloneCommandTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.expand(SampleCatalog.sample(of: "index-out-of-range").core, as: "core")
  }

  @Test("reports, names the binary to fetch, and says what is missing")
  func report() throws {
    let run = try gocore(["core"], in: folder.url)
    #expect(run.end == .exited(0))
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("[bounds, likely]"))
    #expect(run.output.contains("(no binary)"))
    #expect(run.output.contains("NEXT    fetch the binary: "))
    #expect(run.output.contains("Go build ID "))
    #expect(run.output.contains("no binary: functions, lines, stacks"))
    #expect(try gocore(["core", "--strict"], in: folder.url).end == .exited(6))
  }

  @Test("lists goroutines and threads by address")
  func lists() throws {
    for command in [["goroutines"], ["goroutines", "--all"], ["goroutines", "--group"]] {
      let run = try gocore(command + ["core"], in: folder.url)
      #expect(run.end == .exited(0), "\(command): \(run.errors)")
      #expect(run.output.contains("start 0x"))
    }
    let threads = try gocore(["threads", "core"], in: folder.url)
    #expect(threads.end == .exited(0))
    #expect(threads.output.contains("rip"))
  }

  @Test("refuses what has no meaning without functions")
  func refusals() throws {
    for arguments in [["--format", "traceback"], ["--function", "main"]] {
      let run = try gocore(["goroutines", "core"] + arguments, in: folder.url)
      #expect(run.end == .exited(5))
      #expect(run.errors.contains("the program's binary is needed; its build ID is "))
    }
  }
}
