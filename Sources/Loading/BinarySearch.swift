// Finding the program's binary when the user names none: by the core's own words, then by build ID.

internal import Basics
internal import ElfCore
internal import InputFiles

/// Looks for the binary of a core.
struct BinarySearch {
  let core: LoadedCore
  let identity: LoadedImage?
  let sources: FileSources
  /// What was looked at, for the message when nothing is found.
  private(set) var attempts: [Attempt] = []

  init(core: LoadedCore, identity: LoadedImage?, sources: FileSources) {
    self.core = core
    self.identity = identity
    self.sources = sources
  }

  private var folders: [String] { sources.options.binaries }

  /// The first binary whose build ID is the core's. Where the core tells no build ID, the one at the
  /// path that the core names.
  mutating func find() -> OpenedFile? {
    var names: Set<String> = []
    for path in pathsOfCore() {
      names.insert(String(path.split(separator: "/").last ?? ""))
      if let found = accept(path) { return found }
    }
    if let id = identity?.buildIDs.gnu, id.count > 2 {
      for folder in folders + [DebugFileSearch.systemFolder] {
        let path = "\(folder)/.build-id/\(id.prefix(2))/\(id.dropFirst(2))"
        if let found = accept(path) { return found }
      }
    }
    let home = core.file.path.lastIndex(of: "/").map { String(core.file.path[..<$0]) } ?? "."
    for name in names.sorted() where !name.isEmpty {
      if let found = accept("\(home)/\(name)") { return found }
    }
    if let index = sources.index {
      let paths = identity.map { index.paths(of: $0.buildIDs) } ?? []
      for path in paths {
        if let found = accept(path) { return found }
      }
      if index.count > 0 { attempts.append(index.attempt(for: identity?.buildIDs ?? BuildIDs())) }
    } else if let found = searchFolders() {
      return found
    }
    return sources.server.flatMap { ask($0) }
  }

  private mutating func searchFolders() -> OpenedFile? {
    for folder in folders {
      if let found = verified(folder) ?? search(folder, depth: 0) { return found }
      attempts.append(Attempt("\(folder)/…", .absent))
    }
    return nil
  }

  private mutating func ask(_ server: DebugServer) -> OpenedFile? {
    guard let id = identity?.buildIDs.gnu else {
      attempts.append(
        Attempt("debuginfod", .answer("the core shows no GNU build ID to ask for")))
      return nil
    }
    switch server.fetch(.executable, buildID: id) {
    case .success(let path): return accept(path)
    case .failure(let error):
      attempts.append(Attempt("debuginfod", .answer(error.reason)))
      return nil
    }
  }

  /// The path of the image or of the program's entry in NT_FILE, and the path that the kernel executed,
  /// as far as they are of files.
  private func pathsOfCore() -> [String] {
    var paths: [String] = []
    let image = core.image
    if let path = image.path(of: identity) { paths.append(path) }
    // Go code of a library: the program's own path leads elsewhere.
    if identity?.isMainProgram != false {
      if paths.isEmpty, let path = image.path(of: nil) { paths.append(path) }
      if let address = image.auxiliaryVector?[AuxiliaryVector.executablePath] {
        let (bytes, _) = image.memory.readablePrefix(at: Address(address), count: 4_096)
        if let path = bytes.text(at: 0, limit: 4_096), !paths.contains(path) { paths.append(path) }
      }
    }
    return paths.filter(MappedPath.isOfFile)
  }

  private mutating func accept(_ path: String) -> OpenedFile? {
    var reason = Attempt.Reason.absent
    do throws(InputError) {
      if let file = try sources.library.open(path, options: sources.input).executables.first {
        let executable = executable(file, path)
        if let executable, !executable.isDebugFile, isMatch(executable) { return file }
        reason = executable?.isDebugFile == true ? .onlyDebugInformation : .anotherBuild
      }
    } catch {
      reason = Attempt.Reason(error)
    }
    attempts.append(Attempt(path, reason))
    return nil
  }

  /// What a file is as an executable; nil where it is damaged, and can be no binary.
  private func executable(_ file: OpenedFile, _ path: String) -> ExecutableFile? {
    try? sources.library.executable(file, path)
  }

  private func isMatch(_ executable: ExecutableFile) -> Bool {
    guard executable.image.architecture.name == core.image.architecture.name else { return false }
    guard let identity else { return true }
    return executable.matches(identity) != false
  }

  /// The binary below `folder`, files in the order of their names before folders.
  private func search(_ folder: String, depth: Int) -> OpenedFile? {
    guard depth < BinaryIndexer.depthLimit, case .success(let entries) = folderEntries(folder)
    else { return nil }
    var files: [String] = []
    var folders: [String] = []
    for entry in entries {
      guard let name = entry.name else { continue }
      switch entry.kind {
      case .folder: folders.append("\(folder)/\(name)")
      case .regular, .link: files.append("\(folder)/\(name)")
      case .other: break
      }
    }
    for path in files.sorted() {
      if let found = verified(path) { return found }
    }
    for path in folders.sorted() {
      if let found = search(path, depth: depth + 1) { return found }
    }
    return nil
  }

  /// The file at `path`, which nothing names, if it proves to be the binary. It may be compressed or in an
  /// archive, as in the folders of a batch.
  private func verified(_ path: String) -> OpenedFile? {
    guard let identity, case .success(let stamp) = FileStamp.of(path), stamp.kind == .regular,
      stamp.size > 0, let found = BinaryIndexer.identity(of: path, sources.input),
      found.ids.matches(identity.buildIDs) == true,
      let file = try? sources.library.open(path, options: sources.input).executables.first,
      let executable = executable(file, path), !executable.isDebugFile,
      executable.matches(identity) == true
    else { return nil }
    return file
  }
}
