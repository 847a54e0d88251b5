// Names and messages without what changes from build to build and from crash to crash.

import CrashAnalysis
import Testing

@Suite("A name in a signature")
struct NormalizedNameTests {
  @Test(
    "has nothing of the build or the release in it",
    arguments: [
      ("main.main", "main.main"),
      ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3.Unmarshal"),
      ("example.com/app/vendor/github.com/a/b.F", "github.com/a/b.F"),
      ("vendor/golang.org/x/net/http2/hpack.F", "golang.org/x/net/http2/hpack.F"),
      ("_/home/me/src/store.(*T).Get", "store.(*T).Get"),
      ("main.(*T).Close-fm", "main.(*T).Close"), ("runtime.morestack.abi0", "runtime.morestack"),
      ("main.Map[...]", "main.Map[…]"), ("main.Map[go.shape.[]int,go.shape.x]", "main.Map[…]"),
      ("main.(*List[go.shape.int]).Push", "main.(*List[…]).Push"),
      ("main.(*List[a/b.T]).Push.func1", "main.(*List[…]).Push.func"),
      ("main.main.func1", "main.main.func"), ("main.main.func1.2.1", "main.main.func"),
      ("main.main.func12.func3", "main.main.func"),
      ("main.f.func1.g.func2", "main.g.func"), ("main.g.2.1", "main.g.func"),
      ("main.init.func4.init.func4.(*T).M.func1", "main.(*T).M.func"),
      ("main.glob..func4.f.func1.2", "main.f.func"),
      ("main.glob..func1", "main.init.func"), ("main.init.func3", "main.init.func"),
      ("main.find.(*list).all.func1", "main.(*list).all.func"),
      ("main.main.gowrap1.(*source).poll.1", "main.(*source).poll.func"),
      ("main.init.0", "main.init"), ("main.init.0.func1", "main.init.func"),
      ("main.walk-range1", "main.walk"), ("main.walk-range1-range2", "main.walk"),
      ("main.walk.func1-range2", "main.walk.func"), ("main.walk-range1.func2", "main.walk.func"),
      ("main.f.gowrap1.func2", "main.f.func"),
      ("main._cgoexp_0123456789ab_Callback", "main._cgoexp_Callback"),
      ("main._cgoexp_face", "main._cgoexp_face"), ("main.function", "main.function"),
      ("main.func1", "main.func"), ("type:.eq.[2]string", "type:.eq.[…]string"),
      ("a%zz.F", "a%zz.F"), ("", ""), ("[", "[…]"), ("main.a-b", "main.a-b"),
    ])
  func names(name: String, normalized: String) {
    #expect(NormalizedName.of(name) == normalized)
  }

  @Test(
    "of a closure is that of go1.27, whatever its function was inlined into, where callers are known",
    arguments: [
      // As go1.21 to go1.26 name what go1.27 calls main.poll.func1.
      ("main.main.poll.func2", "main.poll.func"), ("main.init.poll.func1", "main.poll.func"),
      ("main.init.0.poll.func1", "main.poll.func"), ("main.main.func1.poll.1", "main.poll.func"),
      ("main.main.main.func1.poll.func12", "main.poll.func"),
      ("main.main.run.poll.func11", "main.poll.func"), ("main.run.poll.func11", "main.poll.func"),
      ("main.(*src).all.poll.func1", "main.poll.func"), ("main.poll.func1", "main.poll.func"),
      // A type's methods stay apart from each other, and from functions.
      ("main.main.price.hook.func4", "main.price.hook.func"),
      ("main.price.hook.func1", "main.price.hook.func"),
      ("main.rate.hook.func1", "main.rate.hook.func"),
      ("main.price.hook.poll.func1", "main.poll.func"),
      ("main.run.price.hook.func4", "main.price.hook.func"),
      ("main.main.Gen[go.shape.float64].func7", "main.Gen[…].func"),
      ("main.Gen[...].poll.func7", "main.poll.func"),
      ("main.main.deep.func6.1", "main.deep.func"), ("main.main.func1", "main.main.func"),
    ])
  func closures(name: String, normalized: String) {
    let functions = [
      "main.main", "main.run", "main.price.hook", "main.rate.hook", "main.Gen[...]", "main.poll",
    ]
    #expect(NormalizedName.of(name) { functions.contains($0) } == normalized)
  }

  @Test("of another package's closure keeps its callers, whose package it has")
  func foreignClosure() {
    #expect(NormalizedName.of("main.main.Map.func1", isFunction: nil) == "main.main.Map.func")
  }

  @Test(
    "of an older gocore is read as this one would write it",
    arguments: [
      ("main.sumAll.(*Cart).All.func", "main.(*Cart).All.func"),
      ("main.(*Cart).All.func", "main.(*Cart).All.func"), ("main.work.func", "main.work.func"),
      ("main.main.poll.func", "main.poll.func"), ("main.run.poll.func", "main.run.poll.func"),
      ("example.com/a.b/c.(*T).M", "example.com/a.b/c.(*T).M"), ("main.func", "main.func"),
      ("gopkg.in/app.v2.run.(*T).M.func", "gopkg.in/app.v2.(*T).M.func"), ("", ""),
    ])
  func stored(name: String, normalized: String) {
    #expect(NormalizedName.ofStored(name) == normalized)
  }

  @Test(
    "of C, C++ and Rust has nothing of the compiler in it",
    arguments: [
      ("drain", "drain"), ("drain.constprop.0", "drain"), ("drain.part.0.cold", "drain"),
      ("_cgo_0123456789ab_Cfunc_deep", "_cgo_Cfunc_deep"),
      ("shop::cart::total::h0123456789abcdef", "shop::cart::total"),
      ("shop::Cart::at(int)", "shop::Cart::at(int)"), ("libx.so.1+0x1234", "libx.so.1+0x1234"),
    ])
  func foreign(name: String, normalized: String) {
    #expect(NormalizedName.ofForeign(name) == normalized)
  }

  @Test(
    "is none for what the compiler wraps a go or defer statement in",
    arguments: ["main.f.gowrap1", "main.f.deferwrap2", "main.f.func1.gowrap3"])
  func wrappers(name: String) {
    #expect(NormalizedName.of(name) == nil)
  }

  @Test("is short, whatever the binary says")
  func length() {
    let name = NormalizedName.of("main." + String(repeating: "é", count: 100_000))
    #expect(name?.unicodeScalars.count == 201)
  }
}

@Suite("A message in a signature")
struct NormalizedMessageTests {
  @Test(
    "has placeholders for what changes",
    arguments: [
      ("till is locked", "till is locked"),
      ("index 5 of 3, after 10ms", "index {n} of {n}, after {n}ms"),
      ("user \"ada \\\" l\" at 0xc000123450", "user {string} at {hex}"),
      ("open /var/lib/shop/a.db: no such file", "open {path}: no such file"),
      ("can't open 'x y' / nothing", "can't open {string} / nothing"),
      ("id 3b77598e0f91 lost", "id {hex} lost"), ("12345678 left", "{n} left"),
      ("request 123e4567-e89b-12d3-a456-426614174000 failed", "request {hex} failed"),
      ("orders.ExitCode(7)", "orders.ExitCode({n})"), ("utf8 is v2", "utf8 is v2"),
      ("first\nsecond 3", "first"), ("a | b", "a / b"), ("", ""), ("\"open", "\"open"),
      ("dead beef", "dead beef"), ("deadbeef", "deadbeef"),
    ])
  func messages(message: String, normalized: String) {
    #expect(NormalizedMessage.of(message) == normalized)
  }

  @Test("is short, whatever the program says")
  func length() {
    let text = NormalizedMessage.of(String(repeating: "x", count: 100_000))
    #expect(text.unicodeScalars.count == 121)
  }
}
