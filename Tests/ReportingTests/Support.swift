// What the tests of this folder share: collected output, and reports of drawn deaths.

import CrashAnalysis
import ElfCore
import GoRuntime
import Reporting
import TestSupport
import Testing

/// Collects what a writer sends.
final class Output {
  private final class Store {
    var blocks: [[UInt8]] = []
  }
  private let store = Store()
  let writer: TextWriter

  /// `accepts` is the number of blocks that are taken before the sink refuses.
  init(blockSize: Int = 1 << 16, accepts: Int = .max) {
    let store = store
    writer = TextWriter(blockSize: blockSize) { bytes in
      var copy: [UInt8] = []
      for index in bytes.indices { copy.append(bytes[index]) }
      store.blocks.append(copy)
      return store.blocks.count <= accepts
    }
  }

  /// The blocks sent so far.
  var blocks: [[UInt8]] { store.blocks }

  /// All that was written.
  var text: String {
    writer.flush()
    return String(decoding: store.blocks.flatMap { $0 }, as: UTF8.self)
  }
}

extension CoreDescription {
  /// A plain core file.
  static func drawn(path: String = "core.1234") -> CoreDescription {
    CoreDescription(
      path: path, size: 41_800_000, sizeOnDisk: 650_000, compression: nil, truncatedAt: nil,
      time: (value: 1_795_260_545, source: "file time"), host: nil)
  }
}

extension SyntheticProcess {
  /// The report of the process.
  func report(path: String = "core.1234", binary: String? = "app") throws -> Report {
    let analyzer = CrashAnalyzer(GoProgram(try open()))
    var report = Report(core: .drawn(path: path))
    report.inputWords = [path] + (binary.map { [$0] } ?? [])
    report.build.binaryPath = binary
    report.build.binary = .matched
    report.build.information = analyzer.process.build
    report.analysis = analyzer.analyze()
    return report
  }
}

extension Report {
  /// The report in a format of the catalog.
  func written(as format: ReportFormat, all: Bool = false, threads: Int = 1) -> String {
    var options = ReportOptions()
    options.includesAllGoroutines = all
    options.threads = threads
    let output = Output()
    format.write(self, options, output.writer)
    return output.text
  }

  /// Every list that there is of goroutines, groups and threads: the texts, then the JSON.
  func lists(threads: Int = 1) throws -> [String] {
    guard let analysis else { return [] }
    let list = GoroutineAnswer(
      analysis.goroutines, traceback: analysis.traceback, limits: limits,
      architecture: analysis.architecture, showsValues: showsValues)
    var full = list
    full.isInFull = true
    var grouped = list
    grouped.groups = (analysis.groups, analysis.diagnosis.summary)
    let ofThreads = ThreadAnswer(
      analysis.threads, limits: limits, architecture: analysis.architecture)
    var options = ReportOptions()
    options.threads = threads
    return try [
      answer(list, .text, options), answer(full, .text, options), answer(grouped, .text, options),
      answer(ofThreads, .text, options), answer(full, .json, options),
      answer(grouped, .json, options), answer(ofThreads, .json, options),
    ]
  }

  /// The text report.
  func text(all: Bool = false, color: Bool = false) -> String {
    var options = ReportOptions()
    options.includesAllGoroutines = all
    options.style = TextStyle(usesColor: color)
    let output = Output()
    ReportFormat.text.write(self, options, output.writer)
    return output.text
  }

  /// The JSON report.
  func json(all: Bool = false) -> String {
    let output = Output()
    ReportV1(includesAllGoroutines: all).write(self, to: output.writer)
    return output.text
  }

  /// The runtime's own traceback.
  func traceback(
    showsAllFrames: Bool = false, showsValues: Bool = false, threads: Int = 1
  ) -> String {
    guard let analysis else { return "" }
    var options = TracebackOptions()
    options.showsAllFrames = showsAllFrames
    options.showsValues = showsValues
    options.threads = threads
    let output = Output()
    TracebackReport(analysis.traceback, options: options, out: output.writer).write()
    return output.text
  }
}

/// An answer in a format of its catalog.
func answer<Answer: FormattedAnswer>(
  _ answer: Answer, _ format: Format, _ options: ReportOptions = ReportOptions()
) throws -> String {
  let output = Output()
  let format = try #require(AnswerFormat<Answer>.named(format.name))
  try format.write(answer, options, output.writer)
  return output.text
}
