// A temporary file in which pages of zeros stay holes.

internal import Basics
internal import Glibc

/// The unit in which zeros are looked for: a block of the usual file systems.
private let pageSize = 4096

/// A temporary file that is written from front to back and left sparse.
///
/// Most of a Go program's memory was never touched, and its core is mostly holes; a compressed
/// core has them as zeros. Written out they would cost disk and, worse, page cache.
struct SparseFile {
  /// The file.
  let descriptor: OwnedDescriptor
  /// The folder that it is in, for errors.
  private let folder: String
  /// The offset behind the last byte that was given, zeros included.
  private(set) var end: UInt64 = 0

  /// Makes an empty file in `folder`.
  init(in folder: TemporaryFolder) throws(InputError) {
    self.init(descriptor: try folder.makeFile(), folder: folder.path)
  }

  /// Writes to an open file, which is empty.
  init(descriptor: OwnedDescriptor, folder: String) {
    self.descriptor = descriptor
    self.folder = folder
  }

  /// Puts `bytes` at `offset`, which is not before `end`. What lies between stays a hole.
  mutating func write(_ bytes: Span<UInt8>, at offset: UInt64) throws(InputError) {
    let result = unsafe bytes.withUnsafeBytes { buffer in
      unsafe writeNonzeroPages(buffer, at: offset)
    }
    guard result else { throw .temporaryFolder(path: folder, reason: lastSystemMessage()) }
    end = offset &+ UInt64(bytes.count)
  }

  /// Gives the file its apparent size, so that zeros at its end count.
  mutating func finish(size: UInt64) throws(InputError) {
    guard let length = off_t(exactly: size), ftruncate(descriptor.rawValue, length) == 0 else {
      throw .temporaryFolder(path: folder, reason: lastSystemMessage())
    }
    end = size
  }

  /// Writes the pages that hold anything but zeros, neighbours in one call. Pages are those of the
  /// file; a part of a page at either end of `buffer` is treated as a page.
  @unsafe private func writeNonzeroPages(
    _ buffer: UnsafeRawBufferPointer, at offset: UInt64
  ) -> Bool {
    var pending = 0  // start of what is not written yet
    var position = 0
    while position < buffer.count {
      let inPage = Int((offset &+ UInt64(position)) % UInt64(pageSize))
      let next = min(buffer.count, position + pageSize - inPage)
      if unsafe isZero(UnsafeRawBufferPointer(rebasing: buffer[position..<next])) {
        guard unsafe write(buffer, pending..<position, at: offset) else { return false }
        pending = next
      }
      position = next
    }
    return unsafe write(buffer, pending..<buffer.count, at: offset)
  }

  /// Writes the part `range` of a buffer whose start belongs at `offset`.
  @unsafe private func write(
    _ buffer: UnsafeRawBufferPointer, _ range: Range<Int>, at offset: UInt64
  ) -> Bool {
    unsafe writeAll(
      UnsafeRawBufferPointer(rebasing: buffer[range]), to: descriptor.rawValue,
      at: offset &+ UInt64(range.lowerBound))
  }
}

/// Whether all bytes are zero: the first is, and each equals the one before it. `memcmp` compares
/// with vectors and stops at the first difference, which most pages have in their first words.
@unsafe func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
  guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
  return unsafe base.load(as: UInt8.self) == 0
    && memcmp(base, base + 1, bytes.count - 1) == 0
}
