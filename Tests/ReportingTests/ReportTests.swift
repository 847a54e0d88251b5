// The text report and the JSON report of drawn deaths.

import CrashAnalysis
import ElfCore
import GoRuntime
import Reporting
import TestSupport
import Testing

@Suite("The text report")
struct TextReportTests {
  private func panic(
    _ text: String = "boom", path: String = "core.1234", binary: String = "app",
    functions: [SyntheticFunction] = [],
    outer: [String] = ["main.work", "main.main", "runtime.main"]
  ) throws -> Report {
    var death = SyntheticDeath(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: outer, functions: functions)
    death.panic(type: "string", text: text)
    death.drawn.add(SyntheticGoroutine(id: 9))
    return try death.drawn.report(path: path, binary: binary)
  }

  /// The words that head the lines, in their order.
  private func heads(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let word = line.prefix { $0.isUppercase }
      return word.count > 3 && line.dropFirst(word.count).first == " " ? String(word) : nil
    }
  }

  @Test("shows the deferred calls of a recursion once, and others each")
  func recursionOfDefers() throws {
    var death = SyntheticDeath(
      inner: ["runtime.fatalpanic", "runtime.gopanic"],
      outer: ["main.walk", "main.walk", "main.walk", "main.walk", "main.work", "main.main"],
      functions: [SyntheticFunction("main.walk"), SyntheticFunction("main.undo")])
    death.panic(type: "string", text: "boom")
    let closure = death.drawn.onHeap(2 * death.drawn.word)
    death.drawn.memory.word(death.drawn.pc("main.undo", 0), at: closure)
    var list: UInt64 = 0
    for frame in (2...6).reversed() {
      let record = death.drawn.onHeap(16 * death.drawn.word)
      death.drawn.set("runtime._defer", "sp", of: record, death.stack.stackPointers[frame])
      death.drawn.set("runtime._defer", "fn", of: record, closure)
      death.drawn.set("runtime._defer", "link", of: record, list)
      list = record
    }
    death.drawn.set("runtime.g", "_defer", of: death.goroutine, list)
    let text = try death.drawn.report().written(as: .text)
    #expect(text.contains("DEFERS  #2 main.walk has still to call main.undo × 4\n"))
    #expect(text.contains("\n        #6 main.work has still to call main.undo\n"))
    #expect(text.split(separator: "\n").count { $0.contains("has still to call") } == 2)
  }

  @Test("gives no number of deferred calls where not all of them were read")
  func uncountedDefers() throws {
    var death = SyntheticDeath(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: ["main.work", "main.main"],
      functions: [SyntheticFunction("main.undo")])
    death.panic(type: "string", text: "boom")
    let closure = death.drawn.onHeap(2 * death.drawn.word)
    death.drawn.memory.word(death.drawn.pc("main.undo", 0), at: closure)
    let record = death.drawn.onHeap(16 * death.drawn.word)
    death.drawn.set("runtime._defer", "sp", of: record, death.stack.stackPointers[2])
    death.drawn.set("runtime._defer", "fn", of: record, closure)
    // The next is nowhere.
    death.drawn.set("runtime._defer", "link", of: record, 0xdead_0000)
    death.drawn.set("runtime.g", "_defer", of: death.goroutine, record)
    let text = try death.drawn.report().written(as: .text)
    #expect(text.contains("\n        … more deferred calls may be pending: not all were read\n"))
    #expect(!text.contains("at least"))
  }

  @Test("has the verdict first, the evidence second and the caveats last")
  func order() throws {
    var report = try panic()
    report.limits = [Limit(.truncated, "some of it is missing")]
    #expect(
      heads(report.text()) == [
        "CRASH", "WHERE", "SAYS", "BUCKET", "BUILD", "PROC", "CORE", "STACK", "BECAUSE", "GROUPS",
        "NEXT",
        "LIMITS",
      ])
  }

  @Test("shows class and confidence with the verdict, and where it began")
  func verdict() throws {
    let lines = try panic().text().split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("CRASH   panic: boom"))
    #expect(lines[0].hasSuffix("[explicit-panic, certain]"))
    #expect(lines[1].hasPrefix("WHERE   main.work  main.go:41   goroutine 7"))
    #expect(lines[2] == "SAYS    panic: boom")
  }

  @Test("hides the runtime's frames and says how many")
  func hiddenFrames() throws {
    let text = try panic().text()
    #expect(text.contains(" #2  main.work()"))
    #expect(!text.contains("runtime.gopanic"))
    #expect(text.contains("… 4 runtime frames hidden (--runtime shows them)"))
  }

  @Test("escapes hostile texts wherever they come from")
  func hostileTexts() throws {
    let hostile = "\u{1b}[2J\u{202e}evil\u{7}"
    let report = try panic(
      "text \(hostile)\nsecond line", path: "core\(hostile)", binary: "app\(hostile)",
      functions: [SyntheticFunction("main.f\(hostile)", file: "/src/\(hostile).go")],
      outer: ["main.f\(hostile)", "main.main", "runtime.main"])
    for text in [report.text(all: true), report.json(all: true)] {
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e })
      #expect(text.contains("evil"))
    }
  }

  @Test("has no colour unless asked, and says the same in colour")
  func color() throws {
    let report = try panic()
    let plain = report.text()
    let colored = report.text(color: true)
    #expect(!plain.contains("\u{1b}"))
    #expect(colored.contains("\u{1b}["))
    var stripped = ""
    var skipping = false
    for scalar in colored.unicodeScalars {
      if scalar == "\u{1b}" { skipping = true }
      if !skipping { stripped.unicodeScalars.append(scalar) }
      if skipping, scalar == "m" { skipping = false }
    }
    #expect(stripped == plain)
  }

  @Test(
    "quotes paths for a shell under NEXT",
    arguments: [
      ("core.1234", "core.1234"), ("/var/lib/core 1", "'/var/lib/core 1'"), ("it's", #"'it'\''s'"#),
      ("$(reboot)", "'$(reboot)'"), ("a;b", "'a;b'"), ("größe", "'größe'"), ("a~b", "'a~b'"),
      ("-x=1,2+3@4:5_6", "-x=1,2+3@4:5_6"),
    ])
  func shellQuoting(path: String, quoted: String) throws {
    #expect(try panic(path: path).text().contains("gocore goroutines \(quoted) app --id 7"))
  }

  @Test("names next steps that show more than it does, and what to ask oneself")
  func nextSteps() throws {
    let text = try panic().text()
    #expect(text.contains("NEXT    gocore goroutines core.1234 app --id 7\n        check: "))
    #expect(!text.contains(" --group"), "all groups are in the report")
  }

  @Test("says why a stack ends early")
  func brokenStack() throws {
    var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: "string", text: "boom")
    death.drawn.memory.word(0x1234, at: death.stack.frameEnds[2] - 8)
    #expect(
      try death.drawn.report().text().contains(
        "… stack ends here: the caller 0x1234 is no Go function"))
  }

  @Test("of a core alone has its identity and nothing about goroutines")
  func identity() {
    var report = Report(core: .drawn())
    report.process.processID = 77
    report.threadCount = 3
    let text = report.text()
    #expect(heads(text) == ["BUILD", "PROC", "CORE", "NEXT"])
    #expect(text.contains("BUILD   (no binary)"))
    #expect(text.contains("gocore inspect"))
    #expect(text.contains("pid 77"))
    #expect(text.contains("3 threads"))
    #expect(
      text.contains("2026-11-21 11:29 UTC (file time), complete, 41.8 MB, 650 kB on disk"))
  }

  @Test("says that Go raised a signal only where the core's is another one")
  func raisedAgain() throws {
    let death = try SyntheticSignalDeath(
      information: CoreNotes(.amd64).faultDescriptor(number: 11, code: 1, address: 0xbad_0000))
    var report = try death.death.drawn.report()
    report.coreSignal = (number: 11, code: 1)
    #expect(report.text().contains("SIGNAL  SIGSEGV code=1 addr=0xbad0000"))
    #expect(!report.text().contains("core says"))
    report.coreSignal = (number: 6, code: -6)
    #expect(report.text().contains("core says SIGABRT"))
  }

  @Test("of a signal that the program sent itself, and an idle thread took, names no place of Go's")
  func ownSignalOfIdleThread() throws {
    var death = SyntheticSignalDeath(
      SyntheticDeath(inner: [], functions: [SyntheticFunction("runtime.stopm")])
    ) { death in
      let stack = death.drawn.draw(
        [SyntheticFrame("runtime.stopm"), SyntheticFrame("runtime.mstart.abi0", 1)],
        on: death.systemStack, slack: 0x200)
      death.drawn.set("runtime.m", "curg", of: death.machine, 0)
      return SignalDrawing(
        pc: death.drawn.pc("runtime.stopm"), sp: stack.stackPointer,
        information: CoreNotes(.amd64).sentDescriptor(
          number: 8, sender: SyntheticDeath.processID, user: 0))
    }
    let machine = death.death.machine
    death.death.drawn.set(
      "runtime.m", "caughtsig", of: machine, death.death.drawn.systemGoroutine(of: machine))
    let text = try death.death.drawn.report().text()
    #expect(text.contains("CRASH   SIGFPE that the program sent itself"))
    #expect(text.contains("WHERE   nowhere in the program: an idle thread ("))
  }

  @Test("names the archive of a core, its truncation and its host")
  func core() {
    var report = Report(core: .drawn(path: "cores.tar:core"))
    report.core.compression = "tar"
    report.core.truncatedAt = 4_096
    report.core.host = "db\u{1b}1"
    let text = report.text()
    #expect(text.contains("truncated at 4096 bytes"))
    #expect(text.contains(#"(tar), host db\u{1b}1"#))
  }
}

@Suite("The JSON report")
struct JSONReportTests {
  private func documents(_ draw: (Architecture, RuntimeShape) throws -> SyntheticProcess) throws
    -> [SchemaValidator.Document]
  {
    var documents: [SchemaValidator.Document] = []
    for architecture in Architecture.supported {
      for shape in RuntimeShape.all {
        var report = try draw(architecture, shape).report()
        report.timings = [(name: "open", seconds: 0.25)]
        report.limits = [Limit(.truncated, "some of it is missing")]
        report.coreSignal = (number: 6, code: -6)
        for showsValues in [false, true] {
          report.showsValues = showsValues
          documents.append(
            .init("report", name: "\(architecture) \(shape) \(showsValues)", report.json(all: true))
          )
        }
      }
    }
    return documents
  }

  @Test("of a panic is what the schema describes", .enabled(if: SchemaValidator.isAvailable))
  func panic() throws {
    let documents = try documents { architecture, shape in
      var death = SyntheticDeath(
        architecture, shape: shape,
        inner: ["runtime.fatalpanic", "runtime.gopanic", "main.main", "runtime.gopanic"])
      let first = death.panic(type: "main.Reason", text: "first", flags: ["recovered"], call: 1)
      death.panic(type: "string", text: "second", link: first)
      death.drawn.add(SyntheticGoroutine(id: 9, members: ["sched.sp": 0]))
      death.drawn.allGoroutines.append(0x10)
      return death.drawn
    }
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  @Test("of a throw is what the schema describes", .enabled(if: SchemaValidator.isAvailable))
  func runtimeThrow() throws {
    let documents = try documents { architecture, shape in
      var death = SyntheticDeath(
        architecture, shape: shape, inner: ["runtime.fatalthrow", "runtime.throw"])
      death.drawn.printBacklog("runtime: bad\nfatal error: stack overflow\n")
      return death.drawn
    }
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  @Test("of a signal is what the schema describes", .enabled(if: SchemaValidator.isAvailable))
  func signal() throws {
    let notes = CoreNotes(.amd64)
    let documents = try [
      notes.faultDescriptor(number: 11, code: 1, address: 0xbad),
      notes.sentDescriptor(number: 6, sender: 77, user: 1),
      notes.sentDescriptor(number: 3, code: 0x80, sender: 0, user: 0),
    ].map { information in
      let death = try SyntheticSignalDeath(information: information, error: 6, trap: 14, cr2: 0xbad)
      return SchemaValidator.Document(
        "report", name: "signal", try death.death.drawn.report().json(all: true))
    }
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  @Test(
    "of a process without anything is what the schema describes",
    .enabled(if: SchemaValidator.isAvailable))
  func empty() throws {
    var drawn = SyntheticProcess()
    drawn.addThread(1)
    let output = Output()
    ReportV1.writeFailure(exitCode: .unreadableInput, message: "no \u{1b} core", to: output.writer)
    let documents: [SchemaValidator.Document] = [
      .init("report", name: "empty", try drawn.report().json(all: true)),
      .init("report", name: "core alone", Report(core: .drawn()).json()),
      .init("report", name: "failure", output.text),
    ]
    #expect(try SchemaValidator.problems(of: documents) == [])
  }

  @Test("has no list of frames longer than 200")
  func longStack() throws {
    var drawn = SyntheticProcess()
    let frames =
      Array(repeating: SyntheticFrame("main.work"), count: 700) + [
        SyntheticFrame("runtime.goexit", 1)
      ]
    let range = drawn.mapStack(size: 0x10000)
    let stack = drawn.draw(frames, on: range)
    let (g, _) = drawn.add(SyntheticGoroutine(id: 5))
    for (name, value) in [
      ("stack.lo", range.start.rawValue), ("stack.hi", range.end.rawValue),
      ("sched.sp", stack.stackPointer), ("sched.pc", drawn.pc("main.work")),
    ] { drawn.set("runtime.g", name, of: g, value) }
    let json = try drawn.report().json(all: true)
    #expect(json.contains(#"{"elided":502}"#))
    guard SchemaValidator.isAvailable else { return }
    #expect(try SchemaValidator.problems(of: [.init("report", name: "long", json)]) == [])
  }

  @Test("says that frames are missing in the middle where the first behind them is hidden")
  func elidedBeforeHidden() throws {
    var drawn = SyntheticProcess()
    let turns =
      (0..<350).flatMap { _ in
        [SyntheticFrame("runtime.gopark"), SyntheticFrame("main.work")]
      } + [SyntheticFrame("main.work")]
    let range = drawn.mapStack(size: 0x10000)
    let stack = drawn.draw(turns + [SyntheticFrame("runtime.goexit", 1)], on: range)
    let (g, _) = drawn.add(SyntheticGoroutine(id: 5))
    for (name, value) in [
      ("stack.lo", range.start.rawValue), ("stack.hi", range.end.rawValue),
      ("sched.sp", stack.stackPointer), ("sched.pc", drawn.pc("runtime.gopark")),
    ] { drawn.set("runtime.g", name, of: g, value) }
    let text = try drawn.report().written(as: .text, all: true)
    #expect(text.contains("… 190 frames not shown (--frames all shows them)"), "\(text)")
  }

  @Test("is the same twice")
  func deterministic() throws {
    func json() throws -> String {
      var death = SyntheticDeath(inner: ["runtime.fatalpanic", "runtime.gopanic"])
      death.panic(type: "string", text: "boom")
      for id in 10..<30 as Range<UInt64> {
        death.drawn.add(SyntheticGoroutine(id: id, waitReason: 10 + id % 5))
      }
      return try death.drawn.report().json(all: true)
    }
    #expect(try json() == json())
  }
}
