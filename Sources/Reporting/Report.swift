// One core's report, before it is text or JSON: what `gocore.report/1` holds.

package import Basics
package import CrashAnalysis
package import ElfCore
package import GoRuntime

/// How far the analysis came.
package enum ReportStatus: String, Sendable, CaseIterable {
  case complete, partial, failed
}

/// The core as a file.
package struct CoreDescription: Sendable {
  package var path: String
  package var size: UInt64
  /// The bytes that it takes on its device; nil where copies of the core would differ in it.
  package var sizeOnDisk: UInt64?
  package var compression: String?
  package var truncatedAt: UInt64?
  /// The size of the whole core, where it is truncated and its headers tell.
  package var wholeSize: UInt64?
  /// Seconds since the epoch, and where they come from.
  package var time: (value: Int64, source: String)?
  package var host: String?
  /// What the process was part of.
  package var workload = Workload()

  package init(
    path: String, size: UInt64, sizeOnDisk: UInt64?, compression: String?, truncatedAt: UInt64?,
    time: (value: Int64, source: String)?, host: String?
  ) {
    self.path = path
    self.size = size
    self.sizeOnDisk = sizeOnDisk
    self.compression = compression
    self.truncatedAt = truncatedAt
    self.time = time
    self.host = host
  }
}

/// One report.
package struct Report {
  package var status = ReportStatus.complete
  /// Why the analysis came no further, with the exit code that stands for it; nil where it did not fail.
  package var failure: (exitCode: ExitStatus, message: String)?
  package var core: CoreDescription
  package var build = BuildDescription()
  package var process = ProcessDescription()
  /// The core's own signal: number, code (nil where NT_SIGINFO is missing).
  package var coreSignal: (number: Int32, code: Int32?)?
  /// The number of threads in the core.
  package var threadCount = 0
  package var limits: [Limit] = []
  /// The analysis of the Go program; nil when only the core was looked at.
  package var analysis: ProgramAnalysis?
  /// What a team's file of known issues says of this crash; nil where there is no such file.
  package var known: KnownMatches?
  /// Phases and their seconds, when they were asked for.
  package var timings: [(name: String, seconds: Double)] = []
  /// The words that named core and binary on the command line, for the commands under NEXT.
  package var inputWords: [String] = []
  /// Whether strings that are secrets by default are shown.
  package var showsValues = false

  package init(core: CoreDescription) {
    self.core = core
  }
}
