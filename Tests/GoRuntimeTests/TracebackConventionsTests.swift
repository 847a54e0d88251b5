// What each release prints, and how.

import GoRuntime
import TestSupport
import Testing

@Suite("The conventions of a release's traceback")
struct TracebackConventionsTests {
  private func conventions(_ release: String) throws -> TracebackConventions {
    let build: BuildInformation = try #require(try buildInformation(release))
    return .matching(build)
  }

  @Test(
    "name generic functions with an ellipsis for the type arguments",
    arguments: ["go1.19.8", "go1.21.13", "go1.25.5", "go1.26.6", "go1.27.3"],
    [
      ("main.main", "main.main"),
      ("main.Map[go.shape.int]", "main.Map[...]"),
      ("main.Map[go.shape.int,go.shape.string]", "main.Map[...]"),
      ("main.(*List[go.shape.int]).Push", "main.(*List[...]).Push"),
      ("main.(*List[go.shape.int]).Push-fm", "main.(*List[...]).Push-fm"),
      ("main.Map[go.shape.int].func1", "main.Map[...].func1"),
      ("main.Map[main.List[int]]", "main.Map[...]"),
      ("main.Map[[]int].func2", "main.Map[...].func2"),
      ("main.]odd[", "main.]odd["),
      ("main.open[", "main.open["),
      ("runtime.gopanic", "panic"),
      ("runtime.gopanicked", "runtime.gopanicked"),
      ("", ""),
    ])
  func generics(release: String, name: (linker: String, printed: String)) throws {
    #expect(try conventions(release).printedName(name.linker) == name.printed)
  }

  @Test(
    "shorten a generic method of a generic type to one ellipsis, and to two since go1.27",
    arguments: [
      ("go1.26.6", "main.(*List[int]).Map[string]", "main.(*List[...]"),
      ("go1.27.3", "main.(*List[int]).Map[string]", "main.(*List[...]).Map[...]"),
      ("go1.27.3", "main.List[A[B]].Map[C[D]].func1", "main.List[...].Map[...].func1"),
      ("go1.27.3", "main.a[b]c[d]e[f]", "main.a[...]c[...]"),
      ("go1.27.3", "main.a[[b]", "main.a[[b]"),
      ("go1.27.3", "main.a[b]]c[d]", "main.a[b]]c[d]"),
    ])
  func genericMethods(release: String, name: String, printed: String) throws {
    #expect(try conventions(release).printedName(name) == printed)
  }

  @Test(
    "follow the release",
    arguments: [
      ("go1.18", false, TracebackConventions.Elision.firstHundred, true),
      ("go1.19.8", false, .firstHundred, true), ("go1.20.1", false, .firstHundred, true),
      ("go1.21.13", false, .innermostAndOutermost, false),
      ("go1.22rc1", true, .innermostAndOutermost, false),
      ("go1.25.5 X:greenteagc", true, .innermostAndOutermost, false),
      ("go1.27.3", true, .innermostAndOutermost, false),
    ])
  func byRelease(
    release: String, hasPointers: Bool, elision: TracebackConventions.Elision, liveness: Bool
  ) throws {
    let found = try conventions(release)
    #expect(found.headerHasPointers == hasPointers)
    #expect(found.elision == elision)
    #expect(found.argumentLivenessAtOutermostCall == liveness)
    #expect(found.keepsMethodTypeArguments == (release == "go1.27.3"))
    #expect(found.labels == (release == "go1.27.3" ? .afterStatus : .hidden))
  }

  @Test(
    "of an unknown release are the newest's",
    arguments: ["devel go1.28-abcdef", "go1.99.1", "go2.0", "devel +abc"])
  func unknownRelease(release: String) throws {
    #expect(try conventions(release).keepsMethodTypeArguments)
    #expect(TracebackConventions.matching(nil).keepsMethodTypeArguments)
  }

  @Test("call a bubble a group in go1.24 and a bubble from go1.25 on")
  func bubbles() throws {
    #expect(try conventions("go1.24.11").bubbleWord == "group")
    #expect(try conventions("go1.25.5").bubbleWord == "bubble")
    #expect(try conventions("go1.25.5").durableAlways)
    #expect(try !conventions("go1.26.6").durableAlways)
  }
}
