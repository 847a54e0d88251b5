// The rows of a store: cores with their reports, and runs.

package import Reporting

/// The state of a core and its binary at the time of the analysis. The report is valid as long as none of it
/// has changed.
package struct CoreStamp: Sendable, Equatable {
  /// The size of the file, in bytes.
  package var size: Int64
  /// When the file was written, in nanoseconds since 1970.
  package var modified: Int64
  /// Which binary was used, in a form that only the caller interprets.
  package var binaryStamp: String
  /// The version of gocore.
  package var toolVersion: String

  package init(size: Int64, modified: Int64, binaryStamp: String, toolVersion: String) {
    self.size = size
    self.modified = modified
    self.binaryStamp = binaryStamp
    self.toolVersion = toolVersion
  }
}

/// One core and its report.
package struct CoreRow: Sendable, Equatable {
  /// The path below the archive's root, with `::MEMBER` for a member of an archive.
  package var path: String
  /// What was analysed; nil for a report that came as NDJSON.
  package var stamp: CoreStamp?
  /// The same for cores with the same bytes, however they are compressed; nil if they could not be read.
  package var contentHash: String?
  /// The first core, ordered by path, that has the same bytes. The store finds it by `contentHash`; this
  /// value counts only if there is no hash.
  package var duplicateOf: String?
  package var status: ReportStatus
  /// The exit code that `gocore inspect` would have returned.
  package var exitCode: Int32
  /// The report as `gocore.report/1`, on one line without a newline. It is independent of other cores;
  /// duplicates and failed cores have one as well.
  package var report: [UInt8]
  /// The report for people; nil for one that came as JSON, or whose signature was made anew.
  package var document: ReportText?

  package init(
    path: String, stamp: CoreStamp?, contentHash: String?, duplicateOf: String? = nil,
    status: ReportStatus, exitCode: Int32, report: [UInt8], document: ReportText? = nil
  ) {
    self.path = path
    self.stamp = stamp
    self.contentHash = contentHash
    self.duplicateOf = duplicateOf
    self.status = status
    self.exitCode = exitCode
    self.report = report
    self.document = document
  }
}

/// A report as people read it, in both forms.
package struct ReportText: Sendable, Equatable {
  /// What `gocore inspect` prints.
  package var text: [UInt8]
  package var markdown: [UInt8]

  package init(text: [UInt8], markdown: [UInt8]) {
    self.text = text
    self.markdown = markdown
  }
}

/// One run of a batch.
package struct RunID: Sendable, Equatable {
  let number: Int64
}
