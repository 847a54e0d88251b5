// Which binary a core was analysed with, as a text that tells a later run whether to do it again.

internal import ElfCore
internal import Loading
internal import StoredReports

/// Makes and judges the words about binaries in a store.
enum BinaryUse {
  /// Nothing is known of the core's binary.
  static let none = "-"
  /// The failure was the host's: another run may do better.
  static let retry = "retry"

  /// The ids that the core names and, after a tab, the binary: `none`, `own` for one that lay in the
  /// core's archive or where the core says, or path, size and time of one of the index.
  static func stamp(_ loader: ProgramLoader) -> String {
    let ids = loader.core.identity?.buildIDs ?? BuildIDs()
    var words = [ids.gnu ?? "", ids.go ?? ""]
    if let path = loader.binaryPath {
      if let binary = loader.sources.index?.binary(at: path) {
        words += ["index", binary.path, String(binary.size), String(binary.modified)]
      } else {
        words.append("own")
      }
    } else {
      words.append(loader.sources.options.debuginfod ? "none asked" : "none")
    }
    // A tab parts fields; a path with one is not told from another, and costs an analysis.
    return words.map { $0.filter { $0 != "\n" } }.joined(separator: "\t")
  }

  /// Whether a core that was analysed so would be analysed otherwise now.
  static func isStale(_ stamp: String, _ index: BinaryIndex, asksServer: Bool) -> Bool {
    let words = stamp.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    if words.first == retry { return true }
    guard words.count >= 3 else { return false }
    let ids = BuildIDs(
      gnu: words[0].isEmpty ? nil : words[0], go: words[1].isEmpty ? nil : words[1])
    switch words[2] {
    case "none": return asksServer || !index.paths(of: ids).isEmpty
    case "none asked": return !index.paths(of: ids).isEmpty
    case "index":
      guard words.count >= 6, let binary = index.binary(at: words[3]) else { return false }
      return String(binary.size) != words[4] || String(binary.modified) != words[5]
    default: return false
    }
  }
}

extension BinaryIndex {
  /// Reads the index out of a frame.
  init(_ frame: inout FrameReader) throws(FrameError) {
    var binaries: [IndexedBinary] = []
    for _ in 0..<(try frame.number()) {
      binaries.append(
        IndexedBinary(
          path: try frame.text(), size: try frame.signed(), modified: try frame.signed(),
          gnuBuildID: try frame.optional { (frame) throws(FrameError) in try frame.text() },
          goBuildID: try frame.optional { (frame) throws(FrameError) in try frame.text() },
          architecture: nil))
    }
    self.init(binaries)
  }

  /// The frame for a worker.
  static func frame(_ binaries: [IndexedBinary]) -> [UInt8] {
    var frame = FrameWriter()
    frame.put(WorkerOrder.binaries.rawValue)
    frame.put(UInt64(binaries.count))
    for binary in binaries {
      frame.put(binary.path)
      frame.put(binary.size)
      frame.put(binary.modified)
      frame.put(optional: binary.gnuBuildID) { $0.put($1) }
      frame.put(optional: binary.goBuildID) { $0.put($1) }
    }
    return frame.finished()
  }
}
