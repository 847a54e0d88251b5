// Stored reports, read and changed as JSON texts.

import CrashAnalysis
import StoredReports
import Testing

private let report = """
  {"schema":"gocore.report/1","verdict":{"class":"explicit-panic","later":1.50},
  "panics":[{"goexit":true},{"text":"till 7","goexit":false},{"text":"second"}],
  "signature":{"id":"GO1-00000000","proto":["runtime.gopanic","[C] abort","main.walk ×"],
  "notes":["subject: goroutine 7, which crashed","took 2"]},
  "build":{"main":{"path":"example.com/app"}},"core":{"path":"core.7"},"big":18446744073709551615}
  """

private func read(_ text: String) throws -> StoredReport {
  try StoredReportReader().read(Array(text.utf8))
}

@Suite("A stored report")
struct StoredReportTests {
  @Test("gives what a signature is made of")
  func input() throws {
    let stored = try read(report)
    #expect(stored.corePath == "core.7")
    #expect(stored.signatureID == "GO1-00000000")
    let input = try #require(stored.input)
    #expect(input.crashClass == "explicit-panic")
    #expect(input.frames.map(\.text) == ["runtime.gopanic", "[C] abort", "main.walk ×"])
    #expect(input.message == "till 7")
    #expect(input.origin.mainModule == "example.com/app")
    #expect(input.mainPackage == "example.com/app")
    #expect(input.subject?.note == "subject: goroutine 7, which crashed")
  }

  @Test("has the program's name where the build names no main package")
  func programName() throws {
    let build = #""build":{"main":{"path":"example.com/app"}}"#
    #expect(report.contains(build))
    let path = #""path":"command-line-arguments""#
    for (text, name) in [
      (#""programName":"till""#, "till"), ("\(path),\"programName\":\"till\"", "till"),
      (#""path":"example.com/x","programName":"till""#, "example.com/x"), (path, nil),
    ] {
      let stored = try read(report.replacing(build, with: "\"build\":{\(text)}"))
      #expect(stored.input?.mainPackage == name)
    }
  }

  @Test("of the first algorithm gets a signature of this one")
  func older() throws {
    let signature = Signature(try #require(read(report).input))
    #expect(signature.id.hasPrefix("GO2-"))
    #expect(signature.text == "explicit-panic | example.com/app.walk")
    #expect(!Signature.isCurrent("GO1-00000000"))
    #expect(Signature.isCurrent(signature.id))
  }

  @Test("knows the program's packages from what it stores, or from its modules")
  func origin() throws {
    func text(_ more: String) throws -> String {
      let json =
        #"{"schema":"gocore.report/1","verdict":{"class":"bounds"},"build":{"modules":"#
        + #"[{"path":"discounts"}]},"signature":{"proto":["time.F","discounts.G","mycorp/a.H"]"#
        + more + "}}"
      return Signature(try #require(read(json).input)).text
    }
    #expect(try text("") == "bounds | discounts.G | mycorp/a.H")
    #expect(try text(#","programPackages":["time"]"#) == "bounds | time.F")
  }

  @Test("of a throw gives the throw's text before a panic's")
  func thrown() throws {
    let stored = try read(
      #"{"schema":"gocore.report/1","verdict":{"class":"x"},"signature":{"proto":[]},"#
        + #""throw":{"text":"t\u00e9\n"},"panics":[{"text":"p"}]}"#)
    #expect(stored.input?.message == "té\n")
  }

  @Test("without a verdict or frames gives none")
  func incomplete() throws {
    #expect(try read(#"{"schema":"gocore.report/1","status":"failed"}"#).input == nil)
    #expect(try read(#"{"schema":"gocore.report/1","verdict":{"class":"x"}}"#).input == nil)
  }

  @Test("keeps all else as it was written when its signature is replaced")
  func replacing() throws {
    let reader = try StoredReportReader()
    let changed = try reader.replacing(
      signature: Array(#"{"id":"GO1-11111111"}"#.utf8), in: Array(report.utf8))
    let text = String(decoding: changed, as: UTF8.self)
    #expect(text.contains(#""signature":{"id":"GO1-11111111"},"build""#))
    #expect(text.contains(#""later":1.50"#))
    #expect(text.contains(#""big":18446744073709551615"#))
    #expect(!text.contains("\n"))
    #expect(try reader.read(changed).signatureID == "GO1-11111111")
  }

  @Test(
    "that is broken is refused",
    arguments: [
      "", "{", "{}x", "{\"a\":}", "[1,", "nul", "\u{0}{}", "{\"schema\":\"gocore.report/1\"}\u{0}x",
    ])
  func broken(text: String) {
    #expect(throws: StoredReportError.malformed) { try read(text) }
  }

  @Test(
    "is told from JSON of another kind",
    arguments: [
      ("{}", nil), ("[]", nil), ("7", nil), (#"{"schema":"gocore.groups/1"}"#, "gocore.groups/1"),
    ])
  func others(text: String, schema: String?) {
    #expect(throws: StoredReportError.notAReport(schema: schema)) { try read(text) }
  }

  @Test("that is nested without end is refused, not followed")
  func deep() {
    let text = String(repeating: "[", count: 1_000_000)
    #expect(throws: StoredReportError.malformed) { try read(text) }
  }
}
