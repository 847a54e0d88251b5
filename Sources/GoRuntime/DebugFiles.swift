// The DWARF of files that one core after the other needs: opened once, and kept for the next core of the
// same program.

package import DebugInfo
package import ElfCore

/// Open debug information. Not `Sendable`: libdw's handles belong to one task.
package final class DebugFiles {
  /// By file. The files are held, so that no other gets their identity.
  private var known: [ObjectIdentifier: (file: MappedFile, dwarf: DwarfFile)] = [:]
  /// The most that are kept open.
  private static let limit = 4

  package init() {}

  /// The DWARF of `file`. `expand` expands sections that libdw cannot.
  package func dwarf(
    of file: MappedFile, path: String, expand: DwarfSections.Expand? = nil
  ) throws(DebugInfoError) -> DwarfFile {
    if let found = known[ObjectIdentifier(file)] { return found.dwarf }
    let dwarf = try DwarfFile(descriptor: file.descriptor, path: path, expand: expand)
    if known.count >= Self.limit { known.removeAll() }
    known[ObjectIdentifier(file)] = (file, dwarf)
    return dwarf
  }
}
