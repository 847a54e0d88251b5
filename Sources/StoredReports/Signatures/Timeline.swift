// When signatures occurred: periods of one length that fit side by side.

internal import Basics

/// Periods of days, weeks, months or years, without a gap, from the first day that has a core to the last.
struct Timeline: Equatable {
  /// How long a period is.
  enum Unit: String, CaseIterable {
    case day, week, month, year
  }

  let unit: Unit
  /// The first day of each (`2026-11-21`).
  let periods: [String]
  /// Whether there are earlier periods than these.
  let isCut: Bool

  /// The shortest periods of which not more than `limit` reach over all of `days`; of years the last ones.
  init(of days: some Sequence<String>, limit: Int) {
    let numbers = days.compactMap(Self.number)
    guard let first = numbers.min(), let last = numbers.max() else {
      (unit, periods, isCut) = (.day, [], false)
      return
    }
    for unit in Unit.allCases {
      var starts: [Int64] = []
      var start = Self.start(of: unit, last)
      while starts.count <= limit {
        starts.append(start)
        if start <= first { break }
        start = Self.start(of: unit, start - 1)
      }
      if starts.count <= limit || unit == .year {
        self.unit = unit
        isCut = starts.count > limit
        periods = starts.prefix(limit).reversed().map(Self.text)
        return
      }
    }
    (unit, periods, isCut) = (.day, [], false)
  }

  /// How many of `days` fall into each period.
  func counts(of days: [String: Int]) -> [Int] {
    var counts = Array(repeating: 0, count: periods.count)
    for (day, count) in days {
      // Times as texts have the order of time.
      if let index = periods.lastIndex(where: { $0 <= day }) { counts[index] += count }
    }
    return counts
  }

  /// What a period is called in few columns: `11-21` for a day and for the week that begins with it.
  func label(_ period: String) -> String {
    switch unit {
    case .day, .week: String(period.dropFirst(5))
    case .month: String(period.dropFirst(2).prefix(5))
    case .year: String(period.prefix(4))
    }
  }

  /// Days since 1970.
  private static func number(_ day: String) -> Int64? {
    CalendarTime.epoch(rfc3339: day + "T00:00:00Z").map {
      ($0 - ($0 % 86_400 + 86_400) % 86_400) / 86_400
    }
  }

  private static func text(_ day: Int64) -> String {
    String(CalendarTime(epoch: day * 86_400).rfc3339.prefix(10))
  }

  /// The first day of the period that `day` is in. Weeks begin with Monday.
  private static func start(of unit: Unit, _ day: Int64) -> Int64 {
    let date = CalendarTime(epoch: day * 86_400)
    switch unit {
    case .day: return day
    // 1970-01-01 was a Thursday.
    case .week: return day - ((day + 3) % 7 + 7) % 7
    case .month: return day - date.day + 1
    case .year:
      return number(text(day).prefix(4) + "-01-01") ?? day
    }
  }
}
