// What a batch and its workers say to each other, and what becomes of it when it is damaged.

import ElfCore
import InputFiles
import Loading
import Testing
import Triage

private let settings: WorkerSettings = {
  var settings = WorkerSettings()
  settings.search.binaries = ["bin", "more"]
  settings.search.debugDirectory = ["debug"]
  settings.search.debuginfod = true
  settings.search.sysroot = "/root"
  settings.maximumExpandedBytes = 1 << 40
  settings.memoryLimit = 2 << 30
  settings.showsValues = true
  settings.signatureLists = [.prefix: Array("main.*\n".utf8)]
  return settings
}()

private let orders: [WorkerOrder] = [
  .settings(settings),
  .binaries([
    IndexedBinary(
      path: "bin/app", size: 5, modified: -1, gnuBuildID: "aa", goBuildID: nil, architecture: nil)
  ]),
  .job(
    WorkerJob(
      number: 7, path: "a/core",
      metadata: CoreMetadata(time: (value: -3, source: "abrt"), host: "h"),
      done: ["core.1", "core.2"])),
]

private let answers: [WorkerAnswer] = {
  var start = CoreStart(job: 7, member: "core.1", contentHash: "00ff")
  start.core = Array("{}".utf8)
  var result = CoreResult(
    job: 7, contentHash: nil, binary: .binary(BuildIDs(gnu: "aa"), .none(askedServer: true)))
  result.status = .partial
  result.exitCode = .limit
  result.report = Array("{}\n".utf8)
  return [
    .ready(readings: 3), .begun(start), .done(result), .ended(job: 7, cores: 2, isGone: true),
  ]
}()

/// The frame without its length.
private func body(_ frame: [UInt8]) throws -> ArraySlice<UInt8> {
  let range = try #require(try FrameReader.next(in: frame, at: 0))
  #expect(range == 4..<frame.count)
  return frame[range]
}

@Suite("A frame")
struct FrameTests {
  @Test("has the settings of a worker")
  func settingsAgain() throws {
    guard case .settings(let read) = try WorkerOrder(body(orders[0].frame)) else {
      Issue.record("another order")
      return
    }
    #expect(read == settings)
  }

  @Test("has the job of a worker")
  func job() throws {
    guard case .job(let job) = try WorkerOrder(body(orders[2].frame)) else {
      Issue.record("another order")
      return
    }
    #expect(job.path == "a/core")
    #expect(job.metadata.time?.value == -3)
    #expect(job.metadata.time?.source == "abrt")
    #expect(job.metadata.host == "h")
    #expect(job.done == ["core.1", "core.2"])
  }

  @Test("is the same when it was read and is written again")
  func again() throws {
    for order in orders {
      #expect(try WorkerOrder(body(order.frame)).frame == order.frame)
    }
    for answer in answers {
      #expect(try WorkerAnswer(body(answer.frame)).frame == answer.frame)
    }
  }

  @Test("that is cut off anywhere is refused")
  func cut() throws {
    for order in orders {
      let whole = try body(order.frame)
      for length in 0..<whole.count {
        #expect(throws: FrameError.self) { try WorkerOrder(whole.prefix(length)) }
      }
    }
    for answer in answers {
      let whole = try body(answer.frame)
      for length in 0..<whole.count {
        #expect(throws: FrameError.self) { try WorkerAnswer(whole.prefix(length)) }
      }
    }
  }

  @Test("that is damaged anywhere is refused or read, and traps nowhere")
  func damaged() throws {
    for answer in answers {
      let whole = Array(try body(answer.frame))
      for index in whole.indices {
        for value: UInt8 in [0x00, 0x7f, 0xff] {
          var bytes = whole
          bytes[index] = value
          _ = try? WorkerAnswer(bytes[...])
        }
      }
    }
  }

  @Test("is waited for until it is all there, and never longer than a report can be")
  func lengths() throws {
    let frame = answers[0].frame
    for length in 0..<frame.count {
      #expect(try FrameReader.next(in: Array(frame.prefix(length)), at: 0) == nil)
    }
    #expect(throws: FrameError.self) {
      try FrameReader.next(in: [0xff, 0xff, 0xff, 0x7f], at: 0)
    }
  }
}
