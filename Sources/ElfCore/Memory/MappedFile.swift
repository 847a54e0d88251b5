// A file mapped read only, and checked loads from it: the one place where bytes of a file become
// values through a pointer.

internal import Glibc

/// A read-only mapping of a whole file. It is unmapped when its last owner is released.
///
/// `@unchecked Sendable`: the mapping is private and read only, and its address and length never
/// change after `init`, so any number of tasks may read it.
@safe
public final class MappedFile: @unchecked Sendable {
  @usableFromInline
  let base: UnsafeRawPointer
  /// The number of bytes mapped: the file's size when it was opened.
  public let count: Int
  /// The open file, for libdw: it inflates sections in a mapping of its own.
  package let descriptor: Int32

  /// Maps the whole of the open file `descriptor`, which is duplicated.
  package init(descriptor: Int32, path: String) throws(CoreFileError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unmappable(path: path, errno: errno)
    }
    guard status.st_size > 0, let size = Int(exactly: status.st_size) else {
      throw .notELF(path: path, reason: "the file is empty")
    }
    let mapping = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_NORESERVE, descriptor, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw .unmappable(path: path, errno: errno)
    }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else {
      let reason = errno
      unsafe munmap(mapping, size)
      throw .unmappable(path: path, errno: reason)
    }
    unsafe base = UnsafeRawPointer(mapping)
    count = size
    self.descriptor = copy
  }

  /// Maps the regular file at `path`. A path in a core may name anything, such as a pipe or a device.
  package convenience init(opening path: String) throws(CoreFileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unmappable(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .wrongType(path: path, expected: "a regular file", found: "something else")
    }
    try self.init(descriptor: descriptor, path: path)
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(mutating: base), count)
    close(descriptor)
  }

  /// The little-endian integer at `offset`, or nil when it is not wholly inside the file.
  @inlinable
  public func load<Value: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as type: Value.Type
  ) -> Value? {
    guard offset >= 0, offset <= count &- MemoryLayout<Value>.size else { return nil }
    return unsafe Value(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// A copy of `length` bytes at `offset`, fewer where the file ends; nil when `offset` is outside.
  package func bytes(at offset: Int, count length: Int) -> [UInt8]? {
    guard offset >= 0, length >= 0, offset <= count else { return nil }
    let available = min(length, count - offset)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: base + offset, count: available))
  }

  /// Calls `body` with every word of `size` bytes (4 or 8) whose value is at least `lowest` and below
  /// `highest`: its distance from `offset`, and the value. Covers `length` bytes from `offset` on,
  /// fewer where the file ends, and skips an incomplete word at the end.
  func forEachWord(
    at offset: Int, count length: Int, size: Int, from lowest: UInt64, below highest: UInt64,
    _ body: (Int, UInt64) -> Void
  ) {
    guard offset >= 0, length >= 0, offset <= count, lowest < highest else { return }
    let bytes = offset..<offset + min(length, count - offset)
    if size == 8 {
      forEachWord(UInt64.self, in: bytes, from: lowest, width: highest &- lowest, body)
    } else {
      forEachWord(UInt32.self, in: bytes, from: lowest, width: highest &- lowest, body)
    }
  }

  @inline(__always)
  private func forEachWord<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _: Word.Type, in bytes: Range<Int>, from lowest: UInt64, width: UInt64,
    _ body: (Int, UInt64) -> Void
  ) {
    let start = unsafe base + bytes.lowerBound
    let size = MemoryLayout<Word>.size
    func distance(_ place: Int) -> UInt64 {
      let word = unsafe start.loadUnaligned(fromByteOffset: place, as: Word.self)
      return UInt64(Word(littleEndian: word)) &- lowest
    }
    var place = 0
    while place <= bytes.count &- size {
      // Four at once, since few words are looked for: one branch instead of four.
      if place <= bytes.count &- 4 &* size,
        min(
          distance(place), distance(place &+ size), distance(place &+ 2 &* size),
          distance(place &+ 3 &* size)) >= width
      {
        place &+= 4 &* size
        continue
      }
      let found = distance(place)
      if found < width { body(place, found &+ lowest) }
      place &+= size
    }
  }

  /// The offset of the first zero byte at or after `offset`, at most `limit` bytes on.
  package func endOfCString(at offset: Int, limit: Int) -> Int? {
    guard offset >= 0, offset < count else { return nil }
    let length = min(limit, count - offset)
    guard let found = unsafe memchr(base + offset, 0, length) else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }

  /// Lends the mapping to libelf, which takes a mutable pointer and does not write through it.
  @unsafe
  func withImage<Result>(_ body: (UnsafeMutableRawPointer, Int) -> Result) -> Result {
    unsafe body(UnsafeMutableRawPointer(mutating: base), count)
  }
}
