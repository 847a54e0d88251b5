// The file of a store: its location, and who may write to it.

internal import CSQLite
internal import Glibc

/// A lock on the file of a store, for one writer. The kernel releases it when the process ends, however it
/// ends.
@safe final class StoreFile {
  private let descriptor: Int32

  /// Locks `path`, and creates it if `creates` is set.
  init(writing path: String, creates: Bool) throws(StoreError) {
    let flags = O_RDWR | O_CLOEXEC | O_NONBLOCK | (creates ? O_CREAT : 0)
    descriptor = unsafe open(path, flags, 0o666)
    guard descriptor >= 0 else {
      let code = errno
      switch code {
      case ENOENT where !creates: throw StoreError(.missing, path: path)
      case EROFS, EACCES, EPERM: throw StoreError(.readOnly, path: path)
      case ENOSPC, EDQUOT: throw StoreError(.full, path: path)
      default: throw StoreError(.unreadable(Self.words(code)), path: path)
      }
    }
    // From here on `deinit` closes it.
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.foreign("no regular file"), path: path)
    }
    if let place = Self.fileSystemWithoutSharedMemory(descriptor) {
      throw StoreError(.noWriteAheadLog(place), path: path)
    }
    // SQLite uses another kind of lock, so this one does not keep readers out.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw StoreError(
        errno == EWOULDBLOCK ? .locked : .unreadable(Self.words(errno)), path: path)
    }
  }

  deinit {
    // A child that is just being started has the descriptor, too, and with it the lock, until it runs its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// What is wrong with reading `path`, before SQLite looks at it.
  static func problem(reading path: String) -> StoreError.Kind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      return errno == ENOENT ? .missing : .unreadable(words(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return .foreign("no regular file") }
    guard unsafe access(path, R_OK) == 0 else { return .unreadable(words(errno)) }
    return status.st_size == 0 ? .foreign("empty") : nil
  }

  /// Whether there is a log of changes beside the file, left behind or in use.
  static func hasPendingChanges(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path + "-wal", &status) == 0 && status.st_size > 0
  }

  /// Whether the file, and the folder that SQLite puts its log in, may be written.
  static func mayWrite(_ path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    return unsafe access(path, W_OK) == 0 && access(folder ?? ".", W_OK) == 0
      && fileSystemWithoutSharedMemory(of: path) == nil
  }

  /// A name for a file that will replace `path`.
  static func temporaryName(beside path: String) -> String { "\(path).\(getpid()).part" }

  /// Removes a store and what SQLite left beside it.
  static func remove(_ path: String) {
    _ = unsafe unlink(path)
    removeLog(of: path)
  }

  /// Removes what SQLite left beside a store.
  static func removeLog(of path: String) {
    for name in [path + "-wal", path + "-shm"] { _ = unsafe unlink(name) }
  }

  /// Renames a store to `other`, replacing whatever is there.
  static func rename(_ path: String, to other: String) throws(StoreError) {
    guard unsafe Glibc.rename(path, other) == 0 else {
      throw StoreError(.unreadable(words(errno)), path: other)
    }
  }

  // MARK: - File systems

  private static func fileSystemWithoutSharedMemory(_ descriptor: Int32) -> String? {
    networkFileSystem(magic: gocore_file_system(descriptor))
  }

  private static func fileSystemWithoutSharedMemory(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return fileSystemWithoutSharedMemory(descriptor)
  }

  /// The name of a file system that several hosts may write to. They do not share memory, which the log
  /// requires (sqlite.org/wal.html; the numbers are from linux/magic.h, and from Lustre and GPFS).
  static func networkFileSystem(magic: UInt32) -> String? {
    switch magic {
    case 0x6969: "NFS"
    case 0x517b, 0xff53_4d42, 0xfe53_4d42: "SMB"
    case 0x0102_1997: "9P"
    case 0x5346_414f, 0x6b41_4653: "AFS"
    case 0x7375_7245: "Coda"
    case 0x00c3_6400: "Ceph"
    case 0x0bd0_0bd0: "Lustre"
    case 0x4750_4653: "GPFS"
    case 0x0116_1970: "GFS2"
    case 0x7461_636f: "OCFS2"
    case 0x1983_0326: "BeeGFS"
    default: nil
    }
  }

  private static func words(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
