// What is said of other parts of a report, such as `which value was nil (FAULT)?`, where the report lacks them.

internal import CrashAnalysis
internal import GoRuntime

/// The parts that checks speak of and that a report does not have.
package struct PartReferences {
  private let missing: Set<Substring>

  init(_ report: Report, _ analysis: ProgramAnalysis) {
    let diagnosis = analysis.diagnosis
    let panics = PanicPassages(analysis, showsValues: report.showsValues, showsRuntime: false)
    let standstill = diagnosis.standstill.map { StandstillWords($0).facts } ?? []
    let passages = FaultSection(diagnosis).passages + panics.values
    let present = Set(passages.compactMap(\.label) + standstill.map(\.label))
    var missing = Set<Substring>(["FAULT", "HEAP", "VALUE", "STUCK"])
    missing.subtract(present.map { $0[...] })
    if diagnosis.findings.allSatisfy({ diagnosis.standstill != nil && $0.isOfStandstill }) {
      missing.insert("NOTICE")
    }
    if report.limits.isEmpty { missing.insert("LIMITS") }
    self.missing = missing
  }

  package init(missing: Set<Substring>) {
    self.missing = missing
  }

  /// The check without what is missing; nil where nothing else was spoken of.
  package func mended(_ check: String) -> String? {
    var words = check.split(separator: " ", omittingEmptySubsequences: false)
    var index = 0
    while index < words.count {
      guard missing.contains(words[index].filter(\.isLetter)[...]) else {
        index += 1
        continue
      }
      let word = words[index]
      let rest = word.drop { $0 != ")" }.dropFirst()
      let opens = word.hasPrefix("(")
      let closes = word.contains(")")
      if opens || closes {
        // `(FAULT)?`, `(SAYS, VALUE)`: the sentence stands without it.
        words.remove(at: index)
        if opens, closes {
          guard index > 0 else { return nil }
          words[index - 1] += rest
        } else if opens {
          guard index < words.count else { return nil }
          words[index] = "(" + words[index]
        } else {
          words[index - 1] = words[index - 1].prefix { $0 != "," } + ")" + rest
        }
      } else if index + 1 < words.count, words[index + 1] == "and" {
        words.removeSubrange(index...index + 1)
      } else if index > 0, words[index - 1] == "and" {
        guard index > 1 else { return nil }
        words[index - 2] += word.drop(while: \.isLetter)
        words.removeSubrange(index - 1...index)
        index -= 1
      } else {
        return nil
      }
    }
    return words.joined(separator: " ")
  }
}
