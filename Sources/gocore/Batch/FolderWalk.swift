// Folders, the status of files, and patterns: what batch asks of the file system.

internal import Glibc

/// What the system refused, in its own words.
struct SystemRefusal: Error {
  /// The error number.
  let code: Int32

  /// What the system calls it.
  var reason: String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  /// Whether nothing has the name any more.
  var isGone: Bool { code == ENOENT || code == ENOTDIR }
}

/// What a name stands for.
enum FileKind {
  case regular
  case folder
  case link
  case other
}

/// What tells one state of a file from another.
struct FileStamp: Equatable {
  /// The size in bytes.
  let size: Int64
  /// When the contents last changed, in nanoseconds since the epoch.
  let modified: Int64
  let kind: FileKind

  /// Asks the file system; links are followed.
  static func of(_ path: String) -> Result<FileStamp, SystemRefusal> {
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

/// One name in a folder.
struct FolderEntry {
  /// The name; nil where it is no UTF-8, and cannot be a path here.
  let name: String?
  let kind: FileKind
}

/// What is in a folder, in no order.
func folderEntries(_ path: String) -> Result<[FolderEntry], SystemRefusal> {
  guard let directory = unsafe opendir(path) else {
    return .failure(SystemRefusal(code: errno))
  }
  defer { unsafe closedir(directory) }
  var entries: [FolderEntry] = []
  while true {
    errno = 0
    guard let entry = unsafe readdir(directory) else {
      return errno == 0 ? .success(entries) : .failure(SystemRefusal(code: errno))
    }
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
      unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
        unsafe String(validatingCString: $0)
      }
    }
    if name == "." || name == ".." { continue }
    let kind: FileKind =
      switch unsafe Int32(entry.pointee.d_type) {
      case Int32(DT_REG): .regular
      case Int32(DT_DIR): .folder
      case Int32(DT_LNK): .link
      case Int32(DT_UNKNOWN): name.map { ownKind("\(path)/\($0)") } ?? .other
      default: .other
      }
    entries.append(FolderEntry(name: name, kind: kind))
  }
}

/// What a name is itself, for file systems that do not tell in their folders.
private func ownKind(_ path: String) -> FileKind {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return .other }
  switch status.st_mode & S_IFMT {
  case S_IFREG: return .regular
  case S_IFDIR: return .folder
  case S_IFLNK: return .link
  default: return .other
  }
}

/// The paths that a shell pattern stands for, sorted; none where it stands for nothing.
func expandPattern(_ pattern: String) -> [String] {
  guard pattern.contains(where: { "*?[".contains($0) }) else { return [] }
  var found = unsafe glob_t()
  defer { unsafe globfree(&found) }
  guard unsafe glob(pattern, 0, nil, &found) == 0, let paths = unsafe found.gl_pathv else {
    return []
  }
  return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
    guard let path = unsafe paths[index] else { return nil }
    return unsafe String(validatingCString: path)
  }
}
