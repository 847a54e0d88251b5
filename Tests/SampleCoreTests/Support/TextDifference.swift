// Differences between texts, as a person wants to read them.

/// The lines that differ, with their numbers: `-` was expected, `+` was found. Nil when none do.
func difference(expected: String, found: String, limit: Int = 40) -> String? {
  guard expected != found else { return nil }
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = found.split(separator: "\n", omittingEmptySubsequences: false)
  var lines: [(place: Int, order: Int, text: String)] = []
  for change in new.difference(from: old) {
    switch change {
    case .remove(let offset, let line, _): lines.append((offset, 0, "- \(offset + 1): \(line)"))
    case .insert(let offset, let line, _): lines.append((offset, 1, "+ \(offset + 1): \(line)"))
    }
  }
  let sorted = lines.sorted { ($0.place, $0.order) < ($1.place, $1.order) }.map(\.text)
  let rest = sorted.count > limit ? ["… \(sorted.count - limit) more"] : []
  return (sorted.prefix(limit) + rest).joined(separator: "\n")
}
