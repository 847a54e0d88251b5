// gocore version.

internal import ArgumentParser
internal import Reporting

/// Which gocore this is.
struct Version: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version, as --version and -v do.")

  func run() throws {
    try OutputFile(path: nil).write { $0.write(ReportV1.toolVersion + "\n") }
  }
}
