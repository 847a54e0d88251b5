// What gocore is doing, on standard error, and how long each phase took.

internal import Basics
internal import Glibc
internal import Triage

/// Reports phases and times them.
final class Progress {
  private let mode: ProgressMode
  private let display: BatchProgress
  private var started: Double
  private var current: String?
  /// The phases so far, with their seconds.
  private(set) var timings: [(name: String, seconds: Double)] = []

  init(mode: ProgressMode) {
    self.mode = mode
    display = BatchProgress(mode.batchStyle)
    started = monotonicSeconds()
  }

  /// Begins a phase; the one before it ends.
  func phase(_ name: String) {
    end()
    current = name
    if mode == .json { StandardError.write("{\"phase\":\"\(name)\"}") }
  }

  /// Shows how far a file is expanded.
  func showExpansion(_ bytes: UInt64, of size: UInt64) {
    display.showExpansion(bytes, of: size)
  }

  /// Ends the last phase.
  func end() {
    display.clear()
    let time = monotonicSeconds()
    if let current { timings.append((current, time - started)) }
    current = nil
    started = time
  }
}

extension ProgressMode {
  /// How a batch shows its progress.
  var batchStyle: BatchProgress.Style {
    switch self {
    case .json: .json
    case .auto: isatty(2) == 1 ? .line : .silent
    case .off: .silent
    }
  }
}
