// What stands for a group of goroutines in a list.

import CrashAnalysis
import GoRuntime
import TestSupport
import Testing

@Suite("The label of a group of goroutines")
struct GroupLabelTests {
  /// The function that a stack's label names, innermost frame first; `*` marks the program's own code,
  /// `+` a library's, `-` a wrapper of the program's.
  private func label(_ names: [String]) -> String? {
    LabelPlace(frames(names)).map { "\($0.owner) \(frames(names)[$0.index].name.text)" }
  }

  private func frames(_ names: [String]) -> [LabelFrame] {
    names.map { name in
      let marks: [Character: CodeOrigin.Kind] = ["*": .mainModule, "+": .library, "-": .mainModule]
      let kind = name.first.flatMap { marks[$0] }
      return LabelFrame(
        name: FunctionName(kind == nil ? name : String(name.dropFirst())), kind: kind ?? .standard,
        isWrapper: name.hasPrefix("-"))
    }
  }

  @Test("is the program's own function, whatever locks, sockets and libraries it waits in")
  func ownCode() {
    #expect(
      label(["runtime.gopark", "sync.(*Mutex).Lock", "*main.put", "net/http.(*conn).serve"])
        == "program main.put")
    #expect(
      label(["runtime.gopark", "net.(*conn).Read", "+pq.org/pq.(*conn).recv", "*main.query"])
        == "program main.query")
  }

  @Test("is the function that called C, which it names")
  func callOfC() throws {
    let names = ["runtime.cgocall", "*main._Cfunc_average", "*main.mean", "*main.main"]
    #expect(label(names) == "program main.mean")
    #expect(try #require(LabelPlace(frames(names))).callee(frames(names)) == 1)
  }

  @Test("is a library's function where no code of the program is on the stack")
  func library() {
    #expect(
      label(["runtime.gopark", "bufio.(*Reader).Peek", "+x.org/pool.(*Pool).run", "runtime.goexit"])
        == "library x.org/pool.(*Pool).run")
  }

  @Test("is the `go` statement where it calls the standard library")
  func statement() {
    #expect(
      label(["runtime.gopark", "net/http.(*Client).do", "net/http.Get", "-main.main.gowrap5"])
        == "program main.main.gowrap5")
    #expect(LabelPlace.withoutWrapper("main.main.gowrap5") == "main.main")
    #expect(LabelPlace.withoutWrapper("main.gowraps") == "main.gowraps")
  }

  @Test("is the loop that a connection lives in, of machinery")
  func machinery() {
    #expect(
      label(["runtime.gopark", "net.(*netFD).Read", "net/http.(*persistConn).readLoop"])
        == "standard net/http.(*persistConn).readLoop")
    #expect(
      label(["runtime.gopark", "runtime.bgsweep", "runtime.goexit"]) == "runtime runtime.bgsweep")
    #expect(label([]) == nil)
  }

  @Test("has the function in which it waits, where that says more than what it waits for")
  func callee() throws {
    func callee(_ names: [String]) throws -> String? {
      try #require(LabelPlace(frames(names))).callee(frames(names)).map { names[$0] }
    }
    #expect(try callee(["runtime.selectgo", "net/http.Get", "*main.fetch"]) == "net/http.Get")
    #expect(try callee(["runtime.gopark", "sync.(*Mutex).Lock", "*main.put"]) == nil)
    #expect(try callee(["runtime.gopark", "time.Sleep", "*main.put"]) == nil)
    #expect(try callee(["*main.put"]) == nil)
  }
}

@Suite("Idle goroutines")
struct IdleKindTests {
  @Test(
    "are told by what they wait for and by their functions",
    arguments: [
      (
        "IO wait", ["net.(*conn).Read", "bufio.(*Reader).Peek", "net/http.(*conn).serve"],
        "HTTP connection"
      ),
      // A handler is at work.
      ("IO wait", ["main.handle", "net/http.(*conn).serve"], nil),
      // Somebody has not closed a body.
      ("select", ["runtime.selectgo", "net/http.(*persistConn).readLoop"], nil),
      ("select", ["runtime.selectgo", "net/http.(*persistConn).writeLoop"], "client connection"),
      ("IO wait", ["net.(*netFD).accept", "net.(*TCPListener).Accept", "main.serve"], "listener"),
      ("select (no cases)", ["runtime.block", "main.main"], "main (select {})"),
      ("chan receive", ["main.main"], nil),
    ] as [(String, [String], String?)])
  func kinds(_ activity: String, _ names: [String], _ kind: String?) {
    #expect(IdleRule.rule(for: activity, names)?.kind.one == kind)
  }

  @Test("are counted in words")
  func words() throws {
    let rules = IdleRule.rules(
      """
      # a comment
      tea | teas ; * ; a.b
      + tea | teas ; select ; a.c < a.d
      pot ; select ; a.e
      no rule
      """)
    #expect(rules.map(\.isHelper) == [false, true, false])
    let (tea, pot) = (rules[0].kind, rules[2].kind)
    #expect(tea == rules[1].kind)
    #expect([tea.counted(1), tea.counted(12)] == ["1 tea", "12 teas"])
    #expect([pot.counted(1), pot.counted(2)] == ["pot", "2 × pot"])
  }

  @Test("have rules that can be read, every line of them")
  func builtIn() {
    #expect(IdleRule.all.count > 20)
  }
}

@Suite("The overview of groups")
struct GroupOverviewTests {
  private static let functions =
    SyntheticFunction.usual + [
      SyntheticFunction("main.put", file: "/app/store.go", line: 10),
      SyntheticFunction("main.handle", file: "/app/handle.go", line: 50),
      SyntheticFunction("sync.(*Mutex).Lock"), SyntheticFunction("runtime.semacquire1"),
      SyntheticFunction("bufio.(*Reader).Peek"), SyntheticFunction("net/http.(*conn).serve"),
      SyntheticFunction("x.org/pool.(*Pool).run", file: "/mod/x.org/pool/pool.go", line: 7),
    ]

  private func overview(
    _ goroutines: [(reason: UInt64, count: Int, frames: [String])]
  ) throws -> GroupOverview {
    var drawn = SyntheticProcess(functions: Self.functions)
    var id: UInt64 = 1
    for group in goroutines {
      for _ in 0..<group.count {
        drawn.add(
          SyntheticGoroutine(
            id: id, waitReason: group.reason,
            frames: group.frames.map { SyntheticFrame($0) } + [SyntheticFrame("runtime.goexit", 1)])
        )
        id += 1
      }
    }
    let program = GoProgram(try drawn.open())
    var grouper = GoroutineGrouper(program)
    return CrashAnalyzer(program).groups(of: grouper.summarize()).overview
  }

  private static func words(_ row: GroupOverview.Row) -> String {
    let caller = row.label.isCallerNeeded ? row.label.caller.map { " < \($0.function)" } ?? "" : ""
    return "\(row.count) \(row.label.place?.function ?? "-")\(caller)"
  }

  @Test("has the program's own code first, a library's then, and idle machinery counted")
  func order() throws {
    let found = try overview([
      (2, 9, ["runtime.gopark", "bufio.(*Reader).Peek", "net/http.(*conn).serve"]),
      (14, 5, ["runtime.gopark", "x.org/pool.(*Pool).run"]),
      (14, 2, ["runtime.gopark", "main.put"]),
      (15, 1, ["runtime.gopark", "main.work"]),
    ])
    // Who sends is stuck; who receives may only have nothing to do.
    #expect(
      found.rows.map(Self.words) == ["1 main.work", "2 main.put", "5 x.org/pool.(*Pool).run"])
    #expect(found.idle.map { $0.kind.counted($0.count) } == ["9 HTTP connections"])
    #expect(found.idleCount == 9)
  }

  @Test("counts together what prints alike")
  func alike() throws {
    let found = try overview([
      (14, 2, ["runtime.gopark", "main.put"]),
      (14, 1, ["runtime.gopark", "runtime.chanrecv1", "main.put"]),
    ])
    #expect(found.rows.map(Self.words) == ["3 main.put"])
    #expect(found.rows.map(\.groups) == [[0, 1]])
  }

  @Test("tells groups at one place apart by the caller in which they differ")
  func callers() throws {
    let found = try overview([
      (14, 3, ["runtime.gopark", "main.put", "main.handle", "main.main", "runtime.main"]),
      (14, 2, ["runtime.gopark", "main.put", "main.handle", "main.work", "main.main"]),
      (14, 1, ["runtime.gopark", "main.put", "main.handle"]),
    ])
    #expect(
      found.rows.map(Self.words) == [
        "3 main.put < main.main", "2 main.put < main.work", "1 main.put",
      ])
  }
}
