// When a report has colour.

internal import Basics
internal import Glibc

/// When escape sequences are written.
package enum ColorMode: String, CaseIterable {
  case auto, always, never

  /// Whether they are wanted in a file, or else on standard output (no-color.org, bixense.com/clicolors).
  package func isWanted(toFile: Bool) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if toFile || environmentVariable("NO_COLOR") != nil { return false }
      if let force = environmentVariable("CLICOLOR_FORCE"), force != "0" { return true }
      return isatty(STDOUT_FILENO) == 1 && environmentVariable("TERM") != "dumb"
    }
  }
}
