// Names of functions, taken apart; which frames are the program's.

import CrashAnalysis
import TestSupport
import Testing

@Suite("The package of a function")
struct FunctionNameTests {
  @Test(
    "is the import path before its name",
    arguments: [
      ("main.main", "main"),
      ("fmt.Println", "fmt"),
      ("net/http.(*Server).Serve", "net/http"),
      ("net/http.HandlerFunc.ServeHTTP", "net/http"),
      ("example.com/app/orders.(*Cart).Total", "example.com/app/orders"),
      ("example.com/app.v2/x.F", "example.com/app.v2/x"),
      // Dots of the last element are percent-encoded.
      ("gopkg.in/yaml%2ev3.(*Node).Decode", "gopkg.in/yaml.v3"),
      ("example.com/a%2eb/c%2ed.F", "example.com/a.b/c.d"),
      ("example.com/caf%c3%a9.F", "example.com/café"),
      ("example.com/bad%zz.F", "example.com/bad%zz"),
      ("example.com/cut%2.F", "example.com/cut%2"),
      // Type arguments hold slashes and dots of their own.
      ("main.Map[go.shape.int]", "main"),
      ("main.Map[example.com/other/pkg.T]", "main"),
      ("main.(*List[example.com/x.T]).Push", "main"),
      ("example.com/lists.(*List[go.shape.*uint8]).Push-fm", "example.com/lists"),
      ("slices.SortFunc[go.shape.[]main.T,go.shape.struct { main.a/b.c int }]", "slices"),
      // Closures, wrappers, initialisers.
      ("main.main.func1", "main"),
      ("main.main.func1.2.gowrap3", "main"),
      ("main.init.0", "main"),
      ("main.(*T).M-fm", "main"),
      ("net/http.(*conn).serve.func1.deferwrap2", "net/http"),
      (
        "vendor/golang.org/x/net/http2/hpack.(*Decoder).Write",
        "vendor/golang.org/x/net/http2/hpack"
      ),
      ("runtime.systemstack.abi0", "runtime"),
      ("internal/runtime/maps.(*Map).Put", "internal/runtime/maps"),
      // What the compiler and the linker made, and C.
      ("type:.eq.example.com/app/orders.Key", ""),
      ("type:.hash.[2]interface {}", ""),
      ("go:buildid", ""),
      ("_cgo_sys_thread_start", ""),
      ("memeqbody", ""),
      ("", ""),
    ])
  func package(name: String, package: String) {
    #expect(FunctionName(name).package == package)
    #expect(FunctionName(name).text == name)
  }

  @Test(
    "is the runtime's or not",
    arguments: [
      ("runtime.gopark", true), ("runtime/internal/atomic.Cas", true), ("internal/abi.F", true),
      ("internal/runtime/maps.(*Map).Put", true), ("type:.eq.main.T", true),
      ("runtime/pprof.Do", false), ("internal/poll.(*FD).Read", false), ("main.main", false),
      ("example.com/runtime.F", false),
    ])
  func isOfRuntime(name: String, isOfRuntime: Bool) {
    #expect(FunctionName(name).isOfRuntime == isOfRuntime)
  }

  @Test(
    "is passed through by everything, or not",
    arguments: [
      ("sync.(*Mutex).Lock", true), ("sync/atomic.AddInt64", true),
      ("internal/poll.(*FD).Read", true),
      ("reflect.Value.Call", true), ("reflect.Value.call", true), ("testing.tRunner", true),
      ("reflect.Value.Method", false), ("testing.(*T).Run", false), ("main.main", false),
      ("example.com/internal/x.F", false),
    ])
  func isIrrelevant(name: String, isIrrelevant: Bool) {
    #expect(FunctionName(name).isIrrelevant == isIrrelevant)
  }
}

@Suite("The frame where the trouble began")
struct ProgramFrameTests {
  private func frames(
    inner: [String], outer: [String] = ["main.work", "main.main", "runtime.main"]
  ) throws -> (program: String?, innermost: String?) {
    let more = [
      "main.deferred", "strings.Repeat", "net/http.(*conn).serve", "sync.(*Mutex).Lock",
      "example.com/logs.(*Entry).write", "example.com/logs.(*Logger).Panicf",
      "example.com/app/server.(*raftLogger).Panicf", "example.com/raft.(*log).commit",
      "example.com/raft.MustOpen", "main.mustStore", "runtime.panicrangestate",
      "main.find-range1", "main.(*list).all.func1",
    ].map { SyntheticFunction($0) }
    let diagnosis = try Death(inner: inner, outer: outer, functions: more).diagnose()
    func name(_ index: Int?) -> String? { index.map { diagnosis.stack.frames[$0].function } }
    return (name(diagnosis.programFrame), name(diagnosis.innermostProgramFrame))
  }

  @Test("is the program's first behind the panic")
  func afterPanic() throws {
    let found = try frames(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    #expect(found.program == "main.work")
    #expect(found.innermost == "main.work")
  }

  @Test("is the fault's where a fault became a panic")
  func afterFault() throws {
    let found = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic", "runtime.sigpanic"],
      outer: ["example.com/app/orders.(*Cart).Total", "main.main", "runtime.main"])
    #expect(found.program == "example.com/app/orders.(*Cart).Total")
  }

  @Test("is the original panic's where a deferred call panicked again")
  func nestedPanics() throws {
    let found = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic", "main.deferred", "runtime.gopanic"])
    #expect(found.program == "main.work")
    #expect(found.innermost == "main.deferred")
  }

  @Test("is no wrapper and no function that everything passes through")
  func skipped() throws {
    let found = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic", "main.wrapper", "sync.(*Mutex).Lock"])
    #expect(found.program == "main.work")
  }

  @Test("is the program's even where the standard library is nearer")
  func throughLibrary() throws {
    let found = try frames(inner: ["runtime.fatalpanic", "runtime.gopanic", "strings.Repeat"])
    #expect(found.program == "main.work")
  }

  @Test("is whoever called a logger, not the logger nor its adapter")
  func loggers() throws {
    let inner = [
      "runtime.fatalpanic", "runtime.gopanic", "example.com/logs.(*Entry).write",
      "example.com/logs.(*Logger).Panicf",
    ]
    let library = try frames(
      inner: inner + ["example.com/app/server.(*raftLogger).Panicf"],
      outer: ["example.com/raft.(*log).commit", "main.main", "runtime.main"])
    #expect(library.program == "example.com/raft.(*log).commit")
    #expect(library.innermost == "example.com/logs.(*Entry).write")
    let program = try frames(inner: inner, outer: ["main.mustStore", "main.main", "runtime.main"])
    #expect(program.program == "main.mustStore")
  }

  @Test("is whoever called a library's helper that says what was done")
  func helpers() throws {
    let found = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic", "example.com/raft.MustOpen"])
    #expect(found.program == "main.work")
    let alone = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: ["example.com/raft.MustOpen"])
    #expect(alone.program == "example.com/raft.MustOpen")
  }

  @Test("is who went on after a loop had ended, not the loop's body")
  func loopBody() throws {
    let found = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic", "runtime.panicrangestate"],
      outer: ["main.find-range1", "main.(*list).all.func1", "main.main", "runtime.main"])
    #expect(found.program == "main.(*list).all.func1")
  }

  @Test("is the standard library's where nothing of the program is on the stack")
  func libraryOnly() throws {
    let found = try frames(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: ["net/http.(*conn).serve"])
    #expect(found.program == "net/http.(*conn).serve")
  }

  @Test("is none where the runtime alone is on the stack")
  func runtimeOnly() throws {
    let found = try frames(
      inner: ["runtime.fatalthrow", "runtime.throw"], outer: ["runtime.bgsweep"])
    #expect(found.program == nil)
  }
}
