// The core inside a report of Apport, Ubuntu's crash collector: base64 of a compressed stream.
//
// Layout: apport, `problem_report.py`: `KEY: value` lines, and for binary values `KEY: base64` and then
// lines that begin with a blank, each of which is a piece in base64 of its own. Read as one, the pieces
// are a gzip stream, in newer releases a zstd one.

#if GOCORE_LIBARCHIVE

  /// Opens the core of a report.
  func expandApport(
    _ file: NamedFile, _ options: InputOptions
  ) throws(InputError) -> OpenedInput {
    let scout = ApportSource(file)
    guard scout.findCore() else {
      throw .nothingInside(
        path: file.path,
        reason: scout.failure ?? "an Apport report without a core: it was not kept, or was removed")
    }
    guard let codec = Codec(recognizing: scout.peek(FileFormat.sampleSize)) else {
      throw .damaged(
        path: file.path, reason: "the core in the Apport report is not compressed data")
    }
    let source = ApportSource(file)
    _ = source.findCore()
    let reader = try ArchiveReader(source, .stream(codec), path: file.path)
    if case .brokenOff(let reason) = reader.nextMember() {
      throw .damaged(path: file.path, reason: "nothing can be read of its core: \(reason)")
    }
    guard case .elf(let header) = FileFormat(recognizing: reader.sample()), header.kind == .core
    else { throw .unrecognized(path: file.path, found: "an Apport report with no ELF core in it") }
    var expander = try Expander(file: file, options: options)
    let result = try expander.expand(reader)
    let opened = OpenedFile(
      path: file.path, member: nil, descriptor: result.descriptor, size: result.size,
      sizeOnDisk: file.status.sizeOnDisk, modificationTime: file.status.modificationTime,
      memberModificationTime: nil, compression: "\(codec.rawValue)+apport",
      truncatedAt: result.truncatedAt, coredumpAttributes: [:], header: header)
    return try OpenedInput(
      single: opened, problems: result.problem.map { [problemLine(file.path, $0)] } ?? [])
  }

#endif
