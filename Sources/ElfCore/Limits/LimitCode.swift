// The kinds of limits. Programs that read reports rely on the words.

/// The stable word of a limit.
package enum LimitCode: String, Sendable, CaseIterable {
  // The input and the core file.
  /// An archive or its contents could not be read in full.
  case input
  /// The core ends early.
  case truncated
  case damagedNotes = "damaged-notes"
  case noThreads = "no-threads"
  case damagedFileMappings = "damaged-file-mappings"

  // The binary and its debug information.
  /// There is no binary, and the core does not hold the program's pages either.
  case noBinary = "no-binary"
  /// There is no binary, but the core contains everything that it would add.
  case programFromCore = "program-from-core"
  /// Files in the binary's place were rejected.
  case passedOver = "binaries-passed-over"
  /// The binary ends early.
  case truncatedBinary = "truncated-binary"
  /// No kind of build ID is known of both the core and the binary.
  case unverified = "unverified-binary"
  /// The binary is another build, used because of `--force`.
  case mismatched = "mismatched-binary"
  /// Debug information is damaged or cannot be read.
  case debugInformation = "debug-information"
  /// A debug file that the binary refers to was not found; the table of layouts replaced it.
  case debugFile = "debug-file"
  /// Layouts came from a table and were verified.
  case layoutsFromTable = "layouts-from-table"
  /// The file of a Go plugin was not found.
  case plugin
  /// The process has more Go runtimes than the one that is looked at.
  case otherRuntime = "other-runtime"
  /// A library that the program had mapped was not found, or is another build.
  case missingLibrary = "missing-library"

  // The Go runtime.
  /// Part of the runtime's state cannot be read.
  case runtime
  /// How long the program ran is unknown.
  case uptime = "uptime-unknown"

  // The analysis.
  case crash
  /// The dying runtime used the part of the stack where C's frames were.
  case overwritten = "overwritten-frames"
  case waits
  /// Memory was too large to be searched for what leads to the channels that goroutines wait for.
  case leaksUnsearched = "leaks-unsearched"
  case defers
  case unreadableGoroutines = "unreadable-goroutines"
  case incompleteStacks = "incomplete-stacks"
  /// Since when goroutines have been waiting is unknown: no garbage collection recorded it.
  case waitTimes = "wait-times-unknown"

  /// Whether it is a loss: a complete core with its binary would not have it. What has a full substitute
  /// is no loss, nor is what no core contains.
  package var isLoss: Bool {
    switch self {
    case .programFromCore, .passedOver, .unverified, .debugFile, .layoutsFromTable, .uptime,
      .otherRuntime, .overwritten, .leaksUnsearched, .waitTimes:
      false
    case .input, .truncated, .damagedNotes, .noThreads, .damagedFileMappings, .noBinary,
      .truncatedBinary, .mismatched, .debugInformation, .plugin, .missingLibrary, .runtime,
      .crash, .waits, .defers, .unreadableGoroutines, .incompleteStacks:
      true
    }
  }
}

extension CoreProblem {
  /// The code of the limit that reports the problem.
  package var code: LimitCode {
    switch self {
    case .truncated: .truncated
    case .damagedNotes: .damagedNotes
    case .noThreads: .noThreads
    case .damagedFileMappings: .damagedFileMappings
    }
  }
}
