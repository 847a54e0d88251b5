// When and where a program died, from what surrounds its core: attributes, names, archives, file times.

package import Basics

/// A time of death and a host, each where something says it.
package struct CoreMetadata: Sendable {
  /// Seconds since the epoch, and where they come from.
  package var time: (value: Int64, source: String)?
  package var host: String?
  /// What the process was part of.
  package var workload = Workload()

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
    // systemd compresses with the first three; who archives them, with others.
    let endings: [Substring] = ["zst", "lz4", "xz", "gz", "bz2"]
    if endings.contains(words[words.count - 1]) { words.removeLast() }
    guard words.count >= 6, words[words.count - 3].count == 32,
      let value = Int64(words[words.count - 1]), value > 1_000_000_000_000_000
    else { return nil }
    return value / 1_000_000
  }

  /// The time in a name that systemd-coredump or the kernel gave, with what it is called as a source.
  package static func timeInName(
    of path: String, modified: Int64
  ) -> (value: Int64, source: String)? {
    systemdTime(of: path).map { ($0, "systemd file name") }
      ?? kernelTime(of: path, modified: modified).map { ($0, "file name") }
  }

  /// When Go was first published: no program in it died before. User ids, which names have too, are
  /// mostly smaller numbers.
  private static let earliest: Int64 = 1_257_894_000

  /// The time that `%t` of `core_pattern` left in a core's name, in seconds since the epoch: the only
  /// number that can be one. `modified`: when the file was written, which was not before.
  static func kernelTime(of path: String, modified: Int64) -> Int64? {
    let name = path.split(separator: "/").last ?? ""
    let words = name.split { ".-_".contains($0) }
    guard words.contains("core") || words.first == "coredump" else { return nil }
    let times = words.filter {
      $0.utf8.count == 10 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }.compactMap { Int64($0) }
      // The clocks of two hosts may differ a little.
      .filter { $0 >= earliest && $0 <= modified.addingReportingOverflow(86_400).partialValue }
    return Set(times).count == 1 ? times.first : nil
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
    } else if let time = CoreMetadata.timeInName(of: path, modified: modificationTime)
      ?? member.flatMap({ CoreMetadata.timeInName(of: $0, modified: modificationTime) })
    {
      metadata.time = time
    } else if let value = memberModificationTime, value > 0 {
      metadata.time = (value, "archive member")
    } else {
      metadata.time = (modificationTime, "file time")
    }
    var own = Workload()
    own.unit = coredumpAttributes["unit"]
    own.cgroup = coredumpAttributes["cgroup"]
    metadata.workload = own.completed(by: noted.workload)
    return metadata
  }
}
