// Bytes on their way out: collected into large writes, because `print` is forty times slower.

/// A buffered writer over whatever the caller provides.
package final class TextWriter {
  /// Takes a block of bytes; returns false when it could not, after which nothing more is sent.
  package typealias Sink = (_ bytes: borrowing [UInt8]) -> Bool

  package var buffer: [UInt8] = []
  private let sink: Sink
  /// How many bytes are sent at a time, about.
  let blockSize: Int
  /// Whether the sink has refused a block: a full disk, a closed pipe.
  package private(set) var hasFailed = false

  package init(blockSize: Int = 1 << 16, sink: @escaping Sink) {
    self.sink = sink
    self.blockSize = blockSize
    buffer.reserveCapacity(blockSize + 4_096)
  }

  /// What `body` writes, in memory.
  package static func collect(_ body: (TextWriter) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    let out = TextWriter {
      bytes.append(contentsOf: copy $0)
      return true
    }
    body(out)
    out.flush()
    return bytes
  }

  /// Adds a text.
  package func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    flushIfFull()
  }

  /// Adds spaces; none for a count below one.
  package func write(spaces count: Int) {
    guard count > 0 else { return }
    buffer.append(contentsOf: repeatElement(0x20, count: count))
    flushIfFull()
  }

  /// Adds bytes. A whole block of them is sent as it is.
  package func write(_ bytes: [UInt8]) {
    guard bytes.count < blockSize else {
      flush()
      if !hasFailed { hasFailed = !sink(bytes) }
      return
    }
    buffer.append(contentsOf: bytes)
    flushIfFull()
  }

  /// Sends the buffer on when it has grown to a block.
  package func flushIfFull() {
    if buffer.count >= blockSize { flush() }
  }

  /// Sends what is buffered.
  package func flush() {
    if !hasFailed && !buffer.isEmpty { hasFailed = !sink(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }
}
