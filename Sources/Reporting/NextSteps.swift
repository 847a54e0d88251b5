// What to do next: commands that this build has, with the paths that the user gave.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// The commands under NEXT.
struct NextSteps {
  let commands: [String]

  init(_ report: Report) {
    let target = report.inputWords.map(shellQuoted).joined(separator: " ")
    var commands: [String] = []
    if report.build.binary == .absent, report.analysis?.process.hasAllTables != true {
      let words = Self.words(of: report.build)
      if !words.isEmpty { commands.append("fetch the binary: \(words)") }
      commands.append("gocore inspect \(target) BINARY")
    }
    guard let analysis = report.analysis else {
      self.commands = commands
      return
    }
    let facts = analysis.diagnosis.facts
    if let goroutine = facts.crashedGoroutine {
      commands.append("gocore goroutines \(target) --id \(goroutine.id)")
    }
    for other in facts.others.prefix(3) {
      if let id = other.goroutine?.id { commands.append("gocore goroutines \(target) --id \(id)") }
    }
    if facts.crashedGoroutine == nil, facts.threadIndex != nil {
      commands.append("gocore threads \(target)")
    }
    if analysis.diagnosis.summary.total > 1 {
      commands.append("gocore goroutines \(target) --group")
    }
    self.commands = commands
  }

  /// All that tells one build from another.
  private static func words(of build: BuildDescription) -> String {
    var words: [String] = []
    if let path = build.mappedPath { words.append(path) }
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
