// Why a configuration file is refused.

/// A mistake in a file, and where it is.
package struct ConfigurationError: Error, Equatable {
  /// Counted from 1.
  package let line: Int
  package let reason: String

  package init(line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }
}
