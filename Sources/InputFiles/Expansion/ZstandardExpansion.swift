// Expands a part of a file in memory: a section of debug information that is compressed with zstd.

/// What zstd made `bytes` of, if that is exactly `size` bytes; nil where it is not, and in a build
/// without libarchive.
package func expandZstandard(_ bytes: [UInt8], size: Int) -> [UInt8]? {
  #if GOCORE_LIBARCHIVE
    guard Codec(recognizing: Array(bytes.prefix(FileFormat.sampleSize))) == .zstd,
      let reader = try? ArchiveReader(BytesSource(bytes), .stream(.zstd), path: ""),
      case .member = reader.nextMember()
    else { return nil }
    var expanded: [UInt8] = []
    expanded.reserveCapacity(size)
    while true {
      let step = reader.nextBlock { block, _ in
        guard expanded.count <= size else { return }
        unsafe block.withUnsafeBytes { unsafe expanded.append(contentsOf: $0) }
      }
      switch step {
      case .more where expanded.count <= size: continue
      case .end where expanded.count == size: return expanded
      default: return nil
      }
    }
  #else
    return nil
  #endif
}
