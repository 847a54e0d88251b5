// Some days of an archive, which the pages look at: reports of real cores with other times, versions, hosts
// and builds.

import Foundation

/// Makes reports, a line each.
struct Week {
  /// A core: what it is a copy of, when it died, where, and of which version it is.
  private struct Death {
    let sample: String
    let day: Int
    let host: String
    let version: String
  }

  private static let deaths =
    [17, 18, 19, 20].map {
      Death(sample: "archive/core.3430", day: $0, host: "web-1", version: "v1.4.0")
    }
    + [
      Death(sample: "alone/core.3430", day: 19, host: "db-1", version: "v1.3.9"),
      Death(sample: "archive/core.3430", day: 24, host: "web-2", version: "v1.5.0"),
      Death(sample: "alone/core.3430", day: 26, host: "db-1", version: "v1.3.9"),
    ]
    + [24, 25, 26].map {
      Death(sample: "archive/core.9001", day: $0, host: "web-1", version: "v1.5.0")
    }

  /// The reports of cores of the days in `days` of November, made of `reports`.
  static func reports(_ days: ClosedRange<Int>, of reports: [String]) -> String {
    deaths.filter { days.contains($0.day) }.map { death in
      let report = reports.first { $0.contains(#""core":{"path":"\#(death.sample)""#) } ?? ""
      let number = 4_000 + death.day
      return
        report
        .replacing(
          #""path":"\#(death.sample)""#,
          with: #""path":"\#(death.host)/core.crashlab.\#(number)","host":"\#(death.host)""#
        )
        .replacing("2026-11-21T14:58", with: "2026-11-\(death.day)T03:\(death.day)")
        .replacing("(devel)", with: death.version)
        .replacing(
          #/"contentHash":"[0-9a-f]*"/#, with: #""contentHash":"\#(number)\#(death.host)""#
        )
        .replacing(#/"buildID":"b89b77/#) { _ in
          #""buildID":"\#(death.version.filter(\.isNumber))b77"#
        }
    }.joined(separator: "\n") + "\n"
  }
}
