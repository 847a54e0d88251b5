// How much one input may expand to, over all its members.

/// Counts expanded bytes against a limit, so that an archive bomb stops.
///
/// Apparent sizes are counted: a bomb of zeros takes no room in a sparse file, but reading it
/// would never end.
struct ExpansionBudget {
  /// The most bytes.
  let limit: UInt64
  /// Where the limit came from.
  let source: ExpansionLimitSource
  /// The bytes spent on files that are complete.
  private(set) var spent: UInt64 = 0

  /// Makes a budget of `limit` bytes.
  init(limit: UInt64, source: ExpansionLimitSource) {
    self.limit = limit
    self.source = source
  }

  /// Whether there is room for a file of `size` bytes.
  func covers(_ size: UInt64) -> Bool {
    let (total, overflow) = spent.addingReportingOverflow(size)
    return !overflow && total <= limit
  }

  /// Counts a file of `size` bytes.
  mutating func spend(_ size: UInt64) {
    let (total, overflow) = spent.addingReportingOverflow(size)
    spent = overflow ? .max : total
  }

  /// The error when there is no room.
  func exceeded(path: String) -> InputError {
    .expansionLimit(path: path, limit: limit, source: source)
  }
}
