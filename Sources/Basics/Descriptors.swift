// Reading from and writing to open descriptors, with the interruptions and short counts that the system
// is free to answer with.

internal import Glibc

/// Writes all of `bytes` to `descriptor`.
///
/// - Returns: false when the system refuses; `errno` says why.
package func writeAll(_ bytes: borrowing [UInt8], to descriptor: Int32) -> Bool {
  unsafe bytes.withUnsafeBytes { buffer in
    var sent = 0
    while sent < buffer.count {
      let count = unsafe Glibc.write(
        descriptor, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}

/// Reads what `descriptor` has now, at most `limit` bytes.
///
/// - Returns: the bytes, none at the end; nil when the system refuses, and `errno` says why.
package func readSome(from descriptor: Int32, limit: Int) -> [UInt8]? {
  var bytes = [UInt8](repeating: 0, count: limit)
  while true {
    let count = unsafe Glibc.read(descriptor, &bytes, limit)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return nil }
    bytes.removeLast(limit - count)
    return bytes
  }
}
