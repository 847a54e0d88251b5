// What a team tells gocore of its crashes: lists for signatures, known issues.

internal import ArgumentParser
internal import Basics
internal import Configuration
internal import CrashAnalysis
internal import Reporting

/// The lists that signatures, and WHERE, go by.
struct SignatureListArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder with sentinel.txt, irrelevant.txt or prefix.txt to take the place of gocore's own.",
      valueName: "folder"))
  var signatureLists: String?

  /// A hash of the lists, eight digits; nil for the built-in ones.
  func digest() throws -> String? {
    guard let folder = signatureLists else { return nil }
    _ = try lists()
    var bytes: [UInt8] = []
    for kind in SignatureLists.Kind.allCases {
      let path = "\(folder)/\(kind.rawValue).txt"
      if fileExists(path) {
        bytes += Array(kind.rawValue.utf8) + (try LineReader.contents(of: path))
      }
    }
    return SHA256.digest(of: bytes).prefix(4).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// The lists.
  func lists() throws -> SignatureLists {
    var lists = SignatureLists.standard
    guard let folder = signatureLists else { return lists }
    for kind in SignatureLists.Kind.allCases {
      let path = "\(folder)/\(kind.rawValue).txt"
      guard fileExists(path) else { continue }
      let text = String(decoding: try LineReader.contents(of: path), as: UTF8.self)
      if let line = NameList.faultyLine(in: text) {
        throw Failure(
          .unreadableInput, "\(displayable(path)):\(line): one pattern a line is expected")
      }
      lists.replace(kind, with: NameList(text))
    }
    guard !lists.replaced.isEmpty else {
      throw Failure(
        .unreadableInput,
        "\(displayable(folder)): no sentinel.txt, irrelevant.txt or prefix.txt is in this folder")
    }
    return lists
  }
}

/// The file of known issues.
struct KnownIssueArguments: ParsableArguments {
  /// The variable that names the file where no option does.
  static let variable = "GOCORE_KNOWN_ISSUES"

  @Option(
    help: ArgumentHelp(
      "A YAML file of known issues, suppressions and owners (default: $\(variable)).",
      valueName: "file"))
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
