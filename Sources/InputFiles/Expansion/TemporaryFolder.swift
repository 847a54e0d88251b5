// Where expanded files go, and how they are made so that nothing is left behind.

internal import Basics
internal import Glibc

/// A folder in which files without a name can be made.
struct TemporaryFolder {
  /// The path of the folder.
  let path: String

  /// The folder of `options`, or the first of `$TMPDIR`, `/var/tmp`, `/tmp` that can be written to.
  ///
  /// `/var/tmp` comes before `/tmp` because `/tmp` is memory on many hosts, and cores are large.
  init(options: InputOptions) throws(InputError) {
    if let chosen = options.temporaryDirectory {
      guard isWritableFolder(chosen) else {
        throw .temporaryFolder(path: chosen, reason: lastSystemMessage())
      }
      path = chosen
      return
    }
    let candidates = [environmentVariable("TMPDIR"), "/var/tmp", "/tmp"].compactMap { $0 }
    guard let first = candidates.first(where: isWritableFolder) else {
      throw .temporaryFolder(path: candidates.joined(separator: ", "), reason: lastSystemMessage())
    }
    path = first
  }

  /// The budget for what is expanded here: the user's limit or nine tenths of the free space, and
  /// never more than a file of this process may have, because passing that is death by SIGXFSZ.
  func budget(options: InputOptions) throws(InputError) -> ExpansionBudget {
    let free = try freeSpace()
    let budget =
      options.maximumExpandedBytes.map { ExpansionBudget(limit: $0, source: .option) }
      ?? ExpansionBudget(limit: free - free / 10, source: .freeSpace(folder: path))
    var limits = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits) == 0,
      UInt64(limits.rlim_cur) < budget.limit
    else { return budget }
    return ExpansionBudget(limit: UInt64(limits.rlim_cur), source: .processLimit)
  }

  /// Makes a file that has no name, so that it vanishes with its descriptor however this process ends.
  func makeFile() throws(InputError) -> OwnedDescriptor {
    let number = retryingInterrupted {
      unsafe open(path, O_RDWR | __O_TMPFILE | O_EXCL | O_CLOEXEC, mode_t(0o600))
    }
    if number >= 0 { return OwnedDescriptor(adopting: number) }
    // Not every file system has O_TMPFILE (NFS, FUSE, overlays of old kernels), and they answer
    // with different errors: whatever it was, making a file by name shows whether it can be done.
    return try makeNamedFile()
  }

  /// Makes a file by name and takes the name away at once.
  func makeNamedFile() throws(InputError) -> OwnedDescriptor {
    var template = Array((path + "/gocore-XXXXXX").utf8CString)
    let number = unsafe mkstemp(&template)
    guard number >= 0 else {
      throw .temporaryFolder(path: path, reason: lastSystemMessage())
    }
    let descriptor = OwnedDescriptor(adopting: number)
    guard unsafe unlink(template) == 0 else {
      throw .temporaryFolder(path: path, reason: lastSystemMessage())
    }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  /// The bytes that this user may still write here.
  private func freeSpace() throws(InputError) -> UInt64 {
    var status = statvfs()
    guard unsafe statvfs(path, &status) == 0 else {
      throw .temporaryFolder(path: path, reason: lastSystemMessage())
    }
    let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(
      by: UInt64(status.f_frsize))
    return overflow ? .max : bytes
  }
}

/// Whether files can be made in the folder at `path`; `errno` says why not.
private func isWritableFolder(_ path: String) -> Bool {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return false }
  guard status.st_mode & S_IFMT == S_IFDIR else {
    errno = ENOTDIR
    return false
  }
  return unsafe access(path, W_OK | X_OK) == 0
}
