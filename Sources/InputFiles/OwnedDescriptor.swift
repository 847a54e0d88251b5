// An open file and the few system calls this target makes on it.

internal import Glibc

/// A file descriptor that closes when its last owner goes away.
package final class OwnedDescriptor: Sendable {
  /// The number to hand to `mmap`, `pread` or libelf. Do not close it.
  package let rawValue: Int32

  /// Takes over `rawValue`, which must be open and owned by nobody else.
  init(adopting rawValue: Int32) {
    self.rawValue = rawValue
  }

  deinit {
    close(rawValue)
  }
}

/// What the file system says of an open file.
struct FileStatus: Sendable {
  /// The apparent size in bytes.
  let size: UInt64
  /// The bytes that the file takes on its device: less than `size` for a sparse file.
  let sizeOnDisk: UInt64
  /// When the contents last changed, in seconds since the epoch.
  let modificationTime: Int64
  /// The type bits of the mode.
  private let type: mode_t

  /// Reads the numbers out of the kernel's answer.
  init(_ status: stat) {
    size = UInt64(clamping: status.st_size)
    // stat(2): st_blocks counts units of 512 bytes, whatever the file system's block size is.
    let (bytes, overflow) = UInt64(clamping: status.st_blocks).multipliedReportingOverflow(by: 512)
    sizeOnDisk = overflow ? .max : bytes
    modificationTime = Int64(clamping: status.st_mtim.tv_sec)
    type = status.st_mode & S_IFMT
  }

  var isRegular: Bool { type == S_IFREG }

  /// Refuses everything but a regular file.
  func checkIsRegular(path: String) throws(InputError) {
    switch type {
    case S_IFREG: return
    case S_IFDIR: throw .directory(path: path)
    case S_IFIFO: throw .notRegularFile(path: path, kind: "a pipe")
    case S_IFSOCK: throw .notRegularFile(path: path, kind: "a socket")
    case S_IFCHR, S_IFBLK: throw .notRegularFile(path: path, kind: "a device")
    default: throw .notRegularFile(path: path, kind: "a special file")
    }
  }
}

extension OwnedDescriptor {
  /// Opens a regular file to be read, and tells its status.
  ///
  /// Opening can hang (a FIFO without a writer) or act (a tape rewinds, a watchdog arms), so the
  /// file is looked at first; O_NONBLOCK and the second look cover a file that was exchanged
  /// in between.
  static func openRegularFile(
    path: String
  ) throws(InputError) -> (descriptor: OwnedDescriptor, status: FileStatus) {
    // A C string ends at the first NUL: the file opened would not be the one named.
    guard !path.utf8.contains(0) else { throw .noSuchFile(path: path) }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .opening(path: path, code: errno) }
    try FileStatus(status).checkIsRegular(path: path)
    let number = retryingInterrupted {
      unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    }
    guard number >= 0 else { throw .opening(path: path, code: errno) }
    let descriptor = OwnedDescriptor(adopting: number)
    guard unsafe fstat(number, &status) == 0 else { throw .opening(path: path, code: errno) }
    let opened = FileStatus(status)
    try opened.checkIsRegular(path: path)
    return (descriptor, opened)
  }

  /// Reads up to `count` bytes at `offset`: fewer at the end of the file, nil when the device
  /// fails (`errno` says how).
  func bytes(count: Int, at offset: UInt64) -> [UInt8]? {
    var failed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
        let target = UnsafeMutableRawBufferPointer(rest)
        guard let read = unsafe read(into: target, at: offset &+ UInt64(filled)) else {
          failed = true
          return
        }
        if read == 0 { return }
        filled += read
      }
    }
    return failed ? nil : bytes
  }

  /// One `pread`: the number of bytes read, 0 at the end, nil when it fails (`errno` says how).
  @unsafe func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int? {
    guard let position = off_t(exactly: offset) else { return 0 }
    let count = retryingInterrupted {
      unsafe pread(rawValue, buffer.baseAddress, buffer.count, position)
    }
    return count < 0 ? nil : count
  }
}

extension InputError {
  /// The error for a file that cannot be opened, by what the kernel said.
  fileprivate static func opening(path: String, code: Int32) -> InputError {
    switch code {
    case ENOENT, ENOTDIR: .noSuchFile(path: path)
    case EACCES, EPERM: .permissionDenied(path: path)
    case ENXIO: .notRegularFile(path: path, kind: "a socket or a device")
    default: .unreadable(path: path, reason: systemMessage(code))
    }
  }
}

/// Runs a system call again for as long as signals interrupt it.
func retryingInterrupted<Number: SignedInteger>(_ call: () -> Number) -> Number {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// What the system calls the error of the last call that failed.
func lastSystemMessage() -> String {
  systemMessage(errno)
}

/// What the system calls error number `code`.
func systemMessage(_ code: Int32) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
