// The status of files, and what the system says when it refuses one.

internal import Glibc

/// What the system refused, in its own words.
package struct SystemRefusal: Error {
  /// The error number.
  package let code: Int32

  package init(code: Int32) {
    self.code = code
  }

  /// What the system calls it.
  package var reason: String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  /// Whether nothing has the name any more.
  package var isGone: Bool { code == ENOENT || code == ENOTDIR }
}

/// What a name stands for.
package enum FileKind {
  case regular
  case folder
  case link
  case other
}

/// What tells one state of a file from another.
package struct FileStamp: Equatable {
  /// The size in bytes.
  package let size: Int64
  /// When the contents last changed, in nanoseconds since the epoch.
  package let modified: Int64
  package let kind: FileKind

  package init(size: Int64, modified: Int64, kind: FileKind) {
    self.size = size
    self.modified = modified
    self.kind = kind
  }

  /// Asks the file system; links are followed.
  package static func of(_ path: String) -> Result<FileStamp, SystemRefusal> {
    guard !path.utf8.contains(0) else { return .failure(SystemRefusal(code: ENOENT)) }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return .failure(SystemRefusal(code: errno)) }
    let (seconds, overflow) = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(
      by: 1_000_000_000)
    let kind: FileKind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      default: .other
      }
    return .success(
      FileStamp(
        size: Int64(status.st_size),
        modified: overflow ? 0 : seconds &+ Int64(status.st_mtim.tv_nsec), kind: kind))
  }
}

/// Whether something has this path; a link to nothing does not count.
package func fileExists(_ path: String) -> Bool {
  unsafe access(path, F_OK) == 0
}
