// What to do next: commands that this build has, with the paths that the user gave.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// What stands under NEXT: the runbook of the class, for this core.
package struct NextSteps {
  package let commands: [String]
  /// What to look at, in words.
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
    let fetched = commands.count
    let diagnosis = analysis.diagnosis
    let verdict = diagnosis.verdict
    let runbook = verdict.runbook ?? verdict.rule.explanation.runbook
    if !report.showsValues,
      PanicPassages(analysis, showsValues: false, showsRuntime: false).hidesValues
    {
      commands.append("gocore inspect \(Self.target(report)) --show-values")
    }
    commands += Self.filled(verdict.nextSteps, report)
    for finding in diagnosis.findings {
      commands += Self.filled(Array(finding.nextSteps.prefix(1)), report)
    }
    commands += Self.filled(
      runbook.compactMap { if case .run(let command) = $0 { command } else { nil } }, report)
    commands += Self.filled(
      diagnosis.facts.others.prefix(3).compactMap { other in
        other.goroutine.map { "gocore goroutines {target} --id \($0.id)" }
      }, report)
    if GroupBlocks(analysis).hasMore {
      commands += Self.filled(["gocore goroutines {target} --group"], report)
    }
    if commands.isEmpty { commands += Self.filled(["gocore threads {target}"], report) }
    let references = PartReferences(report, analysis)
    let found = runbook.compactMap { step -> String? in
      if case .check(let text) = step { references.mended(text) } else { nil }
    }
    commands = Self.withoutRepetition(commands)
    // What is to be fetched comes first, all of it; the first check says what to think of, however many
    // commands there are.
    self.commands = Array(commands.prefix(max(fetched, Self.commandLimit)))
    checks = Array(found.prefix(max(1, Self.limit - self.commands.count)))
  }

  /// How many lines there are, and how many of them are commands.
  private static let limit = 4
  private static let commandLimit = 3

  /// Without commands that show no goroutine that one before them does not.
  private static func withoutRepetition(_ commands: [String]) -> [String] {
    var result: [String] = []
    var shown: Set<Substring> = []
    for command in commands where !result.contains(command) {
      let ids = Self.ids(command.split(separator: " "))
      if !ids.isEmpty, shown.isSuperset(of: ids) { continue }
      shown.formUnion(ids)
      result.append(command)
    }
    return result
  }

  /// The goroutines that a command asks for.
  private static func ids(_ words: [Substring]) -> [Substring] {
    zip(words, words.dropFirst()).filter { $0.0 == "--id" }.map(\.1)
  }

  /// Command lines with the words of this report in place of `{target}`, `{goroutine}`, `{core}` and
  /// `{runtime}`; those whose goroutine or file does not exist, or that would show nothing, are left out.
  static func filled(_ commands: [String], _ report: Report) -> [String] {
    let goroutine = report.analysis?.diagnosis.facts.crashedGoroutine.map { String($0.id) }
    return commands.compactMap { command in
      var words: [Substring] = []
      for word in command.split(separator: " ") {
        switch word {
        case "{core}": words += report.inputWords.prefix(1).map { Substring(shellQuoted($0)) }
        case "{runtime}":
          guard let path = report.analysis?.fileOfDeadRuntime else { return nil }
          words.append(Substring(shellQuoted(path)))
        case "{goroutine}":
          guard let goroutine else { return nil }
          words.append(goroutine[...])
        default: words.append(word)
        }
      }
      guard showsSomething(words, report.analysis?.diagnosis.summary) else { return nil }
      return words.map { $0 == "{target}" ? target(report) : String($0) }.joined(separator: " ")
    }
  }

  /// Whether a command about goroutines has any to show.
  private static func showsSomething(_ words: [Substring], _ summary: GoroutineSummary?) -> Bool {
    guard let summary else { return true }
    if words.contains("--group") {
      return summary.groups.reduce(0) { $0 + ($1.isSystem ? 0 : $1.count) } > 1
    }
    if let place = words.firstIndex(of: "--status"), place + 1 < words.count {
      let status = String(words[place + 1])
      return summary.byStatus[status] != nil || summary.byWaitReason[status] != nil
    }
    // Of a group the first hundred are known, which has the main goroutine if any.
    let known = summary.groups.allSatisfy { $0.count == $0.ids.count }
    return ids(words).allSatisfy { id in
      guard let number = UInt64(id), known || number == 1 else { return true }
      return summary.groups.contains { $0.ids.contains(number) }
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
package func shellQuoted(_ word: String) -> String {
  let safe = word.utf8.allSatisfy {
    (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
      || [0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x3a, 0x3d, 0x40, 0x5f].contains($0)
  }
  guard !safe || word.isEmpty else { return word }
  // By scalars: with a combining mark behind it, a quote is another character, and the same to a shell.
  var quoted = "'".unicodeScalars
  for scalar in word.unicodeScalars {
    if scalar == "'" { quoted += "'\\'".unicodeScalars }
    quoted.append(scalar)
  }
  return String(quoted) + "'"
}
