// An entry in an index of binaries: path, file stamp and build.

/// A binary that cores may belong to.
package struct IndexedBinary: Sendable, Equatable {
  package var path: String
  /// The size of the file, in bytes.
  package var size: Int64
  /// When the file was written, in nanoseconds since 1970.
  package var modified: Int64
  /// The GNU build ID in hexadecimal.
  package var gnuBuildID: String?
  package var goBuildID: String?
  package var architecture: String?

  package init(
    path: String, size: Int64, modified: Int64, gnuBuildID: String?, goBuildID: String?,
    architecture: String?
  ) {
    self.path = path
    self.size = size
    self.modified = modified
    self.gnuBuildID = gnuBuildID
    self.goBuildID = goBuildID
    self.architecture = architecture
  }
}
