// A worker at work, in the test's own process.

import Basics
import ElfCore
import InputFiles
import Loading
import Reporting
import TestSupport
import Testing
import Triage

@Suite("A worker")
struct WorkerTests {
  private let workspace: Workspace
  private let process = SyntheticProcess()

  init() throws {
    workspace = try Workspace()
  }

  /// What a worker answers to a job.
  private func answers(
    _ path: String, metadata: CoreMetadata = CoreMetadata(), done: [String] = [],
    binaries: [IndexedBinary] = []
  ) -> [WorkerAnswer] {
    var answers: [WorkerAnswer] = []
    let worker = Worker(WorkerSettings()) { answers.append($0) }
    worker.index = BinaryIndex(binaries)
    worker.serve(WorkerJob(number: 5, path: path, metadata: metadata, done: done))
    return answers
  }

  private func results(_ answers: [WorkerAnswer]) -> [CoreResult] {
    answers.compactMap { if case .done(let result) = $0 { result } else { nil } }
  }

  private func text(_ result: CoreResult) -> String {
    String(decoding: result.report, as: UTF8.self)
  }

  @Test("answers that a core is begun, that it is done, and that the file has ended")
  func core() throws {
    let path = try workspace.file("core.1", process.core.elf.bytes)
    let answers = answers(
      path, metadata: CoreMetadata(time: (value: 1_790_000_000, source: "abrt"), host: "db"))
    try #require(answers.count == 4)
    guard case .begun(let start) = answers[0], case .done(let result) = answers[1],
      case .ready = answers[2], case .ended(let job, let cores, let isGone) = answers[3]
    else {
      Issue.record("\(answers)")
      return
    }
    #expect(start.job == 5)
    #expect(start.contentHash?.count == 32)
    #expect(String(decoding: start.core, as: UTF8.self).contains("\"host\":\"db\""))
    #expect(result.contentHash == start.contentHash)
    #expect(result.member == nil)
    #expect(result.status == .partial)
    #expect(result.exitCode == .success)
    #expect(text(result).contains("\"source\":\"abrt\""))
    guard case .binary(_, .none(askedServer: false)) = result.binary else {
      Issue.record("\(result.binary)")
      return
    }
    #expect((job, cores, isGone) == (5, 1, false))
  }

  @Test("has a failed row for a file that is none, and says whether another run may do better")
  func noCore() throws {
    let text = try workspace.file("core.1", Array("words".utf8))
    let result = try #require(results(answers(text)).first)
    #expect(result.status == .failed)
    #expect(result.exitCode == .unreadableInput)
    #expect(result.binary == .unknown)
    #expect(self.text(result).contains("\"exitCode\":3"))
    #expect(self.text(result).contains("\"size\":5"))
    let program = try workspace.file("core.2", process.executableBytes)
    let other = try #require(results(answers(program)).first)
    #expect(self.text(other).contains("\(program): an executable, and no core file"))
  }

  @Test("has no row for a file that is gone")
  func gone() throws {
    let answers = answers(workspace.path("core.gone"))
    #expect(results(answers).isEmpty)
    guard case .ended(5, 0, true) = try #require(answers.last) else {
      Issue.record("\(answers)")
      return
    }
  }
}
