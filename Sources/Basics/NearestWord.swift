// Which word somebody meant who mistyped one.

/// The word of `words` that `word` is nearest to, if it is near enough to have been meant: at most a third
/// of its letters are others, missing, added or exchanged with the next. The first of equals.
package func nearestWord(to word: String, among words: some Sequence<String>) -> String? {
  var nearest: (word: String, distance: Int)?
  for candidate in words {
    let distance = editDistance(word, candidate)
    guard distance <= max(1, min(word.utf8.count, candidate.utf8.count) / 3) else { continue }
    if nearest.map({ distance < $0.distance }) ?? true { nearest = (candidate, distance) }
  }
  return nearest?.word
}

/// How many letters have to be put in, left out, replaced, or exchanged with their neighbour to make one
/// text of the other.
private func editDistance(_ first: String, _ second: String) -> Int {
  let (first, second) = (Array(first.utf8.prefix(100)), Array(second.utf8.prefix(100)))
  // Rows of the usual table: the one before the last, the last, and this one.
  var older: [Int] = []
  var last = Array(0...second.count)
  for (row, letter) in first.enumerated() {
    var current = [row + 1]
    for (column, other) in second.enumerated() {
      var least = min(last[column] + (letter == other ? 0 : 1), last[column + 1] + 1)
      least = min(least, current[column] + 1)
      if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
        least = min(least, older[column - 1] + 1)
      }
      current.append(least)
    }
    (older, last) = (last, current)
  }
  return last[second.count]
}
