// What a goroutine waits for, in lines of text.

internal import Basics
internal import GoRuntime

/// Writes what goroutines wait for.
struct WaitText {
  let out: TextWriter
  /// Cases of a `select` that are shown; the others are counted.
  private static let shown = 16

  /// Writes a line for each thing that one goroutine waits for.
  func write(_ waits: [Wait]) {
    for (index, wait) in waits.prefix(Self.shown).enumerated() {
      out.write("     \(index == 0 ? "waits: " : "    or ") \(displayable(wait.description))\n")
    }
    if waits.count > Self.shown { out.write("         … \(waits.count - Self.shown) more\n") }
  }
}
