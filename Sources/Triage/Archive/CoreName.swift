// Names that cores have: for files that are too damaged to show what they are.

/// Reads the names that the kernel, systemd-coredump and other collectors give to cores.
package enum CoreName {
  private static let codecs: Set<Substring> = ["zst", "lz4", "xz", "gz", "bz2", "zstd"]
  private static let archives: Set<Substring> = ["tar", "tgz", "tzst", "txz", "zip"]

  /// Whether a file of this path has a name that cores have: `core`, `core.PID`, `core.%e.%p.%t`,
  /// systemd's names, `NAME.core`, `NAME.crash`, ABRT's `coredump`, core-dump-handler's zips; compressed
  /// or not.
  package static func isCore(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    var words = name.split(separator: ".", omittingEmptySubsequences: false)
    var isArchive = false
    while words.count > 1, let last = words.last {
      if archives.contains(last) { isArchive = true } else if !codecs.contains(last) { break }
      words.removeLast()
    }
    guard let first = words.first, let last = words.last else { return false }
    if isArchive, isHandlersArchive(words.joined(separator: ".")) { return true }
    if words.count == 1 {
      if first == "core" || first == "coredump" { return true }
      let parts = first.split { $0 == "-" || $0 == "_" }
      return parts.count > 1 && parts.first == "core" && (isNumber(parts.last) || isArchive)
    }
    if last == "core" || last == "crash" { return true }
    guard first == "core" || first == "qemu_" || first.hasPrefix("core-") else { return false }
    return isNumber(last) || isArchive || words.count < name.split(separator: ".").count
  }

  /// IBM's core-dump-handler: `UUID-dump-EPOCH-HOST-EXE-PID-SIGNAL.zip` (core-dump-composer, config.rs).
  private static func isHandlersArchive(_ name: String) -> Bool {
    let words = name.split(separator: "-")
    guard let dump = words.firstIndex(of: "dump"), dump + 1 < words.count else { return false }
    return isNumber(words[dump + 1]) && isNumber(words.last)
  }

  private static func isNumber(_ text: Substring?) -> Bool {
    guard let text, !text.isEmpty else { return false }
    return text.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
