// What a team knows: issues with tickets, crashes that it tolerates for a while, and who owns which
// package.

/// A calendar day.
package struct CalendarDay: Sendable, Equatable, Comparable {
  package let year: Int
  package let month: Int
  package let day: Int

  /// From `2026-12-31`; nil for any other text.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month)
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...days[month - 1]).contains(day) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// `2026-12-31`.
  package var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// An issue that has a ticket.
package struct KnownIssue: Sendable, Equatable {
  package var pattern = CrashPattern()
  package var ticket: String?
  package var url: String?
  /// The address of a runbook.
  package var runbook: String?
  package var owner: String?

  package init() {}
}

/// A crash that is tolerated until a day.
package struct Suppression: Sendable, Equatable {
  package var pattern = CrashPattern()
  package var reason = ""
  /// The last day on which it is in force.
  package var expires: CalendarDay

  package init(expires: CalendarDay) {
    self.expires = expires
  }
}

/// Who owns a package and those below it.
package struct PackageOwner: Sendable, Equatable {
  package let package: String
  package let owner: String

  package init(package: String, owner: String) {
    self.package = package
    self.owner = owner
  }

  func owns(_ other: String) -> Bool {
    other == package || other.hasPrefix(package + "/")
  }
}

/// Everything that a team knows.
package struct KnownIssues: Sendable, Equatable {
  package var issues: [KnownIssue] = []
  package var suppressions: [Suppression] = []
  package var owners: [PackageOwner] = []

  package init() {}

  /// What is known of a crash: the first issue and the first suppression that match, and the owner. That
  /// is the issue's, or else the owner of the longest package path that contains one of its functions.
  package func matches(_ crash: CrashTraits, on today: CalendarDay) -> KnownMatches {
    let issue = issues.first { $0.pattern.matches(crash) }
    // One that is still in force goes before an expired one.
    let matching = suppressions.filter { $0.pattern.matches(crash) }
    let suppression = matching.first { $0.expires >= today } ?? matching.first
    return KnownMatches(
      issue: issue, owner: issue?.owner ?? owner(of: crash),
      suppression: suppression.map {
        KnownMatches.AppliedSuppression(
          reason: $0.reason, expires: $0.expires, isApplied: $0.expires >= today)
      })
  }

  private func owner(of crash: CrashTraits) -> String? {
    for package in crash.packages {
      let longest = owners.filter { $0.owns(package) }.max {
        $0.package.utf8.count < $1.package.utf8.count
      }
      if let longest { return longest.owner }
    }
    return nil
  }
}

/// What is known of one crash.
package struct KnownMatches: Sendable, Equatable {
  /// A suppression that matches, in force or not.
  package struct AppliedSuppression: Sendable, Equatable {
    package let reason: String
    package let expires: CalendarDay
    package let isApplied: Bool
  }

  package let issue: KnownIssue?
  package let owner: String?
  package let suppression: AppliedSuppression?
}
