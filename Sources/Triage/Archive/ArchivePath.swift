// The paths of an archive's files, taken apart and put together in one way: the working folder is ".", and
// what lies in it has no folder before its name, lest it is called "-", which stands for standard input.

/// A path of an archive: its folder, and its name there.
struct ArchivePath {
  let folder: String
  let name: String

  init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }

  /// Takes a path apart that a scan has made plain.
  init(_ path: String) {
    guard let slash = path.lastIndex(of: "/") else {
      self.init(folder: ".", name: path)
      return
    }
    self.init(
      folder: slash == path.startIndex ? "/" : String(path[..<slash]),
      name: String(path[path.index(after: slash)...]))
  }

  /// The whole path.
  var text: String {
    if folder == "." { return name == "-" ? "./-" : name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The path of another name in the same folder.
  func sibling(_ name: String) -> String { ArchivePath(folder: folder, name: name).text }
}
