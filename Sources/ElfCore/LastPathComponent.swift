// The last part of a path.

extension String {
  /// What follows the last slash.
  package var lastPathComponent: String {
    lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self
  }
}
