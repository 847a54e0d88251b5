// From frames to a signature, step by step.

import CrashAnalysis
import Testing

/// A signature of frames that are named, innermost first.
private func signature(
  _ names: [String], class crashClass: String = "explicit-panic", message: String? = nil,
  module: String? = "example.com/app", lists: SignatureLists = .standard
) -> Signature {
  Signature(
    SignatureInput(
      crashClass: crashClass, frames: names.map(SignatureFrame.init(text:)), message: message,
      mainModule: module), lists: lists)
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
    #expect(found.id == "GO1-a71a5bad")
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
    #expect(signature(names).text == "explicit-panic | main.a | main.main")
  }

  @Test("knows a main module whose path has dots in it")
  func dottedModule() {
    let found = signature(
      ["runtime.gopanic", "example.com/lib.F", "gopkg.in/app.v2.Run", "gopkg.in/app.v2/x.Go"],
      module: "gopkg.in/app.v2")
    #expect(found.text == "explicit-panic | gopkg.in/app.v2.Run | gopkg.in/app.v2/x.Go")
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
  private func fold(_ names: [String], seam: Int? = nil) -> [String] {
    RecursionFold.fold(names.map { SignatureFrame(name: $0) }, seam: seam).map(\.text)
  }

  @Test("is told once")
  func direct() {
    #expect(fold(["w", "w", "w", "m"]) == ["w ×", "m"])
    #expect(fold(["w", "m"]) == ["w", "m"])
    #expect(fold([]) == [])
  }

  @Test("is the same wherever in the cycle the stack broke off")
  func phase() {
    let even = ["even", "odd", "even", "odd", "even", "odd", "main"]
    #expect(fold(even) == ["even ×", "odd ×", "main"])
    #expect(fold(Array(even.dropFirst())) == ["even ×", "odd ×", "main"])
    #expect(fold(["leaf"] + even.dropFirst()) == ["leaf", "even ×", "odd ×", "main"])
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
      fold(inner + ["odd"] + outer, seam: 6) == ["throw", "even ×", "odd ×", "main"])
  }

  @Test("is not what two closures of one function are")
  func closures() {
    let frames = ["main.f.func1.1", "main.f.func1"].map {
      SignatureFrame(name: "main.f.func", identity: $0)
    }
    #expect(RecursionFold.fold(frames, seam: nil).map(\.text) == ["main.f.func", "main.f.func"])
  }
}
