// A page of the documentation, as the tests read it.

import Foundation
import TestSupport

/// A page: README.md or a file of Documentation.
struct Page: Sendable, CustomStringConvertible {
  /// The path below the repository's root.
  let path: String
  let lines: [String]

  var description: String { path }

  init(_ path: String) throws {
    self.path = path
    let text = try String(contentsOfFile: SampleCore.root + "/" + path, encoding: .utf8)
    lines = text.components(separatedBy: "\n")
  }

  /// README.md and every page of Documentation.
  static let all: [Page] = {
    let folder = SampleCore.root + "/Documentation"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = names.filter { $0.hasSuffix(".md") }.sorted().map { "Documentation/" + $0 }
    return (["README.md"] + paths).compactMap { try? Page($0) }
  }()

  /// The rows of the table behind a comment `<!-- name -->` or a heading, each as its cells.
  func table(_ name: String) -> [[String]] {
    guard let start = lines.firstIndex(where: { $0 == "<!-- \(name) -->" || $0 == "## " + name })
    else { return [] }
    return lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
      .map(Self.cells)
  }

  /// What stands between the bars of a row; `\|` is no bar.
  private static func cells(_ row: String) -> [String] {
    row.replacingOccurrences(of: "\\|", with: "\u{0}").split(separator: "|").map {
      $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "\u{0}", with: "|")
    }
  }

  /// The words of a cell that are set as code.
  static func code(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// The lines outside of code blocks.
  var prose: [String] {
    var isCode = false
    return lines.filter { line in
      if line.trimmingCharacters(in: ["`"]) != line, line.hasPrefix("```") { isCode.toggle() }
      return !isCode
    }
  }

  /// The anchors of its headings, as GitHub makes them.
  var anchors: Set<String> {
    Set(
      prose.filter { $0.hasPrefix("#") }.map { line in
        String(
          line.drop { $0 == "#" || $0 == " " }.lowercased().compactMap { character -> Character? in
            if character == " " { return "-" }
            return character.isLetter || character.isNumber || character == "-" ? character : nil
          })
      })
  }
}

/// A command of a page, and the lines that it is said to print.
struct ShownCommand: Sendable, CustomStringConvertible {
  let page: String
  let command: String
  let output: [String]

  var description: String { "\(page): \(command)" }

  /// The commands of all blocks that are marked `console`.
  static let all: [ShownCommand] = Page.all.flatMap { page in
    var found: [ShownCommand] = []
    var command: String?
    var output: [String] = []
    var isInside = false
    func end() {
      guard let shown = command else { return }
      found.append(ShownCommand(page: page.path, command: shown, output: output))
      command = nil
      output = []
    }
    for line in page.lines {
      if !isInside {
        isInside = line == "```console"
      } else if line == "```" {
        end()
        isInside = false
      } else if line.hasPrefix("$ ") {
        end()
        command = String(line.dropFirst(2))
      } else {
        output.append(line)
      }
    }
    return found
  }

  /// Whether `printed` is what the page shows. A line `…` stands for any lines, and `…` within a line
  /// for any text.
  func isMatched(by printed: [String]) -> Bool {
    var rest = printed[...]
    while rest.last?.isEmpty == true { rest.removeLast() }
    var skips = false
    for line in output {
      if line == "…" {
        skips = true
        continue
      }
      guard
        let place = skips
          ? rest.firstIndex(where: { Self.matches($0, line) })
          : rest.first.flatMap({ Self.matches($0, line) ? rest.startIndex : nil })
      else { return false }
      rest = rest[(place + 1)...]
      skips = false
    }
    return skips || rest.isEmpty
  }

  private static func matches(_ printed: String, _ shown: String) -> Bool {
    // How much of a sparse file is on disk is for the file system to say.
    let size = #/[0-9.]+ [kMG]?B on disk/#
    let text = printed.replacing(size, with: "on disk")
    let parts = shown.replacing(size, with: "on disk").components(separatedBy: "…")
    guard parts.count > 1 else { return text == parts[0] }
    guard text.hasPrefix(parts[0]) else { return false }
    var rest = text.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }
}
