// The first screen of a report: what a reader sees before anything else.

import CrashAnalysis
import ElfCore
import GoRuntime
import Reporting
import TestSupport
import Testing

@Suite("The first screen")
struct FirstScreenTests {
  /// A process that another one killed while its goroutine 7 was in main.work; three goroutines wait for a
  /// lock that goroutine 5 holds.
  private func hung() throws -> Report {
    let death = try SyntheticSignalDeath(
      information: CoreNotes(.amd64).sentDescriptor(number: 6, sender: 77, user: 1),
      functions: LockDrawing.functions)
    var drawing = LockDrawing(death.death.drawn)
    drawing.addCrowd()
    return try drawing.drawn.report()
  }

  private func labels(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let word = line.prefix { $0.isUppercase }
      return word.count > 2 && line.dropFirst(word.count).first == " " ? String(word) : nil
    }
  }

  @Test("of a program that hung tells what hung before the stack that the signal struck")
  func order() throws {
    let text = try hung().text()
    #expect(
      labels(text) == [
        "CRASH", "STUCK", "WHERE", "SIGNAL", "BUCKET", "BUILD", "PROC", "CORE", "WHY", "RUNNING",
        "GROUPS", "STACK", "STACK", "STACK", "BECAUSE", "NEXT",
      ])
    #expect(text.contains("STUCK   3 goroutines wait for sync.Mutex 0x"))
    #expect(text.contains("\n          likely held by goroutine 5, which waits"))
    #expect(text.contains("WHY     goroutine 5 has a deferred Unlock pending in main.work"))
    #expect(text.contains("RUNNING goroutine 7 in main.work (main.go:41)"))
  }

  @Test("says once what a claim rests on")
  func reasons() throws {
    let report = try hung()
    let told = try #require(report.analysis?.diagnosis.standstill?.reasons)
    #expect(!told.isEmpty)
    for reason in told {
      #expect(report.text().ranges(of: reason.text).count == 1, "\(reason.text)")
    }
    // What the verdict rests on besides is not lost for it.
    for item in report.analysis?.diagnosis.verdict.evidence ?? [] where !item.hasSection {
      #expect(report.text().contains(item.text), "\(item.text)")
    }
  }

  @Test(
    "of a program that hung has no registers but with --runtime or --all, and says where they are")
  func registers() throws {
    let report = try hung()
    #expect(!report.text().contains("registers (at the signal)"))
    #expect(report.text().contains("… its registers: gocore goroutines core.1234 app --id 7"))
    #expect(report.text(all: true).contains("registers (at the signal)"))
  }

  @Test("names the place of those who hold what others wait for")
  func place() throws {
    let line = try #require(
      try hung().text().split(separator: "\n").first { $0.hasPrefix("WHERE") })
    #expect(line.hasSuffix("goroutine 5"))
    #expect(!line.contains("goroutine 7"))
  }

  @Test("counts goroutines by what became of them")
  func counts() throws {
    #expect(try hung().text().contains("5 goroutines: 4 stuck, 1 working"))
  }

  @Test("says the same on a page")
  func page() throws {
    let page = try hung().written(as: .markdown)
    #expect(page.contains("| **Stuck** | `3 goroutines wait for sync.Mutex"))
    #expect(page.contains("WHY     goroutine 5 has a deferred Unlock pending"))
  }

  @Test("of a hang as JSON is what the schema describes", .enabled(if: SchemaValidator.isAvailable))
  func json() throws {
    let json = try hung().json()
    #expect(json.contains(#""standstill":{"chains":[{"stuck":true,"end":"waits""#))
    #expect(try SchemaValidator.problems(of: [.init("report", name: "hung", json)]) == [])
  }

  @Test("says how long the program ran only where that tells something")
  func uptime() throws {
    func line(_ seconds: UInt64) -> String {
      var report = Report(core: .drawn())
      report.process.uptimeSeconds = seconds
      return report.text().split(separator: "\n").first { $0.hasPrefix("PROC") }
        .map(String.init) ?? ""
    }
    #expect(!line(0).contains("up"))
    #expect(!line(59).contains("up"))
    #expect(line(300).hasSuffix("up ≥ 5 min"))
    #expect(line(90_000).hasSuffix("up ≥ 25 h"))
    #expect(line(900_000).hasSuffix("up ≥ 10 days"))
  }

  @Test("says where a core is cut, and leaves that out of the limits")
  func cut() {
    var report = Report(core: .drawn())
    report.core.truncatedAt = 41_200_000
    report.core.wholeSize = 41_800_000
    report.limits = [Limit(.truncated, "the core is truncated: …", brief: "")]
    #expect(report.text().contains(", cut at 41.2 of 41.8 MB"))
    #expect(!report.text().contains("LIMITS"))
    #expect(report.json().contains("the core is truncated"))
  }

  @Test("shows two limits of a kind, and counts the others")
  func limits() {
    var report = Report(core: .drawn())
    report.limits = (1...5).map { Limit(.missingLibrary, "library \($0) is not there") }
    let text = report.text()
    #expect(text.contains("LIMITS  library 1 is not there\n        library 2 is not there\n"))
    #expect(text.contains("        … 3 more like that (--format json has all)\n"))
    report.limits.removeLast(2)
    #expect(report.text().contains("        library 3 is not there\n"))
  }
}

@Suite("A title")
struct TitleTests {
  /// One of each form that a rule gives, with the parts that grow.
  static let titles = [
    "nil pointer dereference: read of 0x18 = nil + 0x18",
    "148 goroutines created by example.com/service/internal/orders.(*Importer).start (import.go:92) can never go on",
    "30000 goroutines created by main.ask (main.go:36) wait alike; of 256 looked at 252 can never go on",
    "the world was being stopped; goroutine 24 did not stop: example.com/stoplab/ledger.Sum (ledger_amd64.s:11)",
    "out of memory: 6.4 GB asked for []example.com/service/api/v2.Response, 12.1 GB in use",
    "panic raised again after it was recovered, 2 times: runtime error: invalid memory address or nil pointer dereference",
    "runtime/cgo: pthread_create failed: 202 threads, 198 in syscall of main._Cfunc_nap",
    "abort in C code: __assert_fail in measure, called from main.load: app: /src/very/long/path/to/measure.c:6: measure: Assertion `n > 3' failed.",
    "interface conversion: interface {} is example.com/a/b/c/d/e.VeryLongTypeName, not example.com/a/b/c/d/f.OtherLongTypeName",
    "goroutines 7, 8, 9, 10, 11 and 12 wait for each other's locks",
    "goroutine 7 waits for sync.RWMutex 0x2a0d40eca140 that it holds itself",
    "SIGQUIT from its parent (pid 23550, uid 0), as at a time limit",
    "all 100007 goroutines wait, and nothing but a signal could wake one",
    "system call openat2 (437) forbidden by seccomp",
    "panic: " + String(repeating: "x", count: 300),
    "fatal error: " + Array(repeating: "word", count: 80).joined(separator: " "),
  ]

  @Test("is never cut off, at any width", arguments: titles, [52, 72, 92, 192])
  func whole(title: String, columns: Int) {
    let headline = Headline("CRASH", title, mark: "thread-exhaustion, certain")
    let lines = headline.lines(columns: columns)
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(lines.joined(separator: " ").filter { $0 != " " } == title.filter { $0 != " " })
    #expect(!lines.contains { $0.hasSuffix("…") })
  }

  @Test("in less room loses paths and places first, and stands in one line where that is enough")
  func shorter() {
    let headline = Headline(
      "CRASH", "a long title (x.go:1)", shorter: ["a title (x.go:1)", "a title"], mark: "m")
    #expect(headline.lines(columns: 30) == ["a long title (x.go:1)"])
    #expect(headline.lines(columns: 22) == ["a title (x.go:1)"])
    #expect(headline.lines(columns: 12) == ["a title"])
    #expect(headline.lines(columns: 10) == ["a long", "title", "(x.go:1)"])
  }

  @Test("begins exactly one line of a report with CRASH, whatever its length")
  func once() throws {
    for text in ["boom", String(repeating: "a long text ", count: 40)] {
      var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
      death.panic(type: "string", text: text)
      let lines = try death.drawn.report().text().split(separator: "\n")
      #expect(lines.count { $0.hasPrefix("CRASH") } == 1)
      #expect(lines.contains { $0.hasSuffix("[explicit-panic, certain]") })
    }
  }
}
