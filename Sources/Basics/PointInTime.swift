// Points in time as people name them: a date, so long ago, a day of the week.

internal import Glibc

/// Seconds since 1970, now.
package func secondsNow() -> Int64 { Int64(time(nil)) }

/// A point in time that a user named.
package struct PointInTime: Sendable, Equatable {
  /// Seconds since the epoch.
  package let seconds: Int64

  /// In UTC: `2026-11-23T00:00:00Z`.
  package var text: String { CalendarTime(epoch: seconds).rfc3339 }

  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]
  private static let units: [Character: Int64] = ["h": 3_600, "d": 86_400, "w": 604_800]

  /// Reads `2026-11-23`, `2026-11-23T08:00:00Z`, `7d`, `12h`, `2w`, `today`, `yesterday` or the name of a day
  /// of the week, which is the last one, or today. Days begin at midnight in UTC; nil for any other text.
  package init?(_ text: String, now: Int64) {
    let midnight = now - (now % 86_400 + 86_400) % 86_400
    if let found = CalendarTime.epoch(rfc3339: text)
      ?? CalendarTime.epoch(rfc3339: text + "T00:00:00Z")
    {
      // A date that there is not, such as the 30th of February, would be another day.
      guard CalendarTime(epoch: found).rfc3339.hasPrefix(text.prefix(10)) else { return nil }
      seconds = found
    } else if text == "today" || text == "yesterday" {
      seconds = midnight - (text == "today" ? 0 : 86_400)
    } else if let day = Self.weekdays.firstIndex(where: { $0 == text.lowercased() }) {
      // 1970-01-01 was a Thursday.
      let today = (midnight / 86_400 + 3) % 7
      seconds = midnight - ((today - Int64(day) + 7) % 7) * 86_400
    } else {
      guard let unit = text.last.flatMap({ Self.units[$0] }), let count = Int64(text.dropLast()),
        count > 0, count < 100_000
      else { return nil }
      seconds = now - count * unit
    }
  }
}
