// When and where a program died, from what surrounds its core: attributes, names, archives, file times.

/// A time of death and a host, each where something says it.
package struct CoreMetadata: Sendable {
  /// Seconds since the epoch, and where they come from.
  package var time: (value: Int64, source: String)?
  package var host: String?

  package init(time: (value: Int64, source: String)? = nil, host: String? = nil) {
    self.time = time
    self.host = host
  }

  /// The time in a name that systemd-coredump gives, `core.COMM.UID.BOOTID.PID.MICROSECONDS[.zst]`, in
  /// seconds since the epoch; nil for other names.
  package static func systemdTime(of path: String) -> Int64? {
    let name = path.split(separator: "/").last ?? ""
    var words = name.split(separator: ".")
    guard words.count >= 6, words[0] == "core" else { return nil }
    if ["zst", "lz4", "xz"].contains(words[words.count - 1]) { words.removeLast() }
    guard words.count >= 6, words[words.count - 3].count == 32,
      let value = Int64(words[words.count - 1]), value > 1_000_000_000_000_000
    else { return nil }
    return value / 1_000_000
  }
}

extension OpenedFile {
  /// When and where the core's program died, by the most trustworthy source that says so. `noted` is
  /// what a collector wrote down beside the core.
  package func metadata(noted: CoreMetadata) -> CoreMetadata {
    var metadata = CoreMetadata(host: coredumpAttributes["hostname"] ?? noted.host)
    // systemd-coredump gives microseconds.
    if let text = coredumpAttributes["timestamp"], let value = Int64(text) {
      metadata.time = (value > 100_000_000_000 ? value / 1_000_000 : value, "systemd")
    } else if let time = noted.time {
      metadata.time = time
    } else if let value = CoreMetadata.systemdTime(of: path) {
      metadata.time = (value, "systemd file name")
    } else if let value = memberModificationTime, value > 0 {
      metadata.time = (value, "archive member")
    } else {
      metadata.time = (modificationTime, "file time")
    }
    return metadata
  }
}
