// What an archive holds: which files may be cores and of which binary, and what the rest is.

package import Basics
internal import ElfCore
package import InputFiles

/// A file that may hold cores.
package struct Candidate {
  /// The path as it was given.
  package let path: String
  package let stamp: FileStamp
  /// Equal for cores of one build: see `CoreGroup`. Nil where the file was not opened, because the
  /// store has its reports.
  package let group: String?
  /// Whether a list names it: then it has a row even when it is not there.
  package let isListed: Bool
  package let metadata: CoreMetadata

  package init(
    path: String, stamp: FileStamp, group: String?, isListed: Bool = false,
    metadata: CoreMetadata = CoreMetadata()
  ) {
    self.path = path
    self.stamp = stamp
    self.group = group
    self.isListed = isListed
    self.metadata = metadata
  }
}

/// Goes over the paths that a batch was given.
package struct ArchiveScan {
  /// The candidates, by path.
  package private(set) var candidates: [Candidate] = []
  /// Programs among the files.
  package private(set) var programs: [String] = []
  /// How many files were passed over, by reason, for each path that the user named.
  package private(set) var skipped: [String: [String: Int]] = [:]
  /// What could not be read, one line each.
  package private(set) var problems: [String] = []
  /// By the bytes of their paths: names that only look alike, as with `é` in one character or in two, are
  /// equal as texts.
  private var files: [[UInt8]: File] = [:]
  private var metadata = CoreMetadataSearch()
  private let maximumExpandedBytes: UInt64?
  /// Paths that are part of the batch itself.
  private let ownPaths: Set<String>

  private static let depthLimit = 64
  /// What stands for the list in place of a root.
  private static let list = "-"
  /// How much of a core is expanded to see its notes, first and, if that is too little, at most: each
  /// thread has some kilobytes of notes.
  private static let headSizes: [UInt64] = [1 << 18, 1 << 26]

  /// One file that was found.
  private struct File {
    let root: String
    let stamp: FileStamp
    /// Whether it was named, and not found in a folder.
    let isNamed: Bool
  }

  /// `store`: the batch's own file, which may lie in the archive.
  package init(maximumExpandedBytes: UInt64? = nil, store: String? = nil) {
    self.maximumExpandedBytes = maximumExpandedBytes
    ownPaths = Set(
      store.map { path in ["", "-wal", "-shm", "-journal"].map { Self.plain(path) + $0 } } ?? [])
  }

  /// A path without what adds nothing to it: the same file has the same path in every run.
  package static func plain(_ path: String) -> String {
    var words = path.split(separator: "/", omittingEmptySubsequences: true)
    let isAbsolute = path.hasPrefix("/")
    words.removeAll { $0 == "." }
    let joined = words.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : ArchivePath(joined).text
  }

  // MARK: - Finding files

  /// How many files were found and not looked into yet.
  package var fileCount: Int { files.count }

  /// Takes a path that the user named: a file, a folder with all below it, or a pattern.
  package mutating func add(named text: String) throws(TriageError) {
    let path = Self.plain(text)
    switch FileStamp.of(path) {
    case .success(let stamp): take(path, stamp, root: path, isNamed: true)
    case .failure(let refusal):
      let found = refusal.isGone ? expandPattern(text) : []
      guard !found.isEmpty else { throw .unreadable(path: text, refusal) }
      for path in found.map(Self.plain) {
        if case .success(let stamp) = FileStamp.of(path) {
          take(path, stamp, root: Self.plain(text), isNamed: false)
        }
      }
    }
  }

  /// Takes a path of a list. If nothing has that path, it counts as a core that cannot be read.
  package mutating func add(listed text: String) {
    let path = Self.plain(text)
    switch FileStamp.of(path) {
    case .success(let stamp): take(path, stamp, root: Self.list, isNamed: true)
    case .failure:
      files[Array(path.utf8)] = File(
        root: Self.list, stamp: FileStamp(size: 0, modified: 0, kind: .other), isNamed: true)
    }
  }

  private mutating func take(_ path: String, _ stamp: FileStamp, root: String, isNamed: Bool) {
    switch stamp.kind {
    case .folder: walk(path, root: root, depth: 0)
    case .regular:
      let key = Array(path.utf8)
      files[key] = files[key] ?? File(root: root, stamp: stamp, isNamed: isNamed)
    case .link, .other: skip(root, "special file")
    }
  }

  private mutating func walk(_ folder: String, root: String, depth: Int) {
    guard depth < Self.depthLimit else {
      problems.append("\(displayable(folder)): too many folders within each other")
      return
    }
    let entries: [FolderEntry]
    switch folderEntries(folder) {
    case .success(let found): entries = found
    case .failure(let refusal):
      problems.append("\(displayable(folder)): \(refusal.reason)")
      return
    }
    metadata.enter(folder, files: entries.compactMap { $0.kind == .regular ? $0.name : nil })
    for entry in entries {
      guard let name = entry.name else {
        problems.append("\(displayable(folder)): a name in it is not UTF-8")
        continue
      }
      let path = ArchivePath(folder: folder, name: name).text
      if ownPaths.contains(path) { continue }
      switch entry.kind {
      case .folder: walk(path, root: root, depth: depth + 1)
      case .regular, .link:
        switch FileStamp.of(path) {
        // A link to a folder would lead round in circles, or count its files twice.
        case .success(let stamp) where stamp.kind == .folder: skip(root, "link to a folder")
        case .success(let stamp): take(path, stamp, root: root, isNamed: false)
        case .failure(let refusal) where refusal.isGone: skip(root, "gone, or a link to nothing")
        case .failure(let refusal): problems.append("\(displayable(path)): \(refusal.reason)")
        }
      case .other: skip(root, "special file")
      }
    }
  }

  private mutating func skip(_ root: String, _ reason: String) {
    skipped[root, default: [:]][reason, default: 0] += 1
  }

  // MARK: - Looking into them

  /// Opens every file except the cores that `isKnown` accepts and the binaries that `isProgram` accepts.
  /// `each` is called before each file with its number.
  package mutating func look(
    isKnown: (String, FileStamp) -> Bool, isProgram: (String, FileStamp) -> Bool,
    each: (Int) throws(TriageError) -> Void
  ) throws(TriageError) {
    let found = files.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (number, (key, file)) in found.enumerated() {
      try each(number)
      let path = String(decoding: key, as: UTF8.self)
      if isKnown(path, file.stamp) {
        addCandidate(path, file, group: nil)
      } else if isProgram(path, file.stamp) {
        programs.append(path)
        skip(file.root, Self.program)
      } else {
        try lookAt(path, file)
      }
    }
    files = [:]
  }

  private static let program = "program or library"

  private mutating func addCandidate(_ path: String, _ file: File, group: String?) {
    candidates.append(
      Candidate(
        path: path, stamp: file.stamp, group: group, isListed: file.root == Self.list,
        metadata: metadata.metadata(of: path)))
  }

  private mutating func lookAt(_ path: String, _ file: File) throws(TriageError) {
    let reason: String
    do throws(InputError) {
      guard let head = try head(of: path) else {
        programs.append(path)
        skip(file.root, Self.program)
        return
      }
      addCandidate(path, file, group: head)
      return
    } catch {
      switch error {
      case .noSuchFile where !file.isNamed: return skip(file.root, "gone, or a link to nothing")
      case .temporaryFolder: throw .input(error)
      case .permissionDenied, .unreadable:
        // Whether it is a core cannot be seen.
        addCandidate(path, file, group: CoreGroup.unknown)
        return
      case .emptyFile: reason = "empty file"
      case .unusableELF: reason = "other ELF file"
      case .nothingInside: reason = "archive without a core"
      case .damaged, .expansionLimit: reason = "damaged"
      case .featureMissing, .libraryMissing: reason = "compressed"
      default: reason = "other data"
      }
    }
    if CoreName.isCore(path) || file.stamp.kind == .other {
      addCandidate(path, file, group: CoreGroup.unknown)
    } else {
      skip(file.root, reason)
    }
  }

  /// The group of the first core that a file is or holds; nil for a program.
  private func head(of path: String) throws(InputError) -> String? {
    var options = InputFiles.InputOptions(maximumExpandedBytes: maximumExpandedBytes)
    var found: (key: String, isWhole: Bool) = (CoreGroup.unknown, false)
    for size in Self.headSizes {
      options.headSize = size
      guard let core = try openInput(path: path, options: options).core else { return nil }
      found = CoreGroup.key(ofHead: core)
      if found.isWhole || core.compression == nil { break }
    }
    return found.key
  }
}

/// The paths in a list: separated by NULs where there is one, else by newlines.
package func listedPaths(_ bytes: [UInt8]) -> [String] {
  let separator: UInt8 = bytes.contains(0) ? 0 : 0x0a
  return bytes.split(separator: separator).map { String(decoding: $0, as: UTF8.self) }
}
