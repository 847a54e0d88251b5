// What a team has written down for gocore: lists for signatures, known issues.

internal import ArgumentParser
internal import Basics
internal import Configuration
internal import CrashAnalysis
internal import Reporting

/// The lists that decide which functions a signature, and WHERE, name.
struct SignatureListArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder with lists (sentinel.txt, prefix.txt, …) to take the place of gocore's own.",
      valueName: "folder"), completion: .directory)
  var signatureLists: String?

  /// The user's lists; nil where no folder is named.
  func folder() throws -> SignatureListFolder? {
    try signatureLists.map { try SignatureListFolder(path: $0) }
  }

  /// The lists to go by.
  func lists() throws -> SignatureLists { try folder()?.lists ?? .standard }
}

/// The file of known issues.
struct KnownIssueArguments: ParsableArguments {
  /// The variable that names the file where no option does.
  static let variable = "GOCORE_KNOWN_ISSUES"

  @Option(
    help: ArgumentHelp(
      "A YAML file of known issues, suppressions and owners (default: $\(variable)).",
      valueName: "file"), completion: .file())
  var knownIssues: String?

  /// What is known, for the day it is; nil where no file is named.
  func readForToday() throws -> (issues: KnownIssues, day: CalendarDay)? {
    guard let issues = try read(), let day = CalendarDay(today()) else { return nil }
    return (issues, day)
  }

  /// What is known; nil where no file is named.
  func read() throws -> KnownIssues? {
    guard let path = knownIssues ?? environmentVariable(Self.variable) else { return nil }
    let text = try LineReader.contents(of: path)
    do {
      return try KnownIssuesFile.read(text)
    } catch {
      throw Failure(
        .unreadableInput, "\(displayable(path)):\(error.line): \(displayable(error.reason))")
    }
  }
}
