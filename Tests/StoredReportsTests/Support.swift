// Reports that the tests write themselves.

import Reporting
import StoredReports
import TestSupport

/// A report of a core, as a batch records it.
struct TestReport {
  var path: String
  var status = ReportStatus.complete
  var signature: String? = "GO1-11111111"
  var text = "nil-dereference | main.a | main.b"
  var crashClass = "nil-dereference"
  var proto = ["runtime.gopanic", "main.a", "main.b"]
  var time: String?
  var host: String?
  var version: String?
  var build: String?
  var size = 1_000
  var content: String?
  var message: String?
  /// Further members of the report.
  var more = ""

  init(_ path: String) {
    self.path = path
  }

  /// The report's text.
  var json: String {
    var core = #""path":"\#(path)","size":\#(size),"complete":true"#
    if let time { core += #","time":{"value":"\#(time)","source":"test"}"# }
    if let host { core += #","host":"\#(host)""# }
    var text =
      #"{"schema":"gocore.report/1","status":"\#(status.rawValue)","tool":{"version":"0.1.0"}"#
    if status == .failed {
      text += #","error":{"exitCode":3,"message":"\#(message ?? "no core file")"}"#
    } else {
      text += #","verdict":{"class":"\#(crashClass)"}"#
      if let message { text += #","panics":[{"text":"\#(message)"}]"# }
      if let signature {
        let frames = proto.map { #""\#($0)""# }.joined(separator: ",")
        text += #","signature":{"id":"\#(signature)","text":"\#(self.text)","proto":[\#(frames)]}"#
      }
      var parts: [String] = []
      if let version { parts.append(#""main":{"path":"example.com/app","version":"\#(version)"}"#) }
      if let build { parts.append(#""buildID":"\#(build)""#) }
      text += #","build":{\#(parts.joined(separator: ","))}"#
    }
    return text + #","core":{\#(core)}\#(more)}"#
  }

  /// The row.
  var row: CoreRow {
    CoreRow(
      path: path,
      stamp: CoreStamp(size: 10, modified: 20, binaryStamp: "b", toolVersion: "0.1.0"),
      contentHash: content, status: status, exitCode: status == .failed ? 3 : 0,
      report: Array(json.utf8))
  }
}

/// Makes a store of `reports` and gives its path.
func makeStore(
  _ workspace: Workspace, _ name: String = "store", _ reports: [TestReport]
) throws -> String {
  let path = workspace.path(name)
  let store = try ReportStore(path: path, mode: .create)
  for report in reports { try store.record(report.row) }
  return path
}

/// The reports of a store, a line each.
func lines(of store: ReportStore) throws -> [String] {
  var lines: [String] = []
  try store.forEachReport { lines.append(String(decoding: $0.report, as: UTF8.self)) }
  return lines
}
