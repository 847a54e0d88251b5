// What a class of deaths means, for `explain` and the table in Documentation/Classes.md.

package import CrashAnalysis

/// Writes explanations of classes.
package struct ExplanationText {
  private let style: TextStyle
  private static let width = 100

  package init(style: TextStyle) {
    self.style = style
  }

  /// One class in full.
  package func write(_ rule: any DiagnosisRule, to out: TextWriter) {
    let explanation = rule.explanation
    paragraph("CLASS", "\(rule.id), of the family \(rule.family.rawValue)", to: out)
    paragraph("MEANS", explanation.meaning, to: out)
    paragraph("FOUND", explanation.detection, to: out)
    for (index, step) in explanation.runbook.enumerated() {
      let label = index == 0 ? "DO" : ""
      switch step {
      case .check(let text): paragraph(label, "check: \(text)", to: out)
      case .run(let command): paragraph(label, "run: \(Self.spelled(command))", to: out)
      case .attach(let text): paragraph(label, "attach: \(text)", to: out)
      }
    }
  }

  /// All classes, a line each.
  package func writeList(to out: TextWriter) {
    let column = (RuleCatalog.all.map(\.id.count).max() ?? 0) + 2
    for family in CrashFamily.allCases {
      out.write(style.bold(family.rawValue) + "\n")
      for rule in RuleCatalog.all where rule.family == family {
        let lines = Self.wrapped(rule.explanation.meaning, Self.width - column - 2)
        for (index, line) in lines.enumerated() {
          out.write("  " + padded(index == 0 ? rule.id : "", column) + line + "\n")
        }
      }
    }
  }

  /// All classes as a table in Markdown.
  package static func writeTable(to out: TextWriter) {
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

  private func paragraph(_ label: String, _ text: String, to out: TextWriter) {
    let indent = String(repeating: " ", count: 8)
    for (index, line) in Self.wrapped(text, Self.width - indent.count).enumerated() {
      out.write((index == 0 && !label.isEmpty ? style.label(label) : indent) + line + "\n")
    }
  }

  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
