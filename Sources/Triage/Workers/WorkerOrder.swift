// What a batch tells its workers.

internal import Basics
package import CrashAnalysis
package import ElfCore
package import InputFiles
package import Loading

/// A message to a worker.
package enum WorkerOrder {
  /// How cores are to be analysed: the first order.
  case settings(WorkerSettings)
  /// The binaries that are known.
  case binaries([IndexedBinary])
  /// A file to be analysed.
  case job(WorkerJob)
}

/// How a worker analyses cores.
package struct WorkerSettings: Sendable, Equatable {
  /// Where binaries, debug files and libraries are looked for.
  package var search = SearchOptions()
  /// How much compressed input may expand to; nil for what the temporary folder takes.
  package var maximumExpandedBytes: UInt64?
  /// The most bytes of memory that a worker may have.
  package var memoryLimit: UInt64?
  /// Whether values are shown that are secrets by default.
  package var showsValues = false
  /// The contents of the user's own lists for signatures.
  package var signatureLists: [SignatureLists.Kind: [UInt8]] = [:]

  package init() {}

  /// What of the settings changes a report of the same core and binary, in words for a store.
  var reportWords: String {
    let lists = signatureLists.isEmpty ? "" : " lists \(SignatureLists.digest(of: signatureLists))"
    return (showsValues ? " values" : "") + search.reportWords + lists
  }
}

/// One file to be analysed.
package struct WorkerJob: Sendable {
  package let number: UInt64
  /// The path as it was given, which is also the path in the report.
  package let path: String
  /// What stands beside the file about its core.
  package let metadata: CoreMetadata
  /// The cores of an archive that are not wanted, by name.
  package let done: [String]

  package init(number: UInt64, path: String, metadata: CoreMetadata, done: [String] = []) {
    self.number = number
    self.path = path
    self.metadata = metadata
    self.done = done
  }
}

// MARK: - As frames

extension WorkerOrder {
  private enum Kind: UInt64 {
    case settings, binaries, job
  }

  /// The frame.
  package var frame: [UInt8] {
    var frame = FrameWriter()
    switch self {
    case .settings(let settings):
      frame.put(Kind.settings.rawValue)
      settings.write(to: &frame)
    case .binaries(let binaries):
      frame.put(Kind.binaries.rawValue)
      frame.put(list: binaries) { $1.write(to: &$0) }
    case .job(let job):
      frame.put(Kind.job.rawValue)
      job.write(to: &frame)
    }
    return frame.finished()
  }

  /// Reads what `frame` returned, without its length.
  package init(_ bytes: ArraySlice<UInt8>) throws(FrameError) {
    var frame = FrameReader(bytes)
    switch Kind(rawValue: try frame.number()) {
    case .settings: self = .settings(try WorkerSettings(&frame))
    case .binaries:
      self = .binaries(
        try frame.list { (frame) throws(FrameError) in try IndexedBinary(&frame) })
    case .job: self = .job(try WorkerJob(&frame))
    case nil: throw FrameError()
    }
  }
}

extension WorkerSettings {
  fileprivate func write(to frame: inout FrameWriter) {
    frame.put(list: search.binaries) { $0.put($1) }
    frame.put(list: search.debugDirectory) { $0.put($1) }
    frame.put(search.debuginfod)
    frame.put(optional: search.sysroot) { $0.put($1) }
    frame.put(search.force)
    frame.put(optional: maximumExpandedBytes) { $0.put($1) }
    frame.put(optional: memoryLimit) { $0.put($1) }
    frame.put(showsValues)
    for kind in SignatureLists.Kind.allCases {
      frame.put(optional: signatureLists[kind]) { $0.put($1) }
    }
  }

  fileprivate init(_ frame: inout FrameReader) throws(FrameError) {
    search.binaries = try frame.texts()
    search.debugDirectory = try frame.texts()
    search.debuginfod = try frame.flag()
    search.sysroot = try frame.optional { (frame) throws(FrameError) in try frame.text() }
    search.force = try frame.flag()
    maximumExpandedBytes = try frame.optional { (frame) throws(FrameError) in
      try frame.number()
    }
    memoryLimit = try frame.optional { (frame) throws(FrameError) in try frame.number() }
    showsValues = try frame.flag()
    for kind in SignatureLists.Kind.allCases {
      signatureLists[kind] = try frame.optional { (frame) throws(FrameError) in
        try frame.data()
      }
    }
  }
}

extension WorkerJob {
  fileprivate func write(to frame: inout FrameWriter) {
    frame.put(number)
    frame.put(path)
    frame.put(optional: metadata.time) { writer, time in
      writer.put(time.value)
      writer.put(time.source)
    }
    frame.put(optional: metadata.host) { $0.put($1) }
    for fact in Workload.facts {
      frame.put(optional: metadata.workload[keyPath: fact]) { $0.put($1) }
    }
    frame.put(list: done) { $0.put($1) }
  }

  fileprivate init(_ frame: inout FrameReader) throws(FrameError) {
    number = try frame.number()
    path = try frame.text()
    let time = try frame.optional { (frame) throws(FrameError) in
      (value: try frame.signed(), source: try frame.text())
    }
    let host = try frame.optional { (frame) throws(FrameError) in try frame.text() }
    var metadata = CoreMetadata(time: time, host: host)
    for fact in Workload.facts {
      metadata.workload[keyPath: fact] = try frame.optional { (frame) throws(FrameError) in
        try frame.text()
      }
    }
    self.metadata = metadata
    done = try frame.texts()
  }
}

extension IndexedBinary {
  /// Without the processor, which no worker asks for.
  fileprivate func write(to frame: inout FrameWriter) {
    frame.put(path)
    frame.put(size)
    frame.put(modified)
    frame.put(optional: gnuBuildID) { $0.put($1) }
    frame.put(optional: goBuildID) { $0.put($1) }
  }

  fileprivate init(_ frame: inout FrameReader) throws(FrameError) {
    self.init(
      path: try frame.text(), size: try frame.signed(), modified: try frame.signed(),
      gnuBuildID: try frame.optional { (frame) throws(FrameError) in try frame.text() },
      goBuildID: try frame.optional { (frame) throws(FrameError) in try frame.text() },
      architecture: nil)
  }
}
