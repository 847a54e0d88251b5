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
  var title: String?
  var program: String?
  /// `absent` for a core without its binary.
  var binary: String?
  var isWhole = true
  /// Further members of `core`.
  var moreOfCore = ""
  /// Further members of the report.
  var more = ""

  init(_ path: String) {
    self.path = path
  }

  /// The report's text.
  var json: String {
    var core = #""path":"\#(path)","size":\#(size),"complete":\#(isWhole)"#
    if let time { core += #","time":{"value":"\#(time)","source":"test"}"# }
    if let host { core += #","host":"\#(host)""# }
    core += moreOfCore
    var text =
      #"{"schema":"gocore.report/1","status":"\#(status.rawValue)","tool":{"version":"0.1.0"}"#
    if status == .failed {
      text += #","error":{"exitCode":3,"message":"\#(message ?? "no core file")"}"#
    } else {
      let words = title.map { #","title":"\#($0)""# } ?? ""
      text += #","verdict":{"class":"\#(crashClass)"\#(words)}"#
      if let message { text += #","panics":[{"text":"\#(message)"}]"# }
      if let signature {
        let frames = proto.map { #""\#($0)""# }.joined(separator: ",")
        text += #","signature":{"id":"\#(signature)","text":"\#(self.text)","proto":[\#(frames)]}"#
      }
      var parts: [String] = []
      if let version { parts.append(#""main":{"path":"example.com/app","version":"\#(version)"}"#) }
      if let build { parts.append(#""buildID":"\#(build)""#) }
      if let program { parts.append(#""path":"\#(program)""#) }
      if let binary { parts.append(#""binary":"\#(binary)""#) }
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

/// A store of `reports` without a name.
func temporaryStore(_ reports: [TestReport]) throws -> ReportStore {
  let store = try ReportStore.temporary()
  for report in reports { try store.record(report.row) }
  return store
}

/// `answer` in a format.
func written<Answer: FormattedAnswer>(_ answer: Answer, _ format: String) throws -> String {
  guard let format = AnswerFormat<Answer>.named(format) else { return "" }
  var bytes: [UInt8] = []
  let out = TextWriter {
    bytes.append(contentsOf: copy $0)
    return true
  }
  try format.write(answer, ReportOptions(), out)
  out.flush()
  return String(decoding: bytes, as: UTF8.self)
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
