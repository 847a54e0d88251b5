// Finding the file that a stripped binary's debug information was moved to, where gdb looks for it.

internal import ElfCore
internal import Glibc
internal import InputFiles

/// Looks for the debug file of a binary: by build ID, then by the name that the binary gives.
struct DebugFileSearch {
  let executable: ExecutableFile
  /// Debug files that the user named.
  let named: [OpenedFile]
  let sources: FileSources
  /// What was looked at, and why it was passed over.
  private(set) var attempts: [Attempt] = []
  /// Where distributions keep debug files (gdb: set debug-file-directory).
  static let systemFolder = "/usr/lib/debug"

  init(executable: ExecutableFile, named: [OpenedFile], sources: FileSources) {
    self.executable = executable
    self.named = named
    self.sources = sources
  }

  /// The folders that the user names; the system's comes after them.
  var folders: [String] { sources.options.debugDirectory }

  /// The first debug file that belongs to the binary.
  mutating func find() -> OpenedFile? {
    for file in named where accept(file, file.path, isNamed: true) { return file }
    let places = folders + [Self.systemFolder]
    if let id = executable.buildIDs.gnu, id.count > 2 {
      for place in places {
        let path = "\(place)/.build-id/\(id.prefix(2))/\(id.dropFirst(2)).debug"
        if let found = open(path, checksum: nil) { return found }
      }
    }
    if let link = executable.debugLink {
      let home = Self.folder(of: executable.path)
      var paths = ["\(home)/\(link.name)", "\(home)/.debug/\(link.name)"]
      if home.hasPrefix("/") { paths += places.map { "\($0)\(home)/\(link.name)" } }
      paths += folders.map { "\($0)/\(link.name)" }
      for path in paths {
        if let found = open(path, checksum: link.checksum) { return found }
      }
    }
    return sources.server.flatMap { ask($0) }
  }

  private mutating func ask(_ server: DebugServer) -> OpenedFile? {
    guard let id = executable.buildIDs.gnu else {
      attempts.append(
        Attempt("debuginfod", .answer("the binary has no GNU build ID to ask for")))
      return nil
    }
    switch server.fetch(.debugInformation, buildID: id) {
    case .success(let path): return open(path, checksum: nil)
    case .failure(let error):
      attempts.append(Attempt("debuginfod", .answer(error.reason)))
      return nil
    }
  }

  /// Opens the file at `path` if it is the debug file.
  private mutating func open(_ path: String, checksum: UInt32?) -> OpenedFile? {
    let found: OpenedFile?
    do throws(InputError) {
      found = try sources.library.open(path, options: sources.input).executables.first
    } catch {
      attempts.append(Attempt(path, Attempt.Reason(error)))
      return nil
    }
    guard let file = found else {
      attempts.append(Attempt(path, .absent))
      return nil
    }
    guard accept(file, path, isNamed: false) else { return nil }
    if let checksum, file.checksum() != checksum {
      attempts.append(Attempt(path, .wrongChecksum))
      return nil
    }
    return file
  }

  private mutating func accept(_ file: OpenedFile, _ path: String, isNamed: Bool) -> Bool {
    guard let found = try? sources.library.executable(file, path),
      found.image.architecture.name == executable.image.architecture.name
    else {
      attempts.append(Attempt(path, .notDebugFile))
      return false
    }
    guard found.buildIDs.matches(executable.buildIDs) != false, found.isLaidOut(like: executable)
    else {
      attempts.append(Attempt(path, .unrelatedDebugFile))
      return false
    }
    return true
  }

  /// The folder of a file, links resolved.
  private static func folder(of path: String) -> String {
    var resolved = path
    if let text = unsafe realpath(path, nil) {
      resolved = unsafe String(cString: text)
      unsafe free(text)
    }
    guard let slash = resolved.lastIndex(of: "/") else { return "." }
    return slash == resolved.startIndex ? "" : String(resolved[..<slash])
  }
}
