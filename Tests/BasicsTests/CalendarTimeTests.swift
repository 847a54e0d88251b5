// Dates out of seconds, held against Foundation.

import Basics
import Foundation
import Testing

@Suite("A calendar time")
struct CalendarTimeTests {
  @Test(
    "is the date of its seconds",
    arguments: [
      (Int64(0), "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (951_868_800, "2000-03-01T00:00:00Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
      (1_740_787_199, "2025-02-28T23:59:59Z"), (1_740_787_200, "2025-03-01T00:00:00Z"),
      (4_107_542_400, "2100-03-01T00:00:00Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
      (2_147_483_647, "2038-01-19T03:14:07Z"), (2_147_483_648, "2038-01-19T03:14:08Z"),
      (-2_208_988_800, "1900-01-01T00:00:00Z"), (-86_400, "1969-12-31T00:00:00Z"),
      (-86_401, "1969-12-30T23:59:59Z"), (1_795_260_545, "2026-11-21T11:29:05Z"),
    ] as [(Int64, String)])
  func dates(seconds: Int64, text: String) {
    #expect(CalendarTime(epoch: seconds).rfc3339 == text)
  }

  @Test("agrees with Foundation on every day of eight hundred years")
  func oracle() throws {
    let formatter = ISO8601DateFormatter()
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    // From the Gregorian reform on; 37 days and some hours apart, so that all dates are met.
    for step in 0..<8_000 as Range<Int64> {
      let seconds = -12_000_000_000 + step * (37 * 86_400 + 12_345)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      #expect(CalendarTime(epoch: seconds).rfc3339 == formatter.string(from: date))
    }
  }

  @Test("is told shortly to the minute")
  func short() {
    #expect(CalendarTime(epoch: 1_795_260_545).short == "2026-11-21 11:29 UTC")
  }

  @Test(
    "of absurd seconds is some date, and no trap", arguments: [Int64.min, .max, -62_000_000_001])
  func absurd(seconds: Int64) {
    let time = CalendarTime(epoch: seconds)
    #expect((1...12).contains(time.month))
    #expect((1...31).contains(time.day))
    #expect((0...23).contains(time.hour))
  }
}
