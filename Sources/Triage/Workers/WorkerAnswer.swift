// What a worker tells its batch.

package import Basics
package import Reporting
package import StoredReports

/// A message from a worker.
package enum WorkerAnswer {
  /// The worker is ready, and has read the debug information of so many binaries.
  case ready(readings: UInt64)
  /// The analysis of a core begins.
  case begun(CoreStart)
  /// The analysis of a core has ended.
  case done(CoreResult)
  /// A file is done. `cores`: how many it holds; `isGone`: it was not there any more.
  case ended(job: UInt64, cores: UInt64, isGone: Bool)
}

/// What is known of a core before its analysis, should the worker not survive it.
package struct CoreStart: Sendable, Equatable {
  package var job: UInt64
  /// Its name in an archive.
  package var member: String?
  package var contentHash: String?
  /// The members of `core` in the report of a failure, as JSON.
  package var core: [UInt8] = []

  package init(job: UInt64, member: String? = nil, contentHash: String? = nil) {
    self.job = job
    self.member = member
    self.contentHash = contentHash
  }
}

/// What came of a core.
package struct CoreResult: Sendable, Equatable {
  package var job: UInt64
  /// Its name in an archive.
  package var member: String?
  package var contentHash: String?
  package var binary: BinaryUse
  package var status = ReportStatus.failed
  package var exitCode = ExitStatus.success
  /// The report as JSON.
  package var report: [UInt8] = []
  /// The same for people; nil where nothing was analysed.
  package var document: ReportText?

  package init(
    job: UInt64, member: String? = nil, contentHash: String? = nil, binary: BinaryUse = .unknown
  ) {
    self.job = job
    self.member = member
    self.contentHash = contentHash
    self.binary = binary
  }
}

// MARK: - As frames

extension WorkerAnswer {
  private enum Kind: UInt64 {
    case ready, begun, done, ended
  }

  /// The frame.
  package var frame: [UInt8] {
    var frame = FrameWriter()
    switch self {
    case .ready(let count):
      frame.put(Kind.ready.rawValue)
      frame.put(count)
    case .begun(let start):
      frame.put(Kind.begun.rawValue)
      frame.put(start.job)
      frame.put(optional: start.member) { $0.put($1) }
      frame.put(optional: start.contentHash) { $0.put($1) }
      frame.put(start.core)
    case .done(let result):
      frame.put(Kind.done.rawValue)
      frame.put(result.job)
      frame.put(optional: result.member) { $0.put($1) }
      frame.put(optional: result.contentHash) { $0.put($1) }
      frame.put(result.binary.text)
      frame.put(result.status.rawValue)
      frame.put(Int64(result.exitCode.rawValue))
      frame.put(result.report)
      frame.put(optional: result.document) {
        $0.put($1.text)
        $0.put($1.markdown)
      }
    case .ended(let job, let cores, let isGone):
      frame.put(Kind.ended.rawValue)
      frame.put(job)
      frame.put(cores)
      frame.put(isGone)
    }
    return frame.finished()
  }

  /// Reads what `frame` returned, without its length.
  package init(_ bytes: ArraySlice<UInt8>) throws(FrameError) {
    var frame = FrameReader(bytes)
    switch Kind(rawValue: try frame.number()) {
    case .ready: self = .ready(readings: try frame.number())
    case .begun:
      var start = CoreStart(job: try frame.number())
      start.member = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      start.contentHash = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      start.core = try frame.data()
      self = .begun(start)
    case .done:
      var result = CoreResult(job: try frame.number())
      result.member = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      result.contentHash = try frame.optional { (frame) throws(FrameError) in try frame.text() }
      result.binary = BinaryUse(text: try frame.text())
      guard let status = ReportStatus(rawValue: try frame.text()),
        let exitCode = ExitStatus(rawValue: Int32(truncatingIfNeeded: try frame.signed()))
      else { throw FrameError() }
      result.status = status
      result.exitCode = exitCode
      result.report = try frame.data()
      result.document = try frame.optional { (frame) throws(FrameError) in
        ReportText(text: try frame.data(), markdown: try frame.data())
      }
      self = .done(result)
    case .ended:
      self = .ended(
        job: try frame.number(), cores: try frame.number(), isGone: try frame.flag())
    case nil: throw FrameError()
    }
  }
}
