// What is known of a program as a whole: how it was built, whether the binary at hand is that build, and
// how it was started.

package import ElfCore

/// How the binary relates to the core.
package enum BinaryMatch: String, Sendable, CaseIterable {
  case matched, unverified, mismatched, absent
}

/// The program as it was built, and whether the binary at hand is that program.
package struct BuildDescription: Sendable {
  package var information: BuildInformation?
  /// The folder of Go's own sources, as the function table names it.
  package var sourceRoot: String?
  /// What the program is called where the build does not name its main package (`GoProcess.programName`).
  package var programName: String?
  package var ids = BuildIDs()
  package var binary = BinaryMatch.absent
  package var binaryPath: String?
  package var isStripped: Bool?
  /// The path from which the process had mapped its code, where the core names it.
  package var mappedPath: String?
  /// The plugins whose files are missing: where the process had them from, and their build IDs.
  package var missingPlugins: [(path: String, id: String?)] = []
  /// The size in bytes that the file has at least, by its headers in the core.
  package var leastSize: UInt64?

  package init() {}
}

/// The process.
package struct ProcessDescription: Sendable {
  package var processID: Int32?
  /// The command line's first word.
  package var command: String?
  /// All words, shown only on request.
  package var arguments: [String] = []
  package var argumentCount: Int?
  package var environmentNames: [String] = []
  /// `NAME=value`, shown only on request.
  package var environment: [String] = []
  package var uptimeSeconds: UInt64?

  package init() {}
}
