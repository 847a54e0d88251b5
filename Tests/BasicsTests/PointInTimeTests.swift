// Points in time as people name them.

import Basics
import Testing

@Suite("A point in time")
struct PointInTimeTests {
  /// Saturday, 2026-11-28 01:45:00 UTC.
  private static let now: Int64 = 1_795_830_300

  @Test(
    "is a date, a time, so long ago, or a day of the week",
    arguments: [
      ("2026-11-23", "2026-11-23T00:00:00Z"), ("2026-11-23T08:30:00Z", "2026-11-23T08:30:00Z"),
      ("7d", "2026-11-21T01:45:00Z"), ("12h", "2026-11-27T13:45:00Z"),
      ("2w", "2026-11-14T01:45:00Z"), ("today", "2026-11-28T00:00:00Z"),
      ("yesterday", "2026-11-27T00:00:00Z"), ("monday", "2026-11-23T00:00:00Z"),
      ("Saturday", "2026-11-28T00:00:00Z"), ("sunday", "2026-11-22T00:00:00Z"),
    ])
  func named(text: String, time: String) {
    #expect(PointInTime(text, now: Self.now)?.text == time)
  }

  @Test(
    "is no other text",
    arguments: [
      "", "d", "0d", "-1d", "7", "7m", "99999999999999999999d", "2026-02-30", "2026-13-01", "mon",
    ])
  func refused(text: String) {
    #expect(PointInTime(text, now: Self.now) == nil)
  }
}
