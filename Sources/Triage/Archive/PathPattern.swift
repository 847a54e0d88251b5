// The patterns that batch accepts in place of paths.

internal import Glibc

/// The paths that match a shell pattern, sorted; none for a text without `*`, `?` or `[`.
package func expandPattern(_ pattern: String) -> [String] {
  guard pattern.contains(where: { "*?[".contains($0) }) else { return [] }
  var found = unsafe glob_t()
  defer { unsafe globfree(&found) }
  guard unsafe glob(pattern, 0, nil, &found) == 0, let paths = unsafe found.gl_pathv else {
    return []
  }
  return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
    guard let path = unsafe paths[index] else { return nil }
    return unsafe String(validatingCString: path)
  }
}
