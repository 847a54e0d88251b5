// A batch that is killed, or loses a worker: nothing is lost, nothing is doubled, and one core costs one
// row.

import Foundation
import TestSupport
import Testing

@Suite(
  "A batch that is disturbed", .serialized, .enabled(if: !SampleCore.all.isEmpty, "no sample cores")
)
struct BatchLossTests {
  private let archive: BatchArchive

  init() throws {
    archive = try BatchArchive()
    try archive.write("day1/core.777", Array("no core".utf8))
  }

  private func start(_ words: String...) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: GocoreCommand.path)
    process.arguments =
      ["batch", "archive", "--binaries", BatchArchive.binaries, "-o", "/dev/null"] + words
    process.currentDirectoryURL = URL(fileURLWithPath: archive.workspace.folder)
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The workers of a batch.
  private func workers(of process: Process) -> [pid_t] {
    let id = process.processIdentifier
    let path = "/proc/\(id)/task/\(id)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  private func awaitWorker(_ process: Process) throws -> pid_t {
    for _ in 0..<2_000 {
      if let worker = workers(of: process).first { return worker }
      usleep(1_000)
    }
    throw CommandError.didNotEnd(arguments: ["no worker"])
  }

  /// The processes that work in the archive's folder, workers too.
  private func isAnyLeft() -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { $0.allSatisfy(\.isNumber) }.contains { name in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd"))
        == archive.workspace.folder
    }
  }

  @Test("at any moment has lost nothing when it is run again")
  func killed() throws {
    let undisturbed = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "a.db")
    #expect(undisturbed.status == 8)
    // Moments all over the run, and not the same in every run of this test.
    for number in 0..<6 {
      let process = try start("--store", "b.db", "-j", "2")
      usleep(UInt32(number) * 60_000 + UInt32.random(in: 0..<60_000))
      if number % 3 == 2 { process.interrupt() } else { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }
    let last = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--store", "b.db")
    #expect(last.status == 8, "\(last.errors)")
    #expect(try archive.dump("a.db") == archive.dump("b.db"))
    for _ in 0..<100 where isAnyLeft() { usleep(20_000) }
    #expect(!isAnyLeft())
  }

  @Test("by Ctrl-C ends at once with what was done, and 130")
  func interrupted() throws {
    let process = try start("--store", "s.db", "-j", "1", "--also", "ndjson=part.ndjson")
    _ = try awaitWorker(process)
    usleep(100_000)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    let part = try String(contentsOfFile: archive.workspace.path("part.ndjson"), encoding: .utf8)
    #expect(try BatchArchive.reports(part).count < archive.sound.count)
    #expect(try archive.run("report", "s.db", "--format", "ndjson").text == part)
  }

  @Test("by a core that ends its worker has one failed row, with the reason")
  func poison() throws {
    let process = try start("--store", "s.db", "-j", "1")
    kill(try awaitWorker(process), SIGSTOP)
    kill(try awaitWorker(process), SIGKILL)
    process.waitUntilExit()
    let result = try archive.run("report", "s.db", "--format", "ndjson")
    let reports = try BatchArchive.reports(result.text)
    if process.terminationStatus == 1 {
      // It had not begun: then no worker can be started, which is told, and nothing is blamed for it.
      #expect(reports.isEmpty)
      return
    }
    #expect(process.terminationStatus == 8)
    #expect(reports.count == archive.sound.count + 1)
    let failed = reports.filter { $0.report["status"] as? String == "failed" }
    #expect(failed.count == 2)
    let words = failed.compactMap { member($0.report, "error.message") as? String }
    #expect(words.contains { $0.contains("the analysis was ended by SIGKILL") }, "\(words)")
  }

  @Test("by a core that takes too long has one failed row, and goes on")
  func tooLong() throws {
    let process = try start("--store", "s.db", "-j", "1", "--timeout", "2")
    // Stopped while it is at work: the worker is there before the last core is done.
    let worker = try awaitWorker(process)
    usleep(200_000)
    kill(worker, SIGSTOP)
    process.waitUntilExit()
    #expect(process.terminationStatus == 8)
    let result = try archive.run("report", "s.db", "--format", "ndjson")
    let reports = try BatchArchive.reports(result.text)
    #expect(reports.count == archive.sound.count + 1)
    let late = reports.filter {
      (member($0.report, "error.message") as? String)?.contains("took more than 2 s") == true
    }
    #expect(late.count == 1)
    #expect(late.allSatisfy { member($0.report, "error.exitCode") as? Int == 7 })
  }

  @Test("has failed rows for cores that need more memory than a worker may have")
  func memory() throws {
    let result = try archive.batch(
      "archive", "--binaries", BatchArchive.binaries, "--max-memory", "2M", "--format", "ndjson",
      "-j", "1")
    #expect([7, 8].contains(result.status), "\(result.status) \(result.errors)")
    #expect(result.errors.contains("--max-memory") || result.text.contains("--max-memory"))
  }
}
