// Text from outside (paths, member names, messages about them) on one line.

internal import Basics

/// The longest text shown of one name.
private let longestText = 300

/// `text` escaped, and cut when it is long.
func displayText(_ text: String) -> String {
  displayable(text, limit: longestText)
}

/// A problem of the input at `path`, on one line and escaped.
func problemLine(_ path: String, _ text: String) -> String {
  displayText(path) + ": " + displayText(text)
}

/// `bytes` as pairs of hexadecimal digits with spaces between.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map(\.hexadecimalDigits).joined(separator: " ")
}
