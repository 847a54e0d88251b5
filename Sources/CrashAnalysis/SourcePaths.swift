// Paths of sources as people read them: `$GOROOT/src/net/http/server.go` in place of where Go lay on the
// machine that built the program. JSON and tracebacks keep them as the function table has them.

internal import GoRuntime

/// Shortens paths of sources.
struct SourcePaths: Sendable {
  /// Where Go's own sources lay, with `/src/` at the end; nil where the paths do not tell.
  private let library: String?

  private static let cache = "/pkg/mod/"

  /// `sourceRoot` is what stands in front of the standard library's import paths.
  init(sourceRoot: String?) {
    library = sourceRoot.flatMap { $0.hasPrefix("/") && $0.hasSuffix("/src/") ? $0 : nil }
  }

  /// `file` with `$GOROOT/` for Go's own folder, and `$GOMODCACHE/` for that of downloaded modules.
  func shown(_ file: String) -> String {
    if let library, file.hasPrefix(library) {
      return "$GOROOT/src/" + String(file.dropFirst(library.count))
    }
    guard file.hasPrefix("/"), let range = file.firstRange(of: Self.cache) else { return file }
    let rest = file[range.upperBound...]
    // A module there has its version in its path.
    guard rest.utf8.contains(0x40) else { return file }
    return "$GOMODCACHE/" + rest
  }
}
