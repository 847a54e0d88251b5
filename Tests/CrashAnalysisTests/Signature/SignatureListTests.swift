// The lists that steer signatures, and the patterns in them.

import CrashAnalysis
import Testing

@Suite("A function in which crashes surface")
struct SentinelTests {
  @Test(
    "is known by its name",
    arguments: [
      ("runtime.sigpanic", true), ("runtime.gopanic", true), ("runtime.throw", true),
      ("runtime.panicmem", true), ("runtime.goPanicIndex", true), ("runtime.panicdivide", true),
      ("runtime.mapassign_faststr", true), ("runtime.chansend1", true), ("runtime.closechan", true),
      ("internal/runtime/maps.(*Map).PutSlotSmall32", true),
      ("runtime.mallocgcSmallScanNoHeader", true),
      ("runtime.main", false), ("runtime.gopark", false), ("main.panicky", false),
      ("runtime.goexit", false),
    ])
  func contains(name: String, isSentinel: Bool) {
    #expect(SignatureLists.standard.sentinel.contains(name) == isSentinel)
  }
}

@Suite("A pattern with stars")
struct GlobTests {
  @Test(
    "matches whole names; one star stays within an element of the path, two do not",
    arguments: [
      ("main.main", "main.main", true), ("main.main", "main.mainly", false),
      ("runtime.map*", "runtime.mapassign_fast64", true), ("runtime.map*", "runtime.ma", false),
      ("internal/*", "internal/poll.Read", true), ("internal/*", "internal/a/b.F", false),
      ("internal/**", "internal/a/b.F", true), ("internal/**", "internals/a.F", false),
      ("**.Must*", "example.com/x/y.MustGet", true), ("**.Must*", "main.(*T).MustGet", true),
      ("**.Must*", "example.com/a.Must/b.Get", false), ("*.Must*", "a/b.MustGet", false),
      ("log.(*Logger).Panic*", "log.(*Logger).Panicf", true), ("**", "", true), ("*", "", true),
      ("", "", true), ("", "a", false), ("a*b*c", "a1b2b3c", true), ("a*b*c", "a1b2b3", false),
      ("a***b", "a/x/b", true), ("*é", "caffé", true),
      ("ab*ba", "aba", false), ("ab*ba", "abba", true), ("a*", "a", true), ("*a", "", false),
    ])
  func matches(pattern: String, text: String, isMatch: Bool) {
    #expect(Glob(pattern).matches(text) == isMatch)
  }

  @Test("without a separator crosses everything with one star")
  func noSeparator() {
    #expect(Glob("open *: denied", separator: nil).matches("open /etc/shop: denied"))
    #expect(!Glob("open *: denied").matches("open /etc/shop: denied"))
  }

  @Test("takes time in proportion, also where stars abound")
  func time() {
    let pattern = Glob(String(repeating: "*a", count: 40) + "b*", separator: nil)
    let clock = ContinuousClock()
    let elapsed = clock.measure {
      #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }
    #expect(elapsed < .seconds(5))
  }
}

@Suite("A list of names")
struct NameListTests {
  @Test("has a pattern a line, without comments and blanks")
  func lines() {
    let list = NameList("# all\n\n  main.main  # here\nlog.*\n")
    #expect(list.count == 2)
    #expect(list.contains("main.main"))
    #expect(list.contains("log.Panic"))
    #expect(!list.contains("main.work"))
  }

  @Test("that a user replaces takes the place of the one that gocore has")
  func replaced() {
    var lists = SignatureLists.standard
    lists.replace(.irrelevant, with: NameList("main.noise"))
    #expect(lists.isIrrelevant(FunctionName("main.noise")))
    #expect(!lists.isIrrelevant(FunctionName("sync.(*Mutex).Lock")))
    #expect(lists.sentinel.contains("runtime.gopanic"))
    #expect(lists.replaced == [.irrelevant])
  }

  @Test("is not empty, whichever gocore comes with")
  func standard() {
    let lists = SignatureLists.standard
    for list in [
      lists.sentinel, lists.irrelevant, lists.prefix, lists.adapter, lists.plumbing, lists.foreign,
    ] { #expect(list.count >= 8) }
  }
}

@Suite("A user's own lists")
struct OwnListTests {
  @Test("have a digest of eight digits, by what is in which list")
  func digest() {
    func digest(_ kind: SignatureLists.Kind, _ text: String) -> String {
      SignatureLists.digest(of: [kind: Array(text.utf8)])
    }
    let first = digest(.prefix, "main.a\n")
    #expect(first.count == 8)
    #expect(digest(.prefix, "main.a\n") == first)
    #expect(digest(.prefix, "main.b\n") != first)
    #expect(digest(.sentinel, "main.a\n") != first)
  }
}
