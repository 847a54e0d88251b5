// Why debug information cannot be used. It is never fatal: the report lacks what depends on it.

/// Why a file gives no DWARF.
package enum DebugInfoError: Error, Equatable {
  /// The file could not be opened or is not accepted by libelf.
  case unreadable(path: String, reason: String)
  /// The file has no `.debug_info`: linked with `-w` or `-s`, or stripped.
  case absent(path: String)
  /// There is DWARF, but libdw cannot read it.
  case unusable(path: String, reason: String)

  package var message: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .absent(let path): "\(path) has no DWARF (linked with -w or -s, or stripped)"
    case .unusable(let path, let reason): "\(path): libdw cannot read its DWARF: \(reason)"
    }
  }
}
