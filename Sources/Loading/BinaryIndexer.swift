// Making an index of binaries: each file of the folders is opened once, and again only when it has changed.

package import Basics
package import ElfCore
internal import InputFiles

/// Goes over folders and brings an index up to date.
package struct BinaryIndexer {
  /// What an earlier run found.
  private let known: [String: IndexedBinary]
  private var found: [String: IndexedBinary] = [:]
  private let options: InputFiles.InputOptions
  /// What could not be read, in words.
  package private(set) var problems: [String] = []

  /// How deep folders may lie in each other.
  static let depthLimit = 32

  package init(known: [IndexedBinary], maximumExpandedBytes: UInt64?) {
    self.known = Dictionary(known.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    options = InputFiles.InputOptions(maximumExpandedBytes: maximumExpandedBytes)
  }

  /// The index as it is now, by path.
  package var binaries: [IndexedBinary] {
    found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Takes all binaries below the `folder` that the user named, or the file of that path.
  package mutating func add(named folder: String) throws(SystemRefusal) {
    switch FileStamp.of(folder) {
    case .failure(let refusal):
      throw refusal
    case .success(let stamp) where stamp.kind == .folder: walk(folder, depth: 0)
    case .success: add(file: folder)
    }
  }

  private mutating func walk(_ folder: String, depth: Int) {
    guard depth < Self.depthLimit else { return }
    switch folderEntries(folder) {
    case .failure(let refusal): problems.append("\(displayable(folder)): \(refusal.reason)")
    case .success(let entries):
      for entry in entries {
        guard let name = entry.name else { continue }
        let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        switch entry.kind {
        case .folder: walk(path, depth: depth + 1)
        // A `.build-id` tree is made of links to files.
        case .regular, .link: add(file: path)
        case .other: continue
        }
      }
    }
  }

  /// Takes one file if it is a binary.
  package mutating func add(file path: String) {
    guard found[path] == nil, case .success(let stamp) = FileStamp.of(path),
      stamp.kind == .regular, stamp.size > 0
    else { return }
    if let binary = known[path], binary.size == stamp.size, binary.modified == stamp.modified {
      found[path] = binary
      return
    }
    guard let file = Self.identity(of: path, options) else { return }
    found[path] = IndexedBinary(
      path: path, size: stamp.size, modified: stamp.modified, gnuBuildID: file.ids.gnu,
      goBuildID: file.ids.go, architecture: file.architecture)
  }

  /// What makes a binary known.
  typealias Identity = (ids: BuildIDs, architecture: String)

  /// The ids of the binary at `path`, which may be compressed or in an archive; nil where it is none or
  /// has none.
  static func identity(of path: String, _ options: InputFiles.InputOptions) -> Identity? {
    var head = options
    head.headSize = 1 << 16
    return ids(of: path, limits: head) ?? ids(of: path, limits: options)
  }

  /// The ids in a file, or in as much of it as `limits` let in. Nil where it is no binary: most files of a
  /// folder are none, and need no word.
  private static func ids(of path: String, limits: InputFiles.InputOptions) -> Identity? {
    guard let file = try? openInput(path: path, options: limits).executables.first else {
      return nil
    }
    return try? ids(in: file)
  }

  private static func ids(in file: OpenedFile) throws(CoreFileError) -> Identity? {
    let mapped = try MappedFile(descriptor: file.descriptor.rawValue, path: file.path)
    let executable = try ExecutableFile(file: mapped, path: file.path)
    guard !executable.isDebugFile, executable.buildIDs != BuildIDs() else { return nil }
    return (executable.buildIDs, executable.image.architecture.name)
  }
}
