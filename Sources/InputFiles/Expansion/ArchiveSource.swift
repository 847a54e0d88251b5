// Where libarchive gets its bytes: the file that the user named, or a member of another archive.

#if GOCORE_LIBARCHIVE

  internal import CArchive
  internal import Glibc

  /// The bytes handed to libarchive at a time. Larger ones cost cache, smaller ones calls.
  private let chunkSize = 256 * 1024

  /// A stream of bytes with a buffer of its own, which libarchive reads through callbacks.
  @safe class ArchiveSource {
    /// The last chunk. libarchive looks at it until it asks for the next.
    private let buffer: UnsafeMutableRawBufferPointer
    /// Why the last chunk could not be had.
    fileprivate(set) var failure: String?
    /// Whether it could not be had because of the limit on expanded bytes.
    var isOverLimit: Bool { false }

    /// Makes a source without bytes.
    fileprivate init() {
      unsafe buffer = .allocate(byteCount: chunkSize, alignment: 4096)
    }

    deinit {
      unsafe buffer.deallocate()
    }

    /// Puts the next bytes into `buffer`: their number, 0 at the end, nil when they cannot be had.
    @unsafe fileprivate func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? { 0 }

    /// Where the next bytes come from and the length of the whole, for sources that can move.
    fileprivate var place: (position: UInt64, length: UInt64)? { nil }

    /// Moves to `position`, which is inside of the source.
    fileprivate func move(to position: UInt64) {}

    /// Makes `archive` read from this source, which must outlive it.
    @unsafe func attach(to archive: OpaquePointer, of library: gocore_archive) {
      _ = unsafe library.archive_read_set_callback_data(
        archive, Unmanaged.passUnretained(self).toOpaque())
      _ = unsafe library.archive_read_set_read_callback(archive) { _, data, chunk in
        guard let source = unsafe ArchiveSource.behind(data) else { return -1 }
        guard let count = unsafe source.fill(source.buffer) else { return -1 }
        unsafe chunk?.pointee = UnsafeRawPointer(source.buffer.baseAddress)
        return count
      }
      guard place != nil else { return }
      _ = unsafe library.archive_read_set_skip_callback(archive) { _, data, request in
        guard let source = unsafe ArchiveSource.behind(data), let place = source.place else {
          return 0
        }
        let step = min(UInt64(clamping: request), place.length - min(place.position, place.length))
        source.move(to: place.position + step)
        return la_int64_t(clamping: step)
      }
      _ = unsafe library.archive_read_set_seek_callback(archive) { _, data, offset, origin in
        guard let source = unsafe ArchiveSource.behind(data) else {
          return la_int64_t(ARCHIVE_FATAL)
        }
        return source.seek(offset: offset, origin: origin)
      }
    }

    /// The source that was attached, out of the pointer that a callback gets.
    @unsafe private static func behind(_ data: UnsafeMutableRawPointer?) -> ArchiveSource? {
      guard let data = unsafe data else { return nil }
      return unsafe Unmanaged<ArchiveSource>.fromOpaque(data).takeUnretainedValue()
    }

    /// `lseek` within the source: the new position, or ARCHIVE_FATAL where it would be outside.
    private func seek(offset: la_int64_t, origin: Int32) -> la_int64_t {
      guard let place else { return la_int64_t(ARCHIVE_FATAL) }
      let start: UInt64
      switch origin {
      case SEEK_SET: start = 0
      case SEEK_CUR: start = place.position
      case SEEK_END: start = place.length
      default: return la_int64_t(ARCHIVE_FATAL)
      }
      let (target, overflow) = la_int64_t(clamping: start).addingReportingOverflow(offset)
      guard !overflow, target >= 0, UInt64(target) <= place.length else {
        return la_int64_t(ARCHIVE_FATAL)
      }
      move(to: UInt64(target))
      return target
    }
  }

  /// The bytes of an open file.
  @safe final class FileSource: ArchiveSource {
    private let descriptor: OwnedDescriptor
    private let length: UInt64
    private let progress: ExpansionProgress?
    private var position: UInt64 = 0

    /// Reads `file` from its start.
    init(_ file: NamedFile) {
      progress = file.progress
      descriptor = file.descriptor
      length = file.status.size
    }

    @unsafe fileprivate override func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
      guard let count = unsafe descriptor.read(into: buffer, at: position) else {
        failure = lastSystemMessage()
        return nil
      }
      position += UInt64(count)
      progress?(position, length)
      return count
    }

    fileprivate override var place: (position: UInt64, length: UInt64)? { (position, length) }

    fileprivate override func move(to position: UInt64) {
      self.position = position
    }
  }

  /// Bytes in memory.
  @safe final class BytesSource: ArchiveSource {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads `bytes` from their start.
    init(_ bytes: [UInt8]) {
      self.bytes = bytes
    }

    @unsafe fileprivate override func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
      let chunk = bytes[position..<min(bytes.count, position + buffer.count)]
      unsafe buffer.copyBytes(from: chunk)
      position += chunk.count
      return chunk.count
    }
  }

  /// The bytes of `CoreDump` in a report of Apport.
  @safe final class ApportSource: ArchiveSource {
    private let descriptor: OwnedDescriptor
    /// Where the next bytes of the file come from.
    private var position: UInt64 = 0
    private var chunk: [UInt8] = []
    private var index = 0
    /// Six bits for each digit that still lacks others to make bytes.
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var isAtEnd = false
    /// What was decoded and not handed out.
    private var decoded: [UInt8] = []

    private static let key = Array("CoreDump: base64".utf8)
    /// Reads `file` from its start.
    init(_ file: NamedFile) {
      descriptor = file.descriptor
    }

    /// Goes to the first byte behind the line that announces the core; false where there is none.
    func findCore() -> Bool {
      var line: [UInt8] = []
      while let byte = next() {
        guard byte == 0x0a else {
          // Only its start can be the key.
          if line.count <= Self.key.count { line.append(byte) }
          continue
        }
        if line == Self.key { return true }
        line.removeAll(keepingCapacity: true)
      }
      return false
    }

    /// The first bytes of the core, still compressed.
    func peek(_ count: Int) -> [UInt8] {
      while decoded.count < count, decode() {}
      return Array(decoded.prefix(count))
    }

    private func next() -> UInt8? {
      if index == chunk.count {
        guard let bytes = descriptor.bytes(count: chunkSize, at: position) else {
          failure = lastSystemMessage()
          return nil
        }
        chunk = bytes
        index = 0
        position += UInt64(bytes.count)
        if bytes.isEmpty { return nil }
      }
      defer { index += 1 }
      return chunk[index]
    }

    /// Decodes some more; false at the end.
    private func decode() -> Bool {
      guard !isAtEnd else { return false }
      for _ in 0..<chunkSize {
        guard let byte = next() else {
          isAtEnd = true
          return false
        }
        switch byte {
        case 0x0a:
          // The value goes on for as long as lines begin with a blank.
          (bits, bitCount) = (0, 0)
          guard let start = next(), start == 0x20 else {
            isAtEnd = true
            return false
          }
        case 0x20, 0x0d: continue
        default:
          guard let digit = Self.digit(byte) else { continue }
          bits = bits << 6 | digit
          bitCount += 6
          if bitCount >= 8 {
            bitCount -= 8
            decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
          }
        }
      }
      return true
    }

    /// RFC 4648 §4; nil for padding and for what is no digit.
    private static func digit(_ byte: UInt8) -> UInt32? {
      switch byte {
      case 0x41...0x5a: UInt32(byte) - 0x41
      case 0x61...0x7a: UInt32(byte) - 0x61 + 26
      case 0x30...0x39: UInt32(byte) - 0x30 + 52
      case 0x2b: 62
      case 0x2f: 63
      default: nil
      }
    }

    @unsafe fileprivate override func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
      while decoded.isEmpty, decode() {}
      if decoded.isEmpty, failure != nil { return nil }
      let count = min(buffer.count, decoded.count)
      unsafe buffer.copyBytes(from: decoded.prefix(count))
      decoded.removeFirst(count)
      return count
    }
  }

  /// The bytes of a member of another reader: a compressed file in an archive, or the archive in a
  /// compressed stream.
  @safe final class MemberSource: ArchiveSource {
    private let reader: ArchiveReader
    private let limit: UInt64
    private var checksum: CRC32?
    /// What did not fit into the last chunk.
    private var rest: [UInt8] = []
    /// The bytes taken of the member so far.
    private var end: UInt64 = 0
    /// Whether the member was read to its end.
    private var isComplete = false

    /// Reads the member at which `reader` stands; it must not move on meanwhile. Past `limit`
    /// bytes the source fails, which stops libarchive from skipping through an endless stream.
    /// With `isChecked`, the check sum of all bytes is kept.
    init(_ reader: ArchiveReader, limit: UInt64, isChecked: Bool = false) {
      self.reader = reader
      self.limit = limit
      checksum = isChecked ? CRC32() : nil
    }

    override var isOverLimit: Bool { end > limit || reader.isOverLimit }

    @unsafe fileprivate override func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
      if !rest.isEmpty {
        let count = min(buffer.count, rest.count)
        unsafe buffer.copyBytes(from: rest.prefix(count))
        rest.removeFirst(count)
        return count
      }
      var count = 0
      while count == 0 {
        let step = advance { bytes in
          count = min(bytes.count, buffer.count)
          unsafe bytes.withUnsafeBytes { block in
            unsafe buffer.copyMemory(from: .init(rebasing: block[..<count]))
            unsafe rest.append(contentsOf: block[count...])
          }
        }
        guard let more = step else { return nil }
        if !more { return 0 }
      }
      return count
    }

    /// Gives the next block to `body`: false at the end, nil when it cannot be had.
    private func advance(_ body: (Span<UInt8>) -> Void) -> Bool? {
      guard end <= limit else {
        failure = "more than \(limit) bytes"
        return nil
      }
      var hasHole = false
      let step = reader.nextBlock { bytes, offset in
        hasHole = offset != end
        end = offset &+ UInt64(bytes.count)
        checksum?.update(bytes)
        body(bytes)
      }
      switch step {
      case .more where hasHole:
        failure = "a hole in compressed data"
        return nil
      case .more: return true
      case .end:
        isComplete = true
        return false
      case .brokenOff(let reason):
        failure = reason
        return nil
      }
    }

    /// Reads what an archive left after its last member, and compares the whole with gzip's
    /// trailer: nil when nothing can be said because the stream is longer than wanted or breaks.
    func verdict(of trailer: GzipTrailer) -> GzipTrailer.Verdict? {
      while !isComplete {
        guard advance({ _ in }) != nil else { return nil }
      }
      return checksum.map { trailer.verdict(size: end, checksum: $0.value) }
    }
  }

#endif
