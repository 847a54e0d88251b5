// Files of known issues: what they say, and what is wrong with them.

import Configuration
import CrashAnalysis
import Testing

private func read(_ text: String) throws -> KnownIssues {
  try KnownIssuesFile.read(Array(text.utf8))
}

private let crash = CrashTraits(
  signature: "GO1-7f3a9c21", crashClass: "nil-dereference",
  functions: ["example.com/shop/orders.(*Cart).Total", "main.main"],
  texts: ["open /etc/shop/till: permission denied"])

@Suite("A file of known issues")
struct KnownIssuesFileTests {
  @Test("has issues, suppressions and owners")
  func whole() throws {
    let known = try read(
      """
      # what the on-call knows
      issues:
        - signature: GO1-7f3a9c21
          ticket: INC-4411
          url: https://tickets.example.com/INC-4411
          runbook: https://wiki.example.com/cart
          owner: team-checkout
        - class: out-of-*
          ticket: INC-1
      suppressions:
        - function: "**.(*Cart).*"
          reason: fixed in v1.4.3
          expires: 2026-12-31
      owners:
        - package: example.com/shop
          owner: team-shop
        - package: example.com/shop/orders/
          owner: team-orders
      """)
    #expect(known.issues.count == 2)
    let today = try #require(CalendarDay("2026-12-31"))
    let matches = known.matches(crash, on: today)
    #expect(matches.issue?.ticket == "INC-4411")
    #expect(matches.issue?.runbook == "https://wiki.example.com/cart")
    #expect(matches.owner == "team-checkout")
    #expect(matches.suppression?.reason == "fixed in v1.4.3")
    #expect(matches.suppression?.isApplied == true)
  }

  @Test("may be JSON")
  func json() throws {
    let known = try read(
      #"{"issues":[{"class":"nil-*","ticket":"A \"b\""}],"owners":[]}"#)
    #expect(known.issues.first?.ticket == "A \"b\"")
  }

  @Test("may be empty, or have all its entries commented out")
  func empty() throws {
    #expect(try read("") == KnownIssues())
    #expect(try read("# nothing yet\n") == KnownIssues())
    #expect(try read("issues:\nowners:\n") == KnownIssues())
  }

  @Test(
    "that is broken is refused with the line",
    arguments: [
      ("issues:\n  - ticket: [a\n", 3, "did not find expected"),
      ("issues:\n\t- a\n", 2, "cannot start any token"),
      ("issues: 7\n", 1, "a list is expected here"), ("- a\n", 1, "keys and values"),
      ("issue:\n", 1, "unknown key issue"),
      ("issues:\n  - class: a\n    tickets: b\n", 3, "unknown key tickets"),
      ("issues:\n  - ticket: A\n", 2, "needs a condition"),
      ("issues:\n  - class: a\n", 2, "needs a ticket"),
      ("issues:\n  - signature: 7f3a9c21\n    ticket: A\n", 2, "an id like GO2-"),
      ("issues:\n  - signature: GO1-7F3A9C21\n    ticket: A\n", 2, "an id like GO2-"),
      ("issues:\n  - class: a\n    url: javascript:x\n", 3, "an address like https"),
      ("issues:\n  - class: a\n    ticket:\n", 3, "a text is expected"),
      ("issues:\n  - class: a\n    class: b\n", 3, "a second time"),
      ("suppressions:\n  - class: a\n    reason: b\n", 2, "a day on which it expires"),
      ("suppressions:\n  - class: a\n    expires: 2026-01-01\n", 2, "needs a reason"),
      ("suppressions:\n  - class: a\n    reason: b\n    expires: 2026-02-30\n", 4, "a day like"),
      ("owners:\n  - package: a\n", 2, "needs package and owner"),
      ("issues: &a []\nowners: *a\n", 2, "aliases are not read"),
      ("issues: []\n---\nissues: []\n", 2, "a second document"),
      ("issues:\n  - class: \"a\\qb\"\n", 2, "unknown escape"),
    ])
  func broken(text: String, line: Int, reason: String) {
    let error = #expect(throws: ConfigurationError.self) { try read(text) }
    #expect(error?.line == line)
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test("that is hostile is refused and does no harm")
  func hostile() {
    let deep = String(repeating: "[", count: 100_000)
    for bytes in [
      Array(deep.utf8), [0xff, 0xfe, 0x00], [0x80, 0x81], Array("a: \u{0}".utf8),
      Array(String(repeating: "{a: ", count: 10_000).utf8),
    ] {
      #expect(throws: ConfigurationError.self) { try KnownIssuesFile.read(bytes) }
    }
  }
}

@Suite("A pattern of a known issue")
struct CrashPatternTests {
  private func matches(_ change: (inout CrashPattern) -> Void) -> Bool {
    var pattern = CrashPattern()
    change(&pattern)
    return pattern.matches(crash)
  }

  @Test("holds where all its conditions hold")
  func conditions() {
    #expect(matches { $0.signature = "GO1-7f3a9c21" })
    #expect(!matches { $0.signature = "GO1-00000000" })
    #expect(!matches { $0.signature = "GO2-7f3a9c21" })
    #expect(matches { $0.crashClass = Glob("nil-*") })
    #expect(matches { $0.function = Glob("**/orders.(*Cart).*") })
    #expect(matches { $0.package = Glob("example.com/**") })
    #expect(!matches { $0.package = Glob("example.com/*") })
    #expect(matches { $0.text = Glob("*permission denied", separator: nil) })
    #expect(
      !matches {
        $0.crashClass = Glob("nil-*")
        $0.function = Glob("main.other")
      })
  }

  @Test("with no condition matches nothing")
  func none() {
    #expect(!matches { _ in })
  }
}

@Suite("A suppression")
struct SuppressionTests {
  private func suppression(_ days: [String], on today: String) throws
    -> KnownMatches.AppliedSuppression?
  {
    var known = KnownIssues()
    for day in days {
      var suppression = Suppression(expires: try #require(CalendarDay(day)))
      suppression.pattern.crashClass = Glob("*")
      suppression.reason = day
      known.suppressions.append(suppression)
    }
    return known.matches(crash, on: try #require(CalendarDay(today))).suppression
  }

  @Test("holds through its last day, and is told when it has expired")
  func expiry() throws {
    #expect(try suppression(["2026-12-31"], on: "2026-12-31")?.isApplied == true)
    #expect(try suppression(["2026-12-31"], on: "2027-01-01")?.isApplied == false)
    #expect(try suppression([], on: "2027-01-01") == nil)
  }

  @Test("that still holds comes before one that does not")
  func precedence() throws {
    let found = try suppression(["2026-01-01", "2027-01-01"], on: "2026-06-01")
    #expect(found?.reason == "2027-01-01")
    #expect(found?.isApplied == true)
  }
}

@Suite("An owner")
struct OwnerTests {
  @Test("is that of the longest path above the crash's first owned package")
  func longest() {
    var known = KnownIssues()
    known.owners = [
      PackageOwner(package: "example.com/shop", owner: "shop"),
      PackageOwner(package: "example.com/shop/orders", owner: "orders"),
      PackageOwner(package: "example.com/shop/order", owner: "nobody"),
    ]
    let day = CalendarDay("2026-01-01")
    #expect(day.map { known.matches(crash, on: $0).owner } == "orders")
    known.owners = [PackageOwner(package: "example.com/sho", owner: "nobody")]
    #expect(day.flatMap { known.matches(crash, on: $0).owner } == nil)
  }
}

@Suite("A day")
struct CalendarDayTests {
  @Test(
    "is read strictly",
    arguments: [
      ("2026-12-31", true), ("2024-02-29", true), ("2026-02-29", false), ("1900-02-29", false),
      ("2000-02-29", true), ("2026-13-01", false), ("2026-00-01", false), ("2026-1-01", false),
      ("26-01-01", false), ("2026-01-01T", false), ("", false), ("२०२६-01-01", false),
    ])
  func days(text: String, isDay: Bool) {
    #expect((CalendarDay(text) != nil) == isDay)
    if isDay { #expect(CalendarDay(text)?.text == text) }
  }
}
