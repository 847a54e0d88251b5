// The comparison with the runtime's words is itself tested: one that finds nothing would pass
// everything.

import Testing

@Suite("A traceback that differs from the runtime's")
struct ComparisonTests {
  private static let words = """
    panic: till does not balance

    goroutine 7 gp=0xc0000061c0 m=0 mp=0x585be0 [running]:
    panic({0x4b3040?, 0xc000084010?})
    \truntime/panic.go:779 +0x158 fp=0xc00008cee0 sp=0xc00008ce30 pc=0x4335f8
    main.even(...)
    \texample.com/crashlab/main.go:23
    ...3250 frames elided...
    created by main.main in goroutine 1
    \texample.com/crashlab/main.go:25 +0x2a5

    goroutine 1 gp=0xc000006700 m=nil [chan receive, 3 minutes]:
    main.main()
    \texample.com/crashlab/main.go:26 +0x2b1 fp=0xc00008ae10 sp=0xc00008ada8 pc=0x4a4b91

    goroutine 9 gp=0xc000098000 m=2 mp=0xc00003b008 [running]:
    \tgoroutine running on other thread; stack unavailable
    created by main.main in goroutine 1
    \texample.com/crashlab/main.go:27 +0x2a5

    """

  private static let ours = words.replacing(
    "\tgoroutine running on other thread; stack unavailable",
    with: "main.spin()\n\tmain.go:3 +0x1 fp=0x30 sp=0x28 pc=0x1001")

  private func differences(
    _ old: String, _ new: String, in words: String = Self.words
  ) -> [String] {
    #expect(old == new || Self.ours.contains(old))
    return TracebackComparison(
      runtime: RuntimeTraceback(words),
      ours: RuntimeTraceback(Self.ours.replacing(old, with: new, maxReplacements: 1))
    ).differences.map { "\($0.subject)" }
  }

  @Test("is not one that shows more of what the runtime could not see")
  func same() {
    #expect(differences("", "") == [])
  }

  @Test(
    "is found, whichever part of it differs",
    arguments: [
      ("gp=0xc0000061c0", "gp=0xc0000061c1"), ("m=0 mp=0x585be0", "m=1 mp=0x585be0"),
      ("mp=0x585be0", "mp=0x585be8"), ("{0x4b3040?, ", "{0x4b3040, "), ("0xc000084010", "0x0"),
      ("panic.go:779", "panic.go:778"), ("+0x158", "+0x159"), ("fp=0xc00008cee0", "fp=0x0"),
      ("sp=0xc00008ce30", "sp=0x0"), ("pc=0x4335f8", "pc=0x4335f9"), ("main.even", "main.odd"),
      ("main.go:23", "main.go:24"), ("...3250 frames", "...3251 frames"),
      ("...3250 frames elided...\n", ""), ("in goroutine 1", "in goroutine 2"),
      ("created by main.main", "created by main.other"), ("main.go:25 +0x2a5", "main.go:25 +0x2a6"),
      ("\texample.com/crashlab/main.go:23\n", "\texample.com/crashlab/main.go:23\nmore()\n"),
      ("[running]:\npanic", "[running, locked to thread]:\npanic"),
    ])
  func crashed(old: String, new: String) {
    #expect(differences(old, new) == ["goroutine 7"])
  }

  @Test("is found in those that wait")
  func waiting() {
    #expect(differences("[chan receive", "[chan send") == ["goroutine 1"])
    #expect(differences("+0x2b1", "+0x2b2") == ["goroutine 1"])
    #expect(differences("gp=0xc000006700", "gp=0xc000006708") == ["goroutine 1"])
  }

  @Test("is found in the creator of one whose stack the runtime could not see")
  func creator() {
    #expect(differences("main.go:27", "main.go:28") == ["goroutine 9"])
    #expect(differences("mp=0xc00003b008", "mp=0xc00003b009") == ["goroutine 9"])
  }

  @Test("is found where a goroutine is missing, too many or in another place")
  func order() {
    #expect(differences("goroutine 1 gp", "goroutine 2 gp").contains("goroutine 1"))
    #expect(differences("goroutine 7 gp", "goroutine 0 gp").contains("the system stack"))
    let parts = Self.ours.split(separator: "\n\n")
    let swapped = ([parts[0], parts[2], parts[1]] + parts[3...]).joined(separator: "\n\n")
    #expect(differences(Self.ours, swapped).contains("goroutine 7"))
  }

  @Test("is none where only the time waited differs, or a signal woke the goroutine since")
  func allowed() {
    #expect(differences("3 minutes", "4 minutes") == [])
    #expect(differences(", 3 minutes", "") == [])
    #expect(differences("[chan receive, 3 minutes]", "[runnable]") == [])
    #expect(differences("m=nil [chan receive, 3 minutes]", "m=4 mp=0x10 [running]") == [])
    let elsewhere = Self.ours.replacing("[chan receive, 3 minutes]", with: "[runnable]")
      .replacing("+0x2b1", with: "+0x2b2")
    #expect(differences(Self.ours, elsewhere) == ["goroutine 1"])
  }

  @Test("is none where the runtime's text breaks off")
  func cut() {
    for length in stride(from: 200, to: Self.words.count, by: 7) {
      let words = String(Self.words.prefix(length))
      guard !words.hasSuffix("\n") else { continue }
      #expect(differences("", "", in: words) == [], "after \(length) characters")
    }
  }
}
