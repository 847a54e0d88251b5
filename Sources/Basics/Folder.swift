// What is in a folder.

internal import Glibc

/// One name in a folder.
package struct FolderEntry {
  /// The name; nil where it is no UTF-8, and cannot be a path here.
  package let name: String?
  package let kind: FileKind
}

/// What is in a folder, in no order.
package func folderEntries(_ path: String) -> Result<[FolderEntry], SystemRefusal> {
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
