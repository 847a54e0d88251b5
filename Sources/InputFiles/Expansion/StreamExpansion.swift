// Expands compressed input into temporary files.

#if GOCORE_LIBARCHIVE

  /// Opens a compressed file: an ELF file inside, or an archive.
  func expandStream(
    _ file: NamedFile, _ codec: Codec, _ options: InputOptions, _ visit: CoreVisit?
  ) throws(InputError) -> OpenedInput {
    let reader = try ArchiveReader(
      FileSource(file), .stream(codec), path: file.path)
    if case .brokenOff(let reason) = reader.nextMember() {
      throw .damaged(
        path: file.path, reason: "nothing can be read of the \(codec.rawValue) data: \(reason)")
    }
    let expander = try Expander(file: file, options: options)
    let sample = reader.sample()
    switch FileFormat(recognizing: sample) {
    case .elf(let header):
      return try expandSingle(file, header, reader, codec, expander)
    case .tar:
      return try expandArchive(file, inside: reader, codec, layers: ["tar"], expander, visit)
    case .zip:
      return try expandArchive(file, inside: reader, codec, layers: ["zip"], expander, visit)
    case .compressed(let inner):
      throw .unrecognized(
        path: file.path, found: "\(codec.rawValue) data with \(inner.rawValue) data inside")
    case .apport:
      throw .unrecognized(
        path: file.path, found: "\(codec.rawValue) data with an Apport report inside")
    case .foreign where sample.isEmpty:
      throw .damaged(path: file.path, reason: emptyStreamReason(reader, codec))
    case .foreign(let description):
      throw .unrecognized(
        path: file.path, found: "\(codec.rawValue) data, inside it \(description)")
    }
  }

  /// Why a stream gave no bytes at all.
  private func emptyStreamReason(_ reader: ArchiveReader, _ codec: Codec) -> String {
    let step = reader.nextBlock { _, _ in }
    if case .brokenOff(let reason) = step {
      return "the \(codec.rawValue) data breaks off before anything can be read (\(reason))"
    }
    return "the \(codec.rawValue) data expands to nothing"
  }

  /// Expands a file that is one compressed ELF file.
  private func expandSingle(
    _ file: NamedFile, _ header: ELFHeader, _ reader: ArchiveReader, _ codec: Codec,
    _ expander: Expander
  ) throws(InputError) -> OpenedInput {
    var expander = expander
    let trailer = codec == .gzip ? GzipTrailer(of: file) : nil
    let result = try expander.expand(reader, check: trailer)
    let opened = OpenedFile(
      path: file.path,
      member: nil,
      descriptor: result.descriptor,
      size: result.size,
      sizeOnDisk: file.status.sizeOnDisk,
      modificationTime: file.status.modificationTime,
      memberModificationTime: nil,
      compression: codec.rawValue,
      truncatedAt: result.truncatedAt,
      coredumpAttributes: header.kind == .core ? file.descriptor.coredumpAttributes() : [:],
      header: header)
    return try OpenedInput(
      single: opened, problems: result.problem.map { [problemLine(file.path, $0)] } ?? [])
  }

  /// Writes what one input holds into temporary files, within one budget.
  struct Expander {
    /// A file that was expanded.
    struct Result {
      /// The temporary file.
      let descriptor: OwnedDescriptor
      /// Its size.
      let size: UInt64
      /// Its size when the input broke off.
      let truncatedAt: UInt64?
      /// What is wrong with it, as in "core.gz: …".
      let problem: String?
    }

    /// What is left to be expanded.
    private(set) var budget: ExpansionBudget
    private let folder: TemporaryFolder
    private let path: String
    /// How many bytes are wanted of a file; nil for all.
    let headSize: UInt64?

    /// Prepares to expand `file`.
    init(file: NamedFile, options: InputOptions) throws(InputError) {
      folder = try TemporaryFolder(options: options)
      budget = try folder.budget(options: options)
      path = file.path
      headSize = options.headSize
    }

    /// Expands the member at which `reader` stands; with `check`, compares it with gzip's trailer.
    mutating func expand(
      _ reader: ArchiveReader, check trailer: GzipTrailer? = nil
    ) throws(InputError) -> Result {
      var output = try SparseFile(in: folder)
      var checksum = CRC32()
      while true {
        let step = try reader.nextBlock { bytes, offset throws(InputError) in
          guard budget.covers(offset &+ UInt64(bytes.count)) else {
            throw budget.exceeded(path: path)
          }
          try output.write(bytes, at: offset)
          if trailer != nil { checksum.update(bytes) }
        }
        switch step {
        case .more:
          guard let headSize, output.end >= headSize else { continue }
          return try finish(&output, size: output.end, truncated: false, problem: nil)
        case .end(let size):
          guard budget.covers(size) else { throw budget.exceeded(path: path) }
          let verdict = trailer?.verdict(size: size, checksum: checksum.value)
          let warning = reader.warning.map { "is damaged (\($0)): parts of it may be wrong" }
          return try finish(
            &output, size: size, truncated: false, problem: verdict?.problem ?? warning)
        case .brokenOff where reader.isOverLimit:
          throw budget.exceeded(path: path)
        case .brokenOff(let reason):
          return try finish(
            &output, size: output.end, truncated: true,
            problem: "breaks off after \(output.end) expanded bytes (\(reason))")
        }
      }
    }

    /// Completes a file and counts it.
    private mutating func finish(
      _ output: inout SparseFile, size: UInt64, truncated: Bool, problem: String?
    ) throws(InputError) -> Result {
      try output.finish(size: size)
      budget.spend(size)
      return Result(
        descriptor: output.descriptor, size: size, truncatedAt: truncated ? size : nil,
        problem: problem)
    }
  }

#endif
