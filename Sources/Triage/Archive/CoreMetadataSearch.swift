// What collectors note beside a core: when the program died, and on which host.

internal import Basics
package import InputFiles
internal import StoredReports

/// The JSON that IBM's core-dump-handler puts into its zips (core-dump-composer, config.rs and main.rs): what
/// it was given by the kernel, and what crictl says of the pod.
package enum DumpHandlerDocument {
  /// What the documents of an archive say; nil where none is of this kind.
  package static func metadata(in documents: [(name: String, contents: [UInt8])]) -> CoreMetadata? {
    let reader = JSONText()
    for document in documents where document.name.hasSuffix("-dump-info.json") {
      let names = ["timestamp", "node_hostname", "hostname"]
      guard let values = reader.objects(in: document.contents, names).first else { continue }
      var metadata = CoreMetadata()
      if let time = values[0].flatMap({ Int64($0) }), time > 0 {
        metadata.time = (time, "core-dump-handler")
      }
      metadata.host = values[1] ?? values[2]
      metadata.workload = workload(in: documents, reader)
      return metadata
    }
    return nil
  }

  /// The pod, and the container where the pod has only one: the documents do not say in which of several the
  /// process ran.
  private static func workload(
    in documents: [(name: String, contents: [UInt8])], _ reader: JSONText
  ) -> Workload {
    func values(_ suffix: String, _ paths: [String]) -> [String?] {
      documents.first { $0.name.hasSuffix(suffix) }
        .map { reader.values(in: $0.contents, at: paths) }
        ?? [String?](repeating: nil, count: paths.count)
    }
    var workload = Workload()
    let pod = values("-pod-info.json", ["$.metadata.name", "$.metadata.namespace"])
    (workload.pod, workload.namespace) = (pod[0], pod[1])
    let container = values(
      "-ps-info.json",
      [
        "$.containers[0].metadata.name", "$.containers[0].imageRef", "$.containers[1].id",
        "$.containers[0].image.image",
      ])
    guard container[2] == nil else { return workload }
    workload.container = container[0]
    let image = values(
      "-image-info.json", ["$.repoTags[0]", "$.repoDigests[0]", "$.repo", "$.tag"])
    workload.image =
      image[0] ?? image[1] ?? image[2].map { $0 + (image[3].map { ":\($0)" } ?? "") }
      ?? container[3] ?? container[1]
    return workload
  }
}

/// Finds the metadata of cores in the files around them.
package struct CoreMetadataSearch {
  /// What the lists of each folder tell, by folder.
  private var folders: [String: Entries] = [:]
  private let reader = JSONText()

  /// One crash in a list of `coredumpctl --json` or of the journal.
  private struct Entry {
    var file: Substring?
    var processID: Substring?
    /// Microseconds since the epoch.
    var time: Int64?
    var host: String?
    var workload = Workload()
  }

  /// Many crashes, found without a look at each: a folder may have a hundred thousand cores.
  private struct Entries {
    private var byFile: [Substring: [Entry]] = [:]
    /// Those that name no file.
    private var byProcess: [Substring: [Entry]] = [:]

    init(_ entries: [Entry]) {
      for entry in entries {
        if let file = entry.file {
          byFile[file, default: []].append(entry)
        } else if let process = entry.processID {
          byProcess[process, default: []].append(entry)
        }
      }
    }

    /// The crashes that may have left the file of this name: those that name it, without an ending or with
    /// one, and those of a process whose number is one of its `words`.
    func matching(_ name: Substring, _ words: Set<Substring>) -> [Entry] {
      let names = [name] + name.indices.filter { name[$0] == "." }.map { name[..<$0] }
      return names.flatMap { byFile[$0] ?? [] } + words.flatMap { byProcess[$0] ?? [] }
    }
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
    if !found.isEmpty { folders[folder] = Entries(found) }
  }

  private func read(_ text: [UInt8]) -> [Entry] {
    let names = [
      "COREDUMP_FILENAME", "COREDUMP_PID", "COREDUMP_TIMESTAMP", "COREDUMP_HOSTNAME", "_HOSTNAME",
      "pid", "time", "exe", "COREDUMP_USER_UNIT", "COREDUMP_UNIT", "COREDUMP_CGROUP",
    ]
    func entries(_ text: [UInt8]) -> [Entry] {
      reader.objects(in: text, names).compactMap { values in
        var entry = Entry()
        entry.file = values[0]?.split(separator: "/").last
        entry.processID = (values[1] ?? values[5]).map { $0[...] }
        entry.time = (values[2] ?? values[6]).flatMap { Int64($0) }
        entry.host = values[3] ?? values[4]
        entry.workload.unit = values[8] ?? values[9]
        entry.workload.cgroup = values[10]
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
    guard let entries = folders[place.folder] else { return CoreMetadata() }
    let words = Set(name.split { ".-_".contains($0) })
    var matching = entries.matching(name[...], words)
    if matching.count > 1 {
      let exact = matching.filter { entry in
        entry.time.map { words.contains("\($0)") || words.contains("\($0 / 1_000_000)") } ?? false
      }
      if !exact.isEmpty { matching = exact }
    }
    guard matching.count == 1, let entry = matching.first else { return CoreMetadata() }
    var metadata = CoreMetadata(
      time: entry.time.map { ($0 / 1_000_000, "coredumpctl") }, host: entry.host)
    metadata.workload = entry.workload
    return metadata
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
