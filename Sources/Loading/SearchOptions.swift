// Where files of a program are looked for: the one list of what a user can say about it.

/// What the user says about where binaries, debug files and libraries are.
package struct SearchOptions: Sendable, Equatable {
  /// Folders to search for the binary.
  package var binaries: [String] = []
  /// Folders to search for debug files, before the system's own.
  package var debugDirectory: [String] = []
  /// Whether the servers of `DEBUGINFOD_URLS` may be asked.
  package var debuginfod = false
  /// The folder that holds the crashed host's files; nil for this host's own.
  package var sysroot: String?
  /// Whether to go on with a binary of another build.
  package var force = false

  package init() {}

  /// The words of a command line with the same options. Without `--force`: who goes on with a binary of
  /// another build has to say so each time.
  package var commandLine: [String] {
    binaries.flatMap { ["--binaries", $0] } + debugDirectory.flatMap { ["--debug-directory", $0] }
      + (debuginfod ? ["--debuginfod"] : []) + (sysroot.map { ["--sysroot", $0] } ?? [])
  }

  /// What of the options changes a report of the same core and binary, in words for a store.
  package var reportWords: String {
    (sysroot.map { " sysroot \($0)" } ?? "") + debugDirectory.map { " debug \($0)" }.joined()
  }
}
