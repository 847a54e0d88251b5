// What every error that reaches the user has: an exit code and one line.

/// An error that ends a run or a part of it. Nothing of it has to be known to tell the user.
package protocol ReportableError: Error {
  /// How a run ends that cannot go on.
  var exitCode: ExitStatus { get }
  /// One line, without a period. Hostile text in it is escaped.
  var message: String { get }
}
