// The one user of libarchive: compressed streams and archives as blocks of bytes.

#if GOCORE_LIBARCHIVE

  internal import CArchive
  internal import Glibc

  /// Reads a compressed stream, or the members of an archive one after the other.
  ///
  /// It reads from front to back, in one task, and never twice. Every error of libarchive arrives
  /// as a value, because what was read before it counts.
  @safe final class ArchiveReader {
    /// What the source holds.
    enum Content {
      /// One compressed stream, presented as a single member.
      case stream(Codec)
      /// The members of a tar or zip archive.
      case members
    }

    /// One entry of an archive.
    struct Member {
      /// Its name, which is hostile text; nil when it cannot be decoded.
      let name: String?
      /// Whether it is a regular file with contents of its own: no link, device or directory.
      let isFile: Bool
      /// Whether a password would be needed.
      let isEncrypted: Bool
      /// When it changed, in seconds since the epoch.
      let modificationTime: Int64?
    }

    /// What came of moving to the next member.
    enum Advance {
      /// There is one.
      case member(Member)
      /// The archive ends properly.
      case end
      /// What follows cannot be read, for this reason.
      case brokenOff(String)
    }

    /// What came of reading a block.
    enum Step {
      /// There was a block.
      case more
      /// The member is complete, with this size: a hole at its end is in no block.
      case end(size: UInt64)
      /// The rest cannot be had.
      case brokenOff(String)
    }

    /// A part of a member in libarchive's memory, valid until the next call.
    @unsafe private struct Block {
      let bytes: UnsafeBufferPointer<UInt8>
      let offset: UInt64
    }

    private let library: gocore_archive
    private let archive: OpaquePointer
    private let source: ArchiveSource
    /// The first bytes of the member, once they were looked at, until they are read.
    private var prefix: [UInt8] = []
    /// A block that was looked at and not read.
    private var pending: Block?
    /// The end of the last block that libarchive gave.
    private var position: UInt64 = 0
    /// How the member ended, once it did.
    private var outcome: Step?
    /// What libarchive found wrong with the member and went on, such as a check sum.
    private(set) var warning: String?

    /// Opens `source`. Only the one decoder that is needed is enabled: libarchive would chain any
    /// that match, and for a decoder that it lacks it would run a program of that name.
    /// `name` is the library's; libarchive 3 has always been number 13.
    init(
      _ source: ArchiveSource, _ content: Content, path: String,
      library name: String = "libarchive.so.13"
    ) throws(InputError) {
      var library = gocore_archive()
      if let problem = unsafe gocore_archive_load(name, &library) {
        throw .libraryMissing("libarchive", reason: unsafe String(cString: problem), path: path)
      }
      guard let archive = unsafe library.archive_read_new() else {
        throw .featureMissing("memory for libarchive", path: path)
      }
      self.library = library
      unsafe self.archive = unsafe archive
      self.source = source
      let name: String
      switch content {
      case .stream(let codec):
        name = "\(codec.rawValue) data"
        _ = unsafe library.archive_read_support_format_raw(archive)
        guard enable(codec) == ARCHIVE_OK else {
          throw .featureMissing("\(codec.rawValue) in its libarchive", path: path)
        }
      case .members:
        name = "archive"
        _ = unsafe library.archive_read_support_format_tar(archive)
        _ = unsafe library.archive_read_support_format_zip(archive)
      }
      unsafe source.attach(to: archive, of: library)
      guard unsafe library.archive_read_open1(archive) == ARCHIVE_OK else {
        throw .damaged(path: path, reason: "nothing can be read of the \(name): \(message)")
      }
    }

    deinit {
      _ = unsafe library.archive_read_free(archive)
    }

    /// Enables the decoder of `codec`; ARCHIVE_OK when it is built into this libarchive.
    private func enable(_ codec: Codec) -> Int32 {
      switch codec {
      case .zstd: unsafe library.archive_read_support_filter_zstd(archive)
      case .gzip: unsafe library.archive_read_support_filter_gzip(archive)
      case .xz: unsafe library.archive_read_support_filter_xz(archive)
      case .lz4: unsafe library.archive_read_support_filter_lz4(archive)
      case .bzip2: unsafe library.archive_read_support_filter_bzip2(archive)
      }
    }

    /// Whether the source stopped at the limit on expanded bytes.
    var isOverLimit: Bool { source.isOverLimit }

    /// What went wrong last.
    private var message: String {
      if let failure = source.failure { return failure }
      guard let text = unsafe library.archive_error_string(archive) else {
        return "no reason given"
      }
      return unsafe String(cString: text)
    }
  }

  // MARK: - Members

  extension ArchiveReader {
    /// Moves to the next member; what is left of the current one is skipped.
    func nextMember() -> Advance {
      prefix = []
      unsafe pending = nil
      position = 0
      outcome = nil
      warning = nil
      var entry: OpaquePointer?
      switch unsafe library.archive_read_next_header(archive, &entry) {
      case ARCHIVE_EOF: return .end
      case ARCHIVE_OK, ARCHIVE_WARN:
        guard let entry = unsafe entry else { return .brokenOff("a member without a description") }
        return .member(unsafe Member(entry, of: library))
      default: return .brokenOff(message)
      }
    }
  }

  extension ArchiveReader.Member {
    /// Copies what is needed of libarchive's description.
    @unsafe fileprivate init(_ entry: OpaquePointer, of library: gocore_archive) {
      // Names in another encoding than the locale's come in only one of the two forms.
      let text =
        unsafe library.archive_entry_pathname(entry) ?? library.archive_entry_pathname_utf8(entry)
      unsafe name = text.map { unsafe String(cString: $0) }
      isFile =
        unsafe library.archive_entry_filetype(entry) == S_IFREG
        && library.archive_entry_hardlink(entry) == nil
        && library.archive_entry_symlink(entry) == nil
      isEncrypted = unsafe library.archive_entry_is_encrypted(entry) != 0
      modificationTime =
        unsafe library.archive_entry_mtime_is_set(entry) != 0
        ? Int64(clamping: unsafe library.archive_entry_mtime(entry)) : nil
    }
  }

  // MARK: - Contents

  extension ArchiveReader {
    /// The first bytes of the member, up to `FileFormat.sampleSize`. They are still to be read.
    func sample() -> [UInt8] {
      while prefix.count < FileFormat.sampleSize, unsafe pending == nil, outcome == nil {
        guard let block = unsafe fetch() else { break }
        // Usually the first block has it all. Blocks are as long as libarchive's buffers allow,
        // so a member near the end of one starts with a short block.
        let follows = unsafe block.offset == UInt64(prefix.count)
        if unsafe !follows || (prefix.isEmpty && block.bytes.count >= FileFormat.sampleSize) {
          unsafe pending = unsafe block
        } else {
          unsafe prefix.append(contentsOf: block.bytes)
        }
      }
      if prefix.isEmpty, let block = unsafe pending, unsafe block.offset == 0 {
        return unsafe Array(block.bytes.prefix(FileFormat.sampleSize))
      }
      return Array(prefix.prefix(FileFormat.sampleSize))
    }

    /// Gives the next bytes of the member, and their offset in it, to `body`.
    func nextBlock<E>(
      _ body: (Span<UInt8>, UInt64) throws(E) -> Void
    ) throws(E) -> Step {
      if !prefix.isEmpty {
        let bytes = prefix
        prefix = []
        try body(bytes.span, 0)
        return .more
      }
      guard let block = unsafe pending ?? fetch() else { return outcome ?? .end(size: position) }
      unsafe pending = nil
      let bytes = unsafe block.bytes
      try unsafe body(bytes.span, block.offset)
      return .more
    }

    /// Gets the next block from libarchive; nil, with `outcome` set, when there is none.
    @unsafe private func fetch() -> Block? {
      while outcome == nil {
        var base: UnsafeRawPointer?
        var count = 0
        var offset: la_int64_t = 0
        let status = unsafe library.archive_read_data_block(archive, &base, &count, &offset)
        switch status {
        case ARCHIVE_EOF:
          outcome = .end(size: max(position, UInt64(clamping: offset)))
        case ARCHIVE_OK, ARCHIVE_WARN:
          if status == ARCHIVE_WARN { warning = message }
          guard count > 0, let base = unsafe base else { continue }
          return unsafe block(base: base, count: count, offset: offset)
        default:
          outcome = .brokenOff(message)
        }
      }
      return nil
    }

    /// Checks that a block continues the member. The offsets of a sparse member come from its
    /// archive, and may be anything.
    @unsafe private func block(base: UnsafeRawPointer, count: Int, offset: la_int64_t) -> Block? {
      guard let start = UInt64(exactly: offset), start >= position,
        let end = Int64(exactly: start).map({ $0.addingReportingOverflow(Int64(count)) }),
        !end.overflow
      else {
        outcome = .brokenOff("parts of the member are out of order")
        return nil
      }
      position = UInt64(end.partialValue)
      return unsafe Block(
        bytes: UnsafeBufferPointer(
          start: base.assumingMemoryBound(to: UInt8.self), count: count), offset: start)
    }
  }

#endif
