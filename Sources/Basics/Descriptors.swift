// Reading from and writing to open descriptors, with the interruptions and short counts that the system
// is free to answer with.

internal import Glibc

/// Writes all of `bytes` to `descriptor`.
///
/// - Returns: false when the system refuses; `errno` says why.
package func writeAll(_ bytes: borrowing [UInt8], to descriptor: Int32) -> Bool {
  unsafe bytes.withUnsafeBytes { unsafe writeAll($0, to: descriptor, at: nil) }
}

/// Writes all of `bytes` to `descriptor`: from `offset` of its file on, or where it stands if that is nil.
///
/// - Returns: false when the system refuses; `errno` says why.
@unsafe package func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: UInt64?
) -> Bool {
  var sent = 0
  while sent < bytes.count {
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
    let count: Int
    if let offset {
      guard let place = off_t(exactly: offset &+ UInt64(sent)) else {
        errno = EFBIG
        return false
      }
      count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, place)
    } else {
      count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
    }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return false }
    guard count > 0 else {
      errno = ENOSPC
      return false
    }
    sent += count
  }
  return true
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

/// Takes the numbers 0, 1 and 2 where the process was started without them, so that no file that is opened
/// later is taken for an input or an output. What is read from them or written to them fails.
package func occupyStandardDescriptors() {
  for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
    _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
  }
}
