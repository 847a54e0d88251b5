// What a goroutine waits for, in lines of text.

internal import CrashAnalysis
internal import GoRuntime

/// Puts what goroutines wait for into words.
enum WaitText {
  /// Cases of a `select` that are shown; the others are counted.
  private static let shown = 16

  /// A line for each thing that one goroutine waits for.
  static func lines(_ waits: [Wait]) -> [Line] {
    var lines = waits.prefix(shown).enumerated().map { index, wait in
      Line("\(index == 0 ? "waits: " : "    or ") \(wait.words)")
    }
    if waits.count > shown { lines.append(Line("    … \(waits.count - shown) more")) }
    return lines
  }
}
