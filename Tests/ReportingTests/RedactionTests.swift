// Values that are secrets until they are asked for, in every format.

import CrashAnalysis
import ElfCore
import GoRuntime
import Reporting
import TestSupport
import Testing

@Suite("A report, unless values are asked for,")
struct RedactionTests {
  /// A dead process with a labelled goroutine, and arguments and an environment with secrets.
  private func report(showsValues: Bool, shape: RuntimeShape = .go127) throws -> Report {
    var death = SyntheticDeath(shape: shape, inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "the panic's own text")
    guard let labels = shape.labels else { preconditionFailure("a shape with a list of labels") }
    let array = death.drawn.onHeap(32)
    death.drawn.memory.writeGoString("tenant", at: array, bytesIn: death.drawn.heap)
    death.drawn.memory.writeGoString("secret-label", at: array + 16, bytesIn: death.drawn.heap)
    let set = death.drawn.onHeap(64)
    death.drawn.memory.words(
      [array, 1, 1], at: set + UInt64(death.drawn.field(labels.type, labels.path).offset))
    death.drawn.set("runtime.g", "labels", of: death.goroutine, set)
    let (parked, _) = death.drawn.add(SyntheticGoroutine(id: 9))
    death.drawn.set("runtime.g", "labels", of: parked, set)
    var report = try death.drawn.report()
    report.showsValues = showsValues
    report.process.processID = 1_234
    report.process.command = "/usr/bin/app"
    report.process.arguments = ["/usr/bin/app", "--password", "secret-argument"]
    report.process.argumentCount = 3
    report.process.environment = ["HOME=/root", "API_TOKEN=secret-environment"]
    report.process.environmentNames = ["API_TOKEN", "HOME"]
    return report
  }

  private static let secrets = [
    "secret-label", "secret-argument", "secret-environment", "--password",
  ]

  @Test("shows no value of a label, an argument or the environment as text")
  func text() throws {
    let text = try report(showsValues: false).text(all: true)
    for secret in Self.secrets { #expect(!text.contains(secret), "\(secret)") }
    #expect(text.contains("tenant=(redacted)"))
    #expect(text.contains("\"/usr/bin/app …\" (2 arguments)"))
    #expect(text.contains("the panic's own text"))
  }

  @Test("shows none in JSON")
  func json() throws {
    let json = try report(showsValues: false).json(all: true)
    for secret in Self.secrets { #expect(!json.contains(secret), "\(secret)") }
    #expect(json.contains(#""labels":{"tenant":"(redacted)"}"#))
    #expect(json.contains(#""environmentNames":["API_TOKEN","HOME"]"#))
    #expect(json.contains(#""argumentCount":3"#))
    #expect(!json.contains(#""arguments":["/usr"#))
  }

  @Test("shows none in any format of the catalog", arguments: ReportFormat.all.map(\.name))
  func catalog(name: String) throws {
    let format = try #require(ReportFormat.named(name))
    let text = try report(showsValues: false).written(as: format, all: true)
    for secret in Self.secrets { #expect(!text.contains(secret), "\(secret)") }
    #expect(text.contains("(redacted)"))
    let shown = try report(showsValues: true).written(as: format, all: true)
    for secret in Self.secrets where secret != "secret-environment" || format.format.isForPrograms {
      #expect(shown.contains(secret), "\(secret)")
    }
  }

  @Test("shows none in the lists of groups and of threads")
  func otherLists() throws {
    let report = try report(showsValues: false)
    for text in try report.lists() {
      for secret in Self.secrets { #expect(!text.contains(secret), "\(secret)") }
    }
  }

  @Test("shows none in the runtime's own text")
  func traceback() throws {
    let text = try report(showsValues: false).traceback()
    #expect(text.contains("tenant"))
    #expect(!text.contains("secret-label"))
  }

  @Test("shows none in the list of goroutines")
  func list() throws {
    let report = try report(showsValues: false)
    let analysis = try #require(report.analysis)
    let output = Output()
    ReportV1(includesAllGoroutines: true).write(
      analysis.goroutines, limits: [], showsValues: false, showsAllFrames: false,
      to: output.writer)
    #expect(!output.text.contains("secret-label"))
    #expect(output.text.contains("(redacted)"))
  }

  @Test("that were asked for shows them all")
  func shown() throws {
    let report = try report(showsValues: true)
    let text = report.text(all: true)
    #expect(text.contains("tenant=secret-label"))
    #expect(text.contains("pid 1234 /usr/bin/app --password secret-argument"))
    let json = report.json(all: true)
    #expect(json.contains(#""labels":{"tenant":"secret-label"}"#))
    #expect(json.contains(#""arguments":["/usr/bin/app","--password","secret-argument"]"#))
    #expect(json.contains(#""environment":["HOME=/root","API_TOKEN=secret-environment"]"#))
  }
}
