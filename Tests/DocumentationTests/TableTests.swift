// The tables of the pages, held against what they are tables of.

import Basics
import CrashAnalysis
import ElfCore
import Foundation
import TestSupport
import Testing

@Suite("The tables of the pages")
struct TableTests {
  @Test("list every class with its family and meaning")
  func classes() throws {
    let rows = try Page("Documentation/Classes.md").table("gocore explain --format markdown")
    let expected = CrashFamily.allCases.flatMap { family in
      RuleCatalog.all.filter { $0.family == family }.map {
        ["`\($0.id)`", family.rawValue, $0.explanation.meaning]
      }
    }
    #expect(rows == expected)
  }

  @Test("list every exit code")
  func exitCodes() throws {
    let rows = try Page("Documentation/Contract.md").table("exit codes")
    #expect(rows.map { $0[0] } == ExitStatus.allCases.map { String($0.rawValue) })
  }

  @Test("list every code of a limit, and which of them are losses")
  func limits() throws {
    let rows = try Page("Documentation/Limits.md").table("codes of limits")
    let expected = LimitCode.allCases.map { ["`\($0.rawValue)`", $0.isLoss ? "yes" : "no"] }
    #expect(rows.map { Array($0.prefix(2)) } == expected)
  }

  @Test("list every target of make that make help lists")
  func makeTargets() throws {
    let rows = try Page("Documentation/Building.md").table("make help").map { Page.code($0[0])[0] }
    let makefile = try String(contentsOfFile: SampleCore.root + "/Makefile", encoding: .utf8)
    let targets = makefile.matches(of: #/(?m)^([a-z-]+):.*## /#).map { "make \($0.1)" }
    #expect(Set(rows) == Set(targets))
    #expect(rows.count == targets.count)
  }

  @Test("list every document that has a schema")
  func documents() throws {
    let rows = try Page("Documentation/JSON.md").table("schemas").map { Page.code($0[0])[0] }
    let names = try SchemaFolder.names().map { name in
      name.replacing(".schema.json", with: "").replacing(#/-(\d+)$/#) { "/\($0.1)" }
    }
    #expect(Set(rows) == Set(names))
  }

  @Test("list every member of a report")
  func members() throws {
    let rows = try Page("Documentation/JSON.md").table("members of gocore.report/1")
    let data = try Data(
      contentsOf: URL(fileURLWithPath: SchemaFolder.path + "/gocore.report-1.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    #expect(Set(rows.flatMap { Page.code($0[0]) }) == Set(properties.keys))
  }
}

@Suite("The tables of commands and flags")
struct FlagTests {
  private static let coreCommands = ["inspect", "goroutines", "threads", "identify"]

  @Test("have a row for every command")
  func everyCommand() throws {
    let page = try Page("Documentation/Commands.md").lines.filter { $0.hasPrefix("| `gocore ") }
    #expect(Set(GocoreCommand.commands).isSuperset(of: Self.coreCommands))
    for command in GocoreCommand.commands + ["version"] {
      let rows = page.filter { row in
        [" ", "`"].contains { row.hasPrefix("| `gocore \(command)\($0)") }
      }
      #expect(rows.count == 1, "\(command)")
    }
  }

  @Test("give each command the flags that it takes", arguments: GocoreCommand.commands)
  func flags(command: String) throws {
    let help = try GocoreCommand.run("help", command).text
    let taken = Set(
      help.matches(of: #/(?m)^  (?:(-\w), )?(--?[a-z-]+)/#)
        .flatMap { [$0.1.map(String.init), String($0.2)].compactMap { $0 } })
    var given: Set<String> = ["--help", "-h", "--version"]
    for row in try Page("Documentation/Commands.md").table("Flags") {
      guard applies(row[1], to: command) else { continue }
      for flag in Page.code(row[0]) { given.insert(String(flag.prefix { $0 != " " })) }
    }
    #expect(given.subtracting(taken) == [], "in the page and not in the help")
    // `-o` stands for both of its names.
    #expect(taken.subtracting(given).subtracting(["--output"]) == [])
  }

  private func applies(_ cell: String, to command: String) -> Bool {
    let names = Page.code(cell)
    if cell.hasPrefix("all but") { return !names.contains(command) }
    if cell.hasPrefix("core"), Self.coreCommands.contains(command) { return true }
    return names.contains(command)
  }

  @Test("give each command the formats that it writes")
  func formats() throws {
    var known: [String: [String]] = [:]
    for row in try Page("Documentation/Commands.md").table("Formats") {
      for command in Page.code(row[0]) {
        known[command] = Page.code(row[1])
      }
    }
    for command in GocoreCommand.commands where command != "merge" {
      let help = try GocoreCommand.run("help", command).text
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let values = help.firstMatch(of: #/--format <format>[^<]*?\(values: ([^;)]*)/#)
      let formats = values.map { String($0.1).components(separatedBy: ", ") }
      #expect(known[command] == formats, "\(command)")
    }
  }
}
