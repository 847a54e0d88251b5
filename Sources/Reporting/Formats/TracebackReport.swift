// The runtime's own traceback, as GOTRACEBACK=crash prints it, of every goroutine in the core.

internal import Basics
package import CrashAnalysis

/// What of the traceback is shown.
package struct TracebackOptions: Sendable {
  /// Long stacks in full, not shortened as the runtime does.
  package var showsAllFrames = false
  /// The values of labels, which are secrets by default.
  package var showsValues = false
  /// How many threads may work at once; the text does not depend on it.
  package var threads = 1

  package init() {}
}

/// Writes tracebacks in the runtime's format.
package struct TracebackReport {
  private let traceback: Traceback
  private let options: TracebackOptions
  private let out: TextWriter

  package init(_ traceback: Traceback, options: TracebackOptions, out: TextWriter) {
    var traceback = traceback
    traceback.keepsAllFrames = options.showsAllFrames
    self.traceback = traceback
    self.options = options
    self.out = out
  }

  /// Writes all of the traceback.
  package func write() {
    var blocks = Blocks(out)
    var text = TracebackText(traceback.conventions, options)
    func write(_ entry: Traceback.Entry) -> Bool {
      text.write(entry) { blocks.write(&$0) }
      return !out.hasFailed
    }
    guard options.threads > 1, let parts = traceback.parts else {
      traceback.describeEach(write)
      return blocks.write(&text.bytes)
    }
    guard traceback.describeCrashed(write) else { return }
    blocks.write(&text.bytes)
    forEachInOrder(
      parts.count, threads: options.threads,
      state: { [conventions = traceback.conventions, options] in
        (parts.describer(), TracebackText(conventions, options))
      },
      { state, number in
        parts.describe(part: number, with: &state.0) { state.1.write($0) }
        return state.1.takeBytes()
      },
      take: { result in
        var bytes = result
        blocks.write(&bytes)
        return !out.hasFailed
      })
  }

  /// The blocks of a traceback on their way out. A line parts each goroutine from the one before, and
  /// stands in front of every one; before the first it is dropped.
  private struct Blocks {
    private let out: TextWriter
    private var isFirst = true

    init(_ out: TextWriter) { self.out = out }

    /// Sends the bytes on, and leaves none.
    mutating func write(_ bytes: inout [UInt8]) {
      guard !bytes.isEmpty else { return }
      if isFirst { bytes.removeFirst() }
      isFirst = false
      out.write(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }
}
