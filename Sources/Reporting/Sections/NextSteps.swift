// What to do next: commands that this build has, with the paths that the user gave.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What stands under NEXT: the runbook of the class, for this core.
package struct NextSteps {
  package let commands: [String]
  /// What to look at and what to attach, in words.
  package let checks: [String]

  package init(_ report: Report) {
    var commands: [String] = []
    if report.build.binary == .absent, report.analysis?.hasAllTables != true {
      let words = Self.words(of: report.build)
      if !words.isEmpty { commands.append("fetch the binary: \(words)") }
      commands.append("gocore inspect \(Self.target(report)) BINARY")
    }
    commands += report.build.missingPlugins.map { plugin in
      "fetch the plugin: \(plugin.path)" + (plugin.id.map { ", build ID \($0)" } ?? "")
    }
    guard let analysis = report.analysis else {
      self.commands = commands
      checks = []
      return
    }
    let verdict = analysis.diagnosis.verdict
    let runbook = verdict.runbook ?? verdict.rule.explanation.runbook
    commands += Self.filled(
      verdict.nextSteps
        + runbook.compactMap {
          if case .run(let command) = $0 { command } else { nil }
        }, report)
    for other in analysis.diagnosis.facts.others.prefix(3) {
      if let id = other.goroutine?.id {
        commands.append("gocore goroutines \(Self.target(report)) --id \(id)")
      }
    }
    if analysis.diagnosis.summary.total > 1 {
      commands.append("gocore goroutines \(Self.target(report)) --group")
    }
    if !report.showsValues,
      PanicPassages(analysis, showsValues: false, showsRuntime: false).hidesValues
    {
      commands.append("gocore inspect \(Self.target(report)) --show-values")
    }
    for finding in analysis.diagnosis.findings {
      commands += Self.filled(finding.nextSteps, report)
    }
    var seen: Set<String> = []
    self.commands = commands.filter { seen.insert($0).inserted }
    checks = runbook.compactMap {
      switch $0 {
      case .check(let text): text
      case .attach(let text): "attach \(text)"
      case .run: nil
      }
    }
  }

  /// Command lines with the words of this report in place of `{target}`, `{goroutine}`, `{core}` and
  /// `{runtime}`; those whose goroutine or file does not exist are left out.
  static func filled(_ commands: [String], _ report: Report) -> [String] {
    let goroutine = report.analysis?.diagnosis.facts.crashedGoroutine.map { String($0.id) }
    return commands.compactMap { command in
      var words: [String] = []
      for word in command.split(separator: " ") {
        switch word {
        case "{target}": words.append(target(report))
        case "{core}": words += report.inputWords.prefix(1).map(shellQuoted)
        case "{runtime}":
          guard let path = report.analysis?.fileOfDeadRuntime else { return nil }
          words.append(shellQuoted(path))
        case "{goroutine}":
          guard let goroutine else { return nil }
          words.append(goroutine)
        default: words.append(String(word))
        }
      }
      return words.joined(separator: " ")
    }
  }

  private static func target(_ report: Report) -> String {
    report.inputWords.map(shellQuoted).joined(separator: " ")
  }

  /// Everything that distinguishes one build from another.
  private static func words(of build: BuildDescription) -> String {
    var words: [String] = []
    if let path = build.mappedPath {
      words.append(MappedPath.isOfMemory(path) ? "copied into memory as \(path)" : path)
    }
    if let id = build.ids.gnu { words.append("build ID \(id)") }
    if let id = build.ids.go { words.append("Go build ID \(id)") }
    if let information = build.information {
      words.append(information.goVersion)
      if let main = information.main {
        words.append(main.path + (main.version.isEmpty ? "" : " \(main.version)"))
      } else if let path = information.path {
        words.append(path)
      }
      if let revision = information.settings["vcs.revision"] {
        let isModified = information.settings["vcs.modified"] == "true"
        words.append("rev \(revision)\(isModified ? " (modified)" : "")")
      }
    }
    if let size = build.leastSize { words.append("\(humanSize(size)) or more") }
    return words.joined(separator: ", ")
  }
}

/// A word for a POSIX shell.
func shellQuoted(_ word: String) -> String {
  let safe = word.utf8.allSatisfy {
    (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
      || [0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x3a, 0x3d, 0x40, 0x5f].contains($0)
  }
  guard !safe || word.isEmpty else { return word }
  var quoted = "'"
  for character in word { quoted += character == "'" ? "'\\''" : String(character) }
  return quoted + "'"
}
