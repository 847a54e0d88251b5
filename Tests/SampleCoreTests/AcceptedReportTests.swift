// Whole reports, compared with those that were read and accepted.

import Foundation
import InputFiles
import Testing

@Suite(
  "The report of `gocore inspect`",
  .enabled(if: SampleCatalog.isCommitted, "other samples have no accepted reports"),
  .enabled(if: expandsCompressedInput, "a build without libarchive names no compression"))
struct AcceptedReportTests {
  /// The core's time in every report: 2026-01-01 00:00 UTC.
  private static let time = Date(timeIntervalSince1970: 1_767_225_600)

  @Test("is the accepted one, to the letter", arguments: SampleCatalog.everything)
  func report(sample: Sample) throws {
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    try FileManager.default.copyItem(at: sample.core, to: folder.file("core.zst"))
    try FileManager.default.setAttributes(
      [.modificationDate: Self.time], ofItemAtPath: folder.file("core.zst").path)
    var app = "app"
    let binary = try sample.binary()
    if binary.pathExtension == "patch" {
      try folder.expand(binary, as: app)
    } else {
      app += ".zst"
      try FileManager.default.createSymbolicLink(at: folder.file(app), withDestinationURL: binary)
    }
    let run = try gocore(["inspect", "core.zst", app], in: folder.url)
    #expect(run.end == .exited(0))
    #expect(run.errors == "")
    #expect(
      run.output.contains(", cut at ") == SampleCatalog.truncated.contains(sample))
    let accepted = try String(contentsOf: sample.acceptedReport, encoding: .utf8)
    if let text = difference(expected: accepted, found: Self.withoutBlocks(run.output)) {
      Issue.record(
        "\(sample.name): if the new report is right, run SampleCores/accept-reports\n\(text)")
    }
  }

  @Test(
    "answers in its first lines what, where, why, who and when, in 100 columns",
    arguments: SampleCatalog.everything)
  func head(sample: Sample) throws {
    let report = try String(contentsOf: sample.acceptedReport, encoding: .utf8)
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
    let head = lines.prefix { !$0.isEmpty }
    let labels = head.map { $0.prefix { $0 != " " } }
    #expect(labels.first == "CRASH")
    #expect(labels.count { $0 == "CRASH" } == 1)
    // A long title goes on in the next line; its class ends it.
    let title = [lines[0]] + lines.dropFirst().prefix { $0.hasPrefix(" ") }
    #expect(title.last?.hasSuffix("]") == true)
    for label in ["WHERE", "BUCKET", "BUILD", "PROC", "CORE"] {
      #expect(labels.contains { $0 == label }, "\(label)")
    }
    #expect(
      labels.contains("SAYS") || labels.contains("SIGNAL")
        || title.joined().contains("[no-crash, "))
    #expect(head.count <= 12)
    for line in head { #expect(line.unicodeScalars.count <= 100, "\(line)") }
  }

  @Test("speaks of no part that it does not have", arguments: SampleCatalog.everything)
  func references(sample: Sample) throws {
    let report = try String(contentsOf: sample.acceptedReport, encoding: .utf8)
    let lines = report.split(separator: "\n").map { line in
      (label: line.prefix { $0.isUppercase }, words: line.dropFirst(8))
    }
    let parts: Set<Substring> = [
      "BECAUSE", "CYCLE", "DEFERS", "FAULT", "GROUPS", "HEAP", "LIMITS", "NOTICE", "RUNNING",
      "SAYS", "SIGNAL", "STACK", "STUCK", "THREADS", "VALUE", "WAITING", "WHERE", "WHY",
    ]
    let missing = parts.subtracting(lines.map(\.label))
    var label: Substring = ""
    for line in lines {
      if !line.label.isEmpty { label = line.label }
      guard label == "NEXT" || label == "BECAUSE" else { continue }
      for word in line.words.split(whereSeparator: { !$0.isLetter }) {
        #expect(!missing.contains(word), "\(sample.name) has no \(word): \(line.words)")
      }
    }
  }

  @Test("is accepted for nothing that is gone")
  func leftovers() throws {
    for sample in SampleCatalog.everything {
      let hasCore = FileManager.default.fileExists(atPath: sample.core.path)
      #expect(hasCore, "\(sample.name) has no core")
    }
  }

  /// The report without the one number that depends on the file system it is on: how many blocks the
  /// core takes. accept-reports leaves it out in the same way.
  private static func withoutBlocks(_ report: String) -> String {
    report.replacingOccurrences(
      of: "(?m)^(CORE .*, )[0-9.]+ [kMG]?B( on disk)", with: "$1SIZE$2",
      options: .regularExpression)
  }
}
