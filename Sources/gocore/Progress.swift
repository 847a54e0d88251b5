// What gocore is doing, on standard error, and how long each phase took.

internal import Basics
internal import Glibc
internal import Triage

/// Reports phases and times them.
final class Progress {
  private let mode: ProgressMode
  private var started: Double
  private var current: String?
  /// The phases so far, with their seconds.
  private(set) var timings: [(name: String, seconds: Double)] = []

  init(mode: ProgressMode) {
    self.mode = mode
    started = monotonicSeconds()
  }

  /// Begins a phase; the one before it ends.
  func phase(_ name: String) {
    end()
    current = name
    if mode == .json { StandardError.write("{\"phase\":\"\(name)\"}") }
  }

  /// Ends the last phase.
  func end() {
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
