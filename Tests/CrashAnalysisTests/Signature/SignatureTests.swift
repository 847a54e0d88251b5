// From frames to a signature, step by step.

import CrashAnalysis
import Testing

/// A signature of frames that are named, innermost first. `path` is package main's.
private func signature(
  _ names: [String], class crashClass: String = "explicit-panic", message: String? = nil,
  module: String? = "example.com/app", path: String? = nil, lists: SignatureLists = .standard
) -> Signature {
  Signature(
    SignatureInput(
      crashClass: crashClass, frames: names.map(SignatureFrame.init(text:)), message: message,
      origin: CodeOrigin(mainModule: module, modules: [], sourceRoot: nil), mainPackage: path),
    lists: lists)
}

@Suite("A signature")
struct SignatureTests {
  @Test("is the class and the first two functions of the main module behind the sentinel")
  func plain() {
    let found = signature([
      "runtime.fatalpanic", "runtime.gopanic", "main.a", "example.com/lib.F", "net/http.Get",
      "example.com/app/orders.B", "main.main", "runtime.main", "runtime.goexit",
    ])
    #expect(found.text == "explicit-panic | main.a | example.com/app/orders.B")
    // printf '%s' 'explicit-panic | main.a | example.com/app/orders.B' | sha256sum
    #expect(found.id == "GO2-a71a5bad")
    #expect(found.proto.first == "runtime.fatalpanic")
  }

  @Test("begins behind the outermost of nested panics")
  func nested() {
    let found = signature([
      "runtime.gopanic", "main.cleanup", "runtime.gopanic", "runtime.sigpanic", "main.work",
      "main.main", "runtime.main",
    ])
    #expect(found.text == "explicit-panic | main.work | main.main")
  }

  @Test("begins before a sentinel behind which nothing is left")
  func nothingBehind() {
    let found = signature(["main.work", "runtime.gopanic", "runtime.goexit"])
    #expect(found.text == "explicit-panic | main.work")
  }

  @Test("has prefix frames in front, of one package only the outermost")
  func prefix() {
    let found = signature([
      "runtime.gopanic", "encoding/json.(*decodeState).object", "encoding/json.Unmarshal",
      "main.MustLoad", "main.config", "main.main", "runtime.main",
    ])
    #expect(
      found.text
        == "explicit-panic | encoding/json.Unmarshal | main.MustLoad | main.config | main.main")
  }

  @Test("has no prefix frames behind the program's last")
  func trailingPrefix() {
    let found = signature(["runtime.gopanic", "main.work", "sort.Slice", "runtime.goexit"])
    #expect(found.text == "explicit-panic | main.work")
  }

  @Test("takes the first frames outside the standard library where the module is unknown")
  func unknownModule() {
    let names = ["runtime.gopanic", "net/http.Get", "example.com/lib.F", "main.a", "main.main"]
    #expect(
      signature(names, module: nil).text == "explicit-panic | example.com/lib.F | main.a")
    #expect(
      signature(names).text == "explicit-panic | example.com/lib.F | main.a | main.main")
  }

  @Test("knows a main module whose path has dots in it")
  func dottedModule() {
    let found = signature(
      ["runtime.gopanic", "example.com/lib.F", "gopkg.in/app.v2.Run", "gopkg.in/app.v2/x.Go"],
      module: "gopkg.in/app.v2")
    #expect(
      found.text
        == "explicit-panic | example.com/lib.F | gopkg.in/app.v2.Run | gopkg.in/app.v2/x.Go")
  }

  @Test("takes the message, normalised, only where no frame of the program follows")
  func message() {
    let library = ["runtime.gopanic", "net/http.(*conn).serve", "runtime.goexit"]
    #expect(
      signature(library, message: "conn 7 lost").text
        == "explicit-panic | net/http.(*conn).serve | conn {n} lost")
    #expect(
      signature(library + ["main.a"], message: "conn 7 lost").text == "explicit-panic | main.a")
    let runtime = ["runtime.throw", "runtime.findObject", "runtime.gcDrain", "runtime.goexit"]
    #expect(
      signature(runtime, class: "heap-corruption", message: "found bad pointer").text
        == "heap-corruption | found bad pointer")
    #expect(
      signature(runtime, class: "unknown").text
        == "unknown | runtime.findObject | runtime.gcDrain")
    #expect(signature([], class: "external-signal").text == "external-signal")
  }

  @Test("names no C code, for which the Go caller stands")
  func foreign() {
    let found = signature(
      ["[C] strlen", "[C] shop_parse", "runtime.asmcgocall", "main._Cfunc_shop_parse", "main.a"],
      class: "cgo-fault")
    #expect(found.text == "cgo-fault | main._Cfunc_shop_parse | main.a")
    #expect(found.proto.first == "[C] strlen")
  }

  @Test("has the import path of package main, so that two programs do not share one")
  func paths() {
    let names = ["runtime.gopanic", "main.handle", "main.run", "main.main"]
    let found = signature(names, path: "example.com/app/cmd/till")
    #expect(
      found.text
        == "explicit-panic | example.com/app/cmd/till.handle | example.com/app/cmd/till.run")
    #expect(found.spoken.text == "explicit-panic | main.handle | main.run")
    #expect(found.functions == ["main.handle", "main.run"])
    #expect(found.id != signature(names, path: "example.com/shop").id)
    func package(_ path: String?, _ module: String?, _ name: String? = nil) -> String? {
      SignatureInput.mainPackage(path: path, module: module, name: name)
    }
    #expect(package("_/home/me/src/till", nil) == nil)
    #expect(package("command-line-arguments", "example.com/app", "till") == "example.com/app")
    // Where no import path is known the program's name stands for it.
    #expect(package("_/home/me/src/till", nil, "till") == "till")
    #expect(package("command-line-arguments", nil, "till") == "till")
    #expect(package(nil, nil, "till") == "till")
  }

  @Test("goes on behind a logger and its adapters, whatever they call themselves")
  func adapters() {
    func death(_ function: String) -> [String] {
      [
        "runtime.gopanic", "example.com/logs/core.(*Entry).emit", "example.com/logs.(*L).Panicf",
        "example.com/app/server.(*raftLogger).Panicf", "example.com/raft.(*log).\(function)",
        "example.com/raft.(*node).run", "runtime.goexit",
      ]
    }
    #expect(
      signature(death("commit")).text
        == "explicit-panic | example.com/raft.(*log).commit | example.com/raft.(*node).run")
    #expect(signature(death("commit")).id != signature(death("restore")).id)
    // Called from the program, the library's function still stands in front.
    #expect(
      signature(death("commit").dropLast() + ["main.serve", "main.main"]).text
        == "explicit-panic | example.com/raft.(*log).commit | main.serve | main.main")
    // The program's own adapter is kept where it is all that there is.
    #expect(
      signature(Array(death("commit").prefix(4)) + ["runtime.goexit"]).text
        .hasPrefix("explicit-panic | example.com/app/server.(*raftLogger).Panicf"))
  }

  @Test("takes a function called Fatal for a function like others where something else went wrong")
  func noAdapter() {
    #expect(
      signature(["runtime.sigpanic", "main.format", "main.Fatal", "main.main"]).text
        == "explicit-panic | main.format | main.Fatal | main.main")
    #expect(
      signature(["runtime.gopanic", "main.format", "example.com/x.Fatal", "main.main"]).text
        == "explicit-panic | main.format | example.com/x.Fatal | main.main")
  }

  @Test("of a loop that was called once too often begins with who called it")
  func loopBody() {
    #expect(
      signature([
        "runtime.panicrangestate", "main.find", "main.(*list).all.func", "main.find", "main.main",
      ]).text == "explicit-panic | main.(*list).all.func | main.find")
  }

  @Test("has of several prefix frames of the standard library the outermost")
  func standardPrefixes() {
    let outer = ["encoding/json.(*Encoder).Encode", "main.report", "main.main"]
    let old = ["runtime.fatal", "reflect.(*MapIter).Next", "encoding/json.mapEncoder.encode"]
    let new = ["runtime.fatal", "reflect.(*MapIter).Next", "encoding/json/v2.MarshalEncode"]
    #expect(signature(old + outer).id == signature(new + outer).id)
    #expect(
      signature(new + outer).text
        == "explicit-panic | encoding/json.(*Encoder).Encode | main.report | main.main")
  }

  @Test("of a stack overflow begins with the recursion, wherever the stack ended")
  func overflow() {
    let tail = ["encoding/json.Marshal", "main.render", "main.pad", "main.main"]
    func overflow(_ inner: [String], _ cycle: [String]) -> Signature {
      signature(
        ["runtime.newstack", "runtime.morestack"] + inner + cycle.map { $0 + " ×" } + tail,
        class: "stack-overflow")
    }
    let found = overflow(
      ["reflect.TypeAssert[…]"],
      ["encoding/json.(*encodeState).marshal", "encoding/json.Marshal", "main.quota.MarshalJSON"])
    #expect(
      found.text
        == "stack-overflow | main.quota.MarshalJSON × | encoding/json.Marshal × | main.render")
    #expect(
      overflow(
        [], ["encoding/json.Marshal", "main.quota.MarshalJSON", "encoding/json/v2.Marshal"]
      ).id == found.id)
  }

  @Test("tells how deep a recursion was at no other crash")
  func depth() {
    let deep = signature(["runtime.gopanic", "main.walk ×", "main.main"])
    #expect(deep.text == "explicit-panic | main.walk | main.main")
    #expect(deep.id == signature(["runtime.gopanic", "main.walk", "main.main"]).id)
  }

  @Test("names functions of C, a place in a library or the program where nothing else is left")
  func lastResort() {
    let names = ["[C] raise", "[C] abort", "[C] drain", "[C] background", "[C] start_thread"]
    let found = signature(names, class: "cgo-fault", path: "example.com/app")
    #expect(found.text == "cgo-fault | [C] drain | [C] background")
    #expect(found.notes.last == "no frame of Go: took functions of C")
    #expect(
      signature(["[C] libx.so.1+0x1234", "[C] start_thread"], class: "cgo-fault").text
        == "cgo-fault | [C] libx.so.1+0x1234")
    #expect(signature(["[C] abort"], class: "cgo-abort").text == "cgo-abort | [C] abort")
    #expect(signature(["[C] 0x7f0012345678"], class: "cgo-fault").text == "cgo-fault")
    let bare = signature(["[C] 0x7f0012345678"], class: "cgo-fault", path: "example.com/app")
    #expect(bare.text == "cgo-fault | example.com/app")
    #expect(bare.notes.last == "no frame to name: took the program")
  }

  @Test("knows the program's packages by what was found out about them, not by their names")
  func knownPackages() {
    let frames = ["runtime.gopanic", "strings.F", "mycorp/store.Get", "log/audit.Do"]
    let found = Signature(
      SignatureInput(
        crashClass: "bounds", frames: frames.map(SignatureFrame.init(text:)), message: nil,
        origin: CodeOrigin(mainModule: nil, programPackages: ["mycorp/store", "log/audit"])))
    #expect(found.text == "bounds | mycorp/store.Get | log/audit.Do")
    #expect(found.programPackages == ["log/audit", "mycorp/store"])
  }

  @Test("is made of 40 frames and tells them")
  func limit() {
    let names = (0..<60).map { "main.f\($0)x" }
    #expect(signature(names).proto == Array(names.prefix(40)))
  }

  @Test("comes out the same from the frames that it tells")
  func again() {
    let first = signature([
      "[C] abort", "runtime.gopanic", "log.Panicf", "main.walk ×", "main.main", "runtime.goexit",
    ])
    #expect(signature(first.proto) == first)
  }

  @Test("tells what each step did")
  func notes() {
    var lists = SignatureLists.standard
    lists.replace(.prefix, with: NameList("main.check"))
    let found = signature(
      ["runtime.gopanic", "main.check", "sync.(*Once).Do", "main.a", "main.b"], lists: lists)
    #expect(
      found.notes == [
        "lists replaced: prefix", "began behind the sentinel runtime.gopanic (frame 0)",
        "skipped 1 irrelevant: sync.(*Once).Do", "prefix: main.check", "took 2 of the main module",
      ])
  }
}

@Suite("Recursion in a signature")
struct RecursionFoldTests {
  private func fold(_ names: [String], seams: [Int] = []) -> [String] {
    RecursionFold.fold(names.map { SignatureFrame(name: $0) }, seams: seams).map(\.text)
  }

  @Test("is told once")
  func direct() {
    #expect(fold(["w", "w", "w", "m"]) == ["w ×", "m"])
    #expect(fold(["w", "m"]) == ["w", "m"])
    #expect(fold([]) == [])
  }

  @Test("begins with the function that was innermost, however it began")
  func phase() {
    let even = ["even", "odd", "even", "odd", "even", "odd", "main"]
    #expect(fold(even) == ["even ×", "odd ×", "main"])
    #expect(fold(Array(even.dropFirst())) == ["odd ×", "even ×", "main"])
    #expect(fold(["leaf"] + even.dropFirst()) == ["leaf", "odd ×", "even ×", "main"])
  }

  @Test("within recursion is found, too")
  func nested() {
    #expect(fold(["a", "a", "b", "a", "a", "a", "b", "m"]) == ["a ×", "b ×", "m"])
  }

  @Test("is one where the middle of a long stack is missing")
  func seam() {
    let inner = ["throw", "odd", "even", "odd", "even"]
    let outer = ["odd", "even", "odd", "even", "main"]
    #expect(
      fold(inner + ["odd"] + outer, seams: [6]) == ["throw", "odd ×", "even ×", "main"])
    let turns = Array(repeating: ["odd", "even"], count: 3).flatMap { $0 }
    #expect(
      fold(["throw"] + turns + turns + turns + ["main"], seams: [7, 12])
        == ["throw", "odd ×", "even ×", "main"])
  }

  @Test("is not what two closures of one function are")
  func closures() {
    let frames = ["main.f.func1.1", "main.f.func1"].map {
      SignatureFrame(name: "main.f.func", identity: $0)
    }
    #expect(RecursionFold.fold(frames).map(\.text) == ["main.f.func", "main.f.func"])
  }
}
