// The DWARF of files that one core after the other needs: opened once, and kept for the next core of the
// same program.

internal import DebugInfo
internal import ElfCore

/// Open debug information. Not `Sendable`: libdw's handles belong to one task.
package final class DebugFiles {
  /// By file; nil where a file has none. The files are held, so that no other gets their identity.
  private var known: [ObjectIdentifier: (file: MappedFile, dwarf: DwarfFile?)] = [:]
  /// The most that are kept open.
  private static let limit = 4

  package init() {}

  /// The DWARF of `file`, with the places of local variables; nil where it has none.
  func dwarf(of file: MappedFile, path: String) -> DwarfFile? {
    if let found = known[ObjectIdentifier(file)] { return found.dwarf }
    if known.count >= Self.limit { known.removeAll() }
    let dwarf = try? DwarfFile(descriptor: file.descriptor, path: path, withLocations: true)
    known[ObjectIdentifier(file)] = (file, dwarf)
    return dwarf
  }
}
