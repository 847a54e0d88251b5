// The entry: opens what the user names, by content, and hands out ELF files.

internal import Basics

/// Opens the file at `path` and finds the ELF files that it is or holds; `ARCHIVE::MEMBER` names one core
/// of an archive, and `-` is standard input.
///
/// A plain ELF file costs opening it and reading its first bytes. Compressed and archived input is
/// expanded into temporary files without a name, which vanish with their descriptors.
package func openInput(
  path: String, options: InputOptions = InputOptions(), progress: ExpansionProgress? = nil
) throws(InputError) -> OpenedInput {
  do {
    return try openInput(path: path, options: options, visit: nil, progress: progress)
  } catch {
    guard case .noSuchFile = error, let found = try openMember(path: path, options: options) else {
      throw error
    }
    return found
  }
}

/// Opens the core `MEMBER` of an archive that is named as `ARCHIVE::MEMBER`; nil where it is not.
private func openMember(
  path: String, options: InputOptions
) throws(InputError) -> OpenedInput? {
  let named = MemberPath.readings(of: path).first {
    (try? FileStamp.of($0.path).get())?.kind == .regular
  }
  guard let named else { return nil }
  var found: OpenedInput?
  _ = try forEachCore(
    path: named.path, options: options, wants: { $0 == named.member },
    { if $0.core?.member == named.member { found = $0 } })
  return found
}

/// Opens the file at `path`, or goes on with a visit to an archive's cores.
func openInput(
  path: String, options: InputOptions, visit: CoreVisit?, progress: ExpansionProgress? = nil
) throws(InputError) -> OpenedInput {
  let (descriptor, status) =
    path == standardInputName
    ? try OwnedDescriptor.standardInput(options) : try OwnedDescriptor.openRegularFile(path: path)
  let file = NamedFile(path: path, descriptor: descriptor, status: status, progress: progress)
  guard status.size > 0 else { throw .emptyFile(path: path) }
  switch FileFormat(recognizing: try file.sample()) {
  case .elf(let header):
    return try openPlain(file, header)
  case .compressed(let codec):
    return try expandStream(file, codec, options, visit)
  case .tar:
    return try expandArchive(file, layers: ["tar"], options, visit)
  case .zip:
    return try expandArchive(file, layers: ["zip"], options, visit)
  case .apport:
    return try expandApport(file, options)
  case .foreign(let description):
    throw .unrecognized(path: path, found: description)
  }
}

/// Whether this build has libarchive: without it only plain ELF files are opened.
package var expandsCompressedInput: Bool {
  #if GOCORE_LIBARCHIVE
    true
  #else
    false
  #endif
}

/// Told, now and then, how many bytes of a compressed file or an archive are read, and how many it has.
package typealias ExpansionProgress = (_ bytes: UInt64, _ size: UInt64) -> Void

/// The file that the user named, open.
struct NamedFile {
  /// The name as it was given.
  let path: String
  /// The file, to be read.
  let descriptor: OwnedDescriptor
  /// What the file system says of it.
  let status: FileStatus
  /// Told how much of it is read.
  let progress: ExpansionProgress?

  /// The first bytes, by which the format is recognized.
  func sample() throws(InputError) -> [UInt8] {
    guard let bytes = descriptor.bytes(count: FileFormat.sampleSize, at: 0) else {
      throw .unreadable(path: path, reason: lastSystemMessage())
    }
    return bytes
  }
}

/// A file that is ELF as it stands.
private func openPlain(_ file: NamedFile, _ header: ELFHeader) throws(InputError) -> OpenedInput {
  let opened = OpenedFile(
    path: file.path,
    member: nil,
    descriptor: file.descriptor,
    size: file.status.size,
    sizeOnDisk: file.status.sizeOnDisk,
    modificationTime: file.status.modificationTime,
    memberModificationTime: nil,
    compression: nil,
    truncatedAt: nil,
    coredumpAttributes: header.kind == .core ? file.descriptor.coredumpAttributes() : [:],
    header: header)
  return try OpenedInput(single: opened, problems: [])
}

extension OpenedInput {
  /// The input that holds one ELF file, which must be a core or something that can have dumped one.
  init(single file: OpenedFile, problems: [String]) throws(InputError) {
    switch file.kind {
    case .core:
      self.init(core: file, executables: [], problems: problems)
    case .executable, .sharedObject:
      self.init(core: nil, executables: [file], problems: problems)
    case .relocatable:
      throw .unusableELF(path: file.path, found: "an ELF object file or a kernel module")
    case .other(let type):
      throw .unusableELF(path: file.path, found: "an ELF file of type \(type)")
    }
  }
}

#if !GOCORE_LIBARCHIVE

  /// Refuses compressed input in a build without libarchive.
  private func expandStream(
    _ file: NamedFile, _ codec: Codec, _ options: InputOptions, _ visit: CoreVisit?
  ) throws(InputError) -> OpenedInput {
    throw .featureMissing("libarchive", path: file.path)
  }

  /// Refuses archives in a build without libarchive.
  private func expandArchive(
    _ file: NamedFile, layers: [String], _ options: InputOptions, _ visit: CoreVisit?
  ) throws(InputError) -> OpenedInput {
    throw .featureMissing("libarchive", path: file.path)
  }

  /// Refuses Apport's reports, whose cores are compressed, in a build without libarchive.
  private func expandApport(
    _ file: NamedFile, _ options: InputOptions
  ) throws(InputError) -> OpenedInput {
    throw .featureMissing("libarchive", path: file.path)
  }

#endif
