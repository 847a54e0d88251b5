// Seconds since the epoch as a date, without Foundation.

internal import Glibc

/// A moment in UTC.
package struct CalendarTime: Sendable, Equatable {
  package let year: Int64
  package let month: Int64
  package let day: Int64
  package let hour: Int64
  package let minute: Int64
  package let second: Int64

  /// The date of `seconds` since 1970-01-01 00:00 UTC, by the proleptic Gregorian calendar.
  package init(epoch seconds: Int64) {
    // Days are counted from 0000-03-01, so that a leap day is the last of its year.
    let clamped = max(-62_000_000_000, min(250_000_000_000, seconds))
    let days = Self.floorDivide(clamped, 86_400)
    let time = clamped - days * 86_400
    let shifted = days + 719_468
    let era = Self.floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = time / 3_600
    minute = time / 60 % 60
    second = time % 60
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
  }

  /// Seconds since 1970 of a text like `2026-11-21T11:29:05Z`; nil for any other text.
  package static func epoch(rfc3339 text: String) -> Int64? {
    let bytes = Array(text.utf8)
    let marks: [Int: UInt8] = [4: 0x2d, 7: 0x2d, 10: 0x54, 13: 0x3a, 16: 0x3a, 19: 0x5a]
    guard bytes.count == 20,
      bytes.enumerated().allSatisfy({ index, byte in
        marks[index].map { $0 == byte } ?? (0x30...0x39).contains(byte)
      })
    else { return nil }
    func number(_ range: Range<Int>) -> Int64 {
      bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
    let month = number(5..<7)
    guard (1...12).contains(month) else { return nil }
    // Years begin in March, as above.
    let year = number(0..<4) - (month <= 2 ? 1 : 0)
    let era = floorDivide(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + number(8..<10) - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (days - 719_468) * 86_400 + number(11..<13) * 3_600 + number(14..<16) * 60
      + number(17..<19)
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// `2026-11-21T11:29:05Z`.
  package var rfc3339: String {
    "\(year)-\(Self.two(month))-\(Self.two(day))T\(Self.two(hour)):\(Self.two(minute)):"
      + "\(Self.two(second))Z"
  }

  /// `2026-11-21 11:29 UTC`.
  package var short: String {
    "\(year)-\(Self.two(month))-\(Self.two(day)) \(Self.two(hour)):\(Self.two(minute)) UTC"
  }
}

/// Today's date in UTC, as `2026-11-21`.
package func today() -> String {
  String(CalendarTime(epoch: Int64(time(nil))).rfc3339.prefix(10))
}
