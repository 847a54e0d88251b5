// What collectors note beside a core: when the program died, and on which host.

internal import Basics
package import InputFiles
internal import StoredReports

/// The JSON that IBM's core-dump-handler puts into its zips (core-dump-composer, config.rs,
/// get_dump_info).
package enum DumpHandlerDocument {
  /// What the documents of an archive say; nil where none is of this kind.
  package static func metadata(in documents: [(name: String, contents: [UInt8])]) -> CoreMetadata? {
    for document in documents where document.name.hasSuffix("-dump-info.json") {
      let names = ["timestamp", "node_hostname", "hostname"]
      guard let values = JSONText().objects(in: document.contents, names).first else { continue }
      var metadata = CoreMetadata()
      if let time = values[0].flatMap({ Int64($0) }), time > 0 {
        metadata.time = (time, "core-dump-handler")
      }
      metadata.host = values[1] ?? values[2]
      return metadata
    }
    return nil
  }
}

/// Finds the metadata of cores in the files around them.
package struct CoreMetadataSearch {
  /// The entries of each folder's lists, by folder.
  private var entries: [String: [Entry]] = [:]
  private let reader = JSONText()

  /// One crash in a list of `coredumpctl --json` or of the journal.
  private struct Entry {
    var file: Substring?
    var processID: String?
    /// Microseconds since the epoch.
    var time: Int64?
    var host: String?
  }

  package init() {}

  /// Reads the lists in a folder, of which `files` are the names, before its cores are asked for.
  package mutating func enter(_ folder: String, files: [String]) {
    let lists = files.filter { $0.hasSuffix(".json") }
    guard !lists.isEmpty else { return }
    var found: [Entry] = []
    for name in lists.sorted() {
      let path = ArchivePath(folder: folder, name: name).text
      guard case .success(let stamp) = FileStamp.of(path), stamp.size <= 1 << 26,
        let text = try? LineReader.contents(of: path)
      else { continue }
      found += read(text)
    }
    if !found.isEmpty { entries[folder] = found }
  }

  private func read(_ text: [UInt8]) -> [Entry] {
    let names = [
      "COREDUMP_FILENAME", "COREDUMP_PID", "COREDUMP_TIMESTAMP", "COREDUMP_HOSTNAME", "_HOSTNAME",
      "pid", "time", "exe",
    ]
    func entries(_ text: [UInt8]) -> [Entry] {
      reader.objects(in: text, names).compactMap { values in
        var entry = Entry()
        entry.file = values[0]?.split(separator: "/").last
        entry.processID = values[1] ?? values[5]
        entry.time = (values[2] ?? values[6]).flatMap { Int64($0) }
        entry.host = values[3] ?? values[4]
        // A list has `exe` beside its numbers; other JSON may have some `pid`, too.
        return entry.file != nil || values[7] != nil ? entry : nil
      }
    }
    let whole = entries(text)
    // The journal writes an object a line.
    return whole.isEmpty ? text.split(separator: 0x0a).flatMap { entries(Array($0)) } : whole
  }

  /// What is noted of the core at `path`.
  package func metadata(of path: String) -> CoreMetadata {
    let place = ArchivePath(path)
    let name = place.name
    if name.hasPrefix("coredump") { return abrt(beside: place) }
    guard let entries = entries[place.folder] else { return CoreMetadata() }
    let words = Set(name.split { ".-_".contains($0) }.map(String.init))
    var matching = entries.filter { entry in
      if let file = entry.file { return file == name || name.hasPrefix("\(file).") }
      return entry.processID.map { words.contains($0) } ?? false
    }
    if matching.count > 1 {
      let exact = matching.filter { entry in
        entry.time.map {
          words.contains(String($0)) || words.contains(String($0 / 1_000_000))
        } ?? false
      }
      if !exact.isEmpty { matching = exact }
    }
    guard matching.count == 1, let entry = matching.first else { return CoreMetadata() }
    return CoreMetadata(
      time: entry.time.map { ($0 / 1_000_000, "coredumpctl") }, host: entry.host)
  }

  /// ABRT keeps each value in a file of its own (abrt, dump directory format).
  private func abrt(beside core: ArchivePath) -> CoreMetadata {
    func value(_ name: String) -> String? {
      let path = core.sibling(name)
      guard case .success(let stamp) = FileStamp.of(path), stamp.kind == .regular,
        stamp.size < 4_096, let bytes = try? LineReader.contents(of: path)
      else { return nil }
      let text = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
      return text.isEmpty ? nil : String(text)
    }
    return CoreMetadata(
      time: value("time").flatMap { Int64($0) }.map { ($0, "abrt") }, host: value("hostname"))
  }
}
