// What the kernel writes for the path of a mapped file (d_path, fs/d_path.c), and what of it names a file.

/// Paths of mapped files.
package enum MappedPath {
  private static let removed = Array(" (deleted)".utf8)
  private static let memory = "memfd:"

  /// The path as it was before the file was removed. What memfd_create(2) made never was a file: it has
  /// only a name, `memfd:NAME`.
  static func path(_ text: some RandomAccessCollection<UInt8>) -> String {
    guard text.suffix(removed.count).elementsEqual(removed) else {
      return String(decoding: text, as: UTF8.self)
    }
    let path = String(decoding: text.dropLast(removed.count), as: UTF8.self)
    return path.hasPrefix("/" + memory) ? String(path.dropFirst()) : path
  }

  /// Whether `path` is a name of memory that memfd_create(2) made.
  package static func isOfMemory(_ path: String) -> Bool { path.hasPrefix(memory) }

  /// Whether a file of that path may be looked for. What `/proc` and `/dev/fd` lead to is another file for
  /// each process that looks.
  package static func isOfFile(_ path: String) -> Bool {
    path.hasPrefix("/") && !path.hasPrefix("/proc/") && !path.hasPrefix("/dev/fd/")
  }
}
