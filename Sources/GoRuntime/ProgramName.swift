// What a program is called that does not say which main package it was built from: programs of Bazel, and those
// built outside of any module or from single files.

internal import ElfCore

extension BuildInformation {
  /// Whether the build names its main package or main module by an import path. Outside of any module the path
  /// is the folder's that somebody built in.
  package var namesMainPackage: Bool {
    [path ?? "", main?.path ?? ""].contains {
      !$0.isEmpty && $0 != "command-line-arguments" && !$0.hasPrefix("_/")
    }
  }
}

extension GoProcess {
  /// Folders that are called after what is done in them: of the program they say nothing.
  private static let commonFolders: Set<String> = [
    "", ".", "..", "command-line-arguments", "src", "source", "cmd", "main", "app", "build", "code",
    "workspace", "go", "tmp",
  ]
  /// Longer names are cut: they come from the binary, and may be anything.
  private static let nameLimit = 100

  /// The last element of the folder in which the sources of package main lay: it stays the same over releases
  /// of Go and builds, with `-trimpath` and without, and in a stripped binary. Where it says nothing, the name of
  /// the program's file. Nil where the build names the main package, and where nothing is known.
  package var programName: String? {
    guard build?.namesMainPackage != true else { return nil }
    let folder = modules.first?.table.mainFolder
    let file = modules.first.flatMap { image.fileMapping(of: $0.text)?.path.lastPathComponent }
    guard
      let name = [folder, file].lazy.compactMap(\.self).first(where: {
        !Self.commonFolders.contains($0)
      }) ?? file ?? folder, !name.isEmpty
    else { return nil }
    // `|` separates the parts of a signature.
    return String(String.UnicodeScalarView(name.unicodeScalars.prefix(Self.nameLimit)))
      .split(separator: "|", omittingEmptySubsequences: false).joined(separator: "/")
  }
}

extension PCTable {
  /// The last element of the path of main.main's folder; nil where the table has no such function, or no
  /// folder.
  var mainFolder: String? {
    guard let main = functions(named: ["main.main"])["main.main"] else { return nil }
    let elements = file(main, at: main.entryOffset).split(separator: "/")
    return elements.count > 1 ? String(elements[elements.count - 2]) : nil
  }
}
