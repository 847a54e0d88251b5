// Binaries by build ID: made once for a batch, kept in its store, and looked into for each core.

package import ElfCore

/// The binaries of some folders.
package struct BinaryIndex {
  private let paths: [String: [String]]
  private let binaries: [String: IndexedBinary]
  /// How many binaries there are.
  package let count: Int

  package init(_ binaries: [IndexedBinary]) {
    var paths: [String: [String]] = [:]
    for binary in binaries {
      for id in [binary.gnuBuildID, binary.goBuildID] {
        if let id { paths[id, default: []].append(binary.path) }
      }
    }
    self.paths = paths
    self.binaries = Dictionary(binaries.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    count = self.binaries.count
  }

  /// The binary of that path.
  package func binary(at path: String) -> IndexedBinary? { binaries[path] }

  /// Where binaries with these ids are: by the GNU one where there is one.
  package func paths(of ids: BuildIDs) -> [String] {
    if let gnu = ids.gnu, let found = paths[gnu] { return found }
    return ids.go.flatMap { paths[$0] } ?? []
  }

  /// What to say of it when it has none for a core with these ids.
  func attempt(for ids: BuildIDs) -> Attempt {
    Attempt(
      "\(count == 1 ? "1 binary" : "\(count) binaries") of the batch",
      .answer(ids == BuildIDs() ? "the core shows no build ID to go by" : "other builds"))
  }
}
