// LIMITS of a report, short: the whole texts are in its JSON.

internal import ElfCore

/// Puts limits into lines.
enum LimitWords {
  /// Limits of one kind beyond these are counted.
  private static let shown = 2

  /// A line for each that tells the reader something, and one for those of a kind that are many.
  static func lines(_ limits: [Limit]) -> [Line] {
    var counts: [LimitCode: Int] = [:]
    let told = limits.filter { !$0.brief.isEmpty }
    for limit in told { counts[limit.code, default: 0] += 1 }
    var written: [LimitCode: Int] = [:]
    var lines: [Line] = []
    for limit in told {
      let (number, all) = (written[limit.code, default: 0], counts[limit.code, default: 0])
      written[limit.code] = number + 1
      // One more is shown in place of the line that counts it.
      if number < shown || all == shown + 1 {
        lines.append(Line(limit.brief))
      } else if number == shown {
        lines.append(Line("… \(all - shown) more like that (--format json has all)"))
      }
    }
    return lines
  }
}
