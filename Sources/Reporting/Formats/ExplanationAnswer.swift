// What a class of deaths means, for `explain` and the table in Documentation/Classes.md.

package import CrashAnalysis

/// Explanations of classes.
package enum ExplanationAnswer: FormattedAnswer {
  /// One class in full.
  case one(any DiagnosisRule)
  /// All classes, a line each.
  case all

  package static let formats: [AnswerFormat<ExplanationAnswer>] = [
    AnswerFormat(text: { answer, _ in
      Document([
        Section {
          switch answer {
          case .one(let rule): .passages(passages(on: rule))
          case .all: .passages([list])
          }
        }
      ])
    }),
    AnswerFormat(.markdown) { _, _, out in writeTable(to: out) },
  ]

  private static let width = 100

  private static func passages(on rule: any DiagnosisRule) -> [Passage] {
    let explanation = rule.explanation
    let steps = explanation.runbook.map { step in
      switch step {
      case .check(let text): "check: \(text)"
      case .run(let command): "run: \(spelled(command))"
      case .attach(let text): "attach: \(text)"
      }
    }
    return [
      paragraph("CLASS", ["\(rule.id), of the family \(rule.family.rawValue)"]),
      paragraph("MEANS", [explanation.meaning]), paragraph("FOUND", [explanation.detection]),
      paragraph("DO", steps),
    ]
  }

  private static var list: Passage {
    let ids = RuleCatalog.all.map(\.id.count).max() ?? 0
    let columns = [
      Table.Column(.exactly(2), gap: ""), Table.Column(.exactly(ids)), Table.Column(),
    ]
    let blocks = CrashFamily.allCases.flatMap { family -> [Block] in
      let rows = RuleCatalog.all.filter { $0.family == family }.flatMap { rule in
        wrapped(rule.explanation.meaning, columns: width - ids - 4).enumerated().map {
          Table.Row(["", $0 == 0 ? rule.id : "", $1])
        }
      }
      return [.lines([Line(family.rawValue, .strong)]), .table(Table(columns, rows: rows))]
    }
    return Passage(nil, blocks)
  }

  /// All classes as a table in Markdown.
  private static func writeTable(to out: TextWriter) {
    out.write("| class | family | what happened |\n|---|---|---|\n")
    for family in CrashFamily.allCases {
      for rule in RuleCatalog.all where rule.family == family {
        out.write("| `\(rule.id)` | \(family.rawValue) | \(rule.explanation.meaning) |\n")
      }
    }
  }

  /// A command of a runbook with words for what a report would fill in.
  private static func spelled(_ command: String) -> String {
    command.split(separator: " ").map {
      switch $0 {
      case "{target}": "CORE BINARY"
      case "{goroutine}": "N"
      default: String($0)
      }
    }.joined(separator: " ")
  }

  private static func paragraph(_ label: String, _ texts: [String]) -> Passage {
    let lines = texts.flatMap { wrapped($0, columns: Line.columns) }
    return Passage(label, [.lines(lines.map { Line($0) })])
  }
}
