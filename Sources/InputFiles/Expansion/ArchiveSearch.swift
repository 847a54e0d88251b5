// Finds the core and the programs in a tar or zip archive.

#if GOCORE_LIBARCHIVE

  /// The most members looked at: an archive of a core, its program and its libraries has tens.
  private let mostMembers = 10_000

  /// The most programs kept. Each takes a descriptor and its size in the temporary folder.
  private let mostExecutables = 8

  /// The most further cores that are named one by one.
  private let mostNames = 8

  /// The most texts kept of an archive, and the most bytes of each: those that core-dump-handler puts
  /// beside a core have some thousand.
  private let mostDocuments = 16
  private let longestDocument = 1 << 20

  /// Opens a plain archive and finds the ELF files in it.
  func expandArchive(
    _ file: NamedFile, layers: [String], _ options: InputOptions, _ visit: CoreVisit?
  ) throws(InputError) -> OpenedInput {
    let expander = try Expander(file: file, options: options)
    var search = ArchiveSearch(file: file, layers: layers, expander: expander, visit: visit)
    try search.lookAtMembers(of: FileSource(file))
    return try search.result()
  }

  /// Opens the archive that `stream`, compressed by `codec`, expands to, and finds the ELF files in it.
  func expandArchive(
    _ file: NamedFile, inside stream: ArchiveReader, _ codec: Codec, layers: [String],
    _ expander: Expander, _ visit: CoreVisit?
  ) throws(InputError) -> OpenedInput {
    let trailer = codec == .gzip ? GzipTrailer(of: file) : nil
    let source = MemberSource(stream, limit: expander.budget.limit, isChecked: trailer != nil)
    var search = ArchiveSearch(
      file: file, layers: layers + [codec.rawValue], expander: expander, visit: visit)
    try search.lookAtMembers(of: source)
    if !search.isDone, let problem = trailer.flatMap({ source.verdict(of: $0) })?.problem {
      search.addProblem(problem)
    }
    return try search.result()
  }

  /// The state of a walk through an archive. Members are known by their first bytes alone; their
  /// names are only ever shown, so `../` and `/etc/passwd` mean nothing.
  private struct ArchiveSearch {
    private let file: NamedFile
    private let layers: [String]
    private var expander: Expander
    private let visit: CoreVisit?
    private var core: OpenedFile?
    private var executables: [OpenedFile] = []
    private var documents: [(name: String, contents: [UInt8])] = []
    private var problems: [String] = []
    private var furtherCores: [String] = []
    /// How often each name of a core occurred.
    private var coreNames: [String: Int] = [:]
    private var coreCount = 0
    private var furtherExecutables = 0
    private var encryptedMembers = 0
    private var membersSeen = 0

    /// Starts with nothing found.
    init(file: NamedFile, layers: [String], expander: Expander, visit: CoreVisit?) {
      self.file = file
      self.layers = layers
      self.expander = expander
      self.visit = visit
    }

    /// Whether only the head of the first core was wanted, and is there.
    var isDone: Bool { expander.headSize != nil && core != nil }

    /// What was found, or an error that says why there is nothing.
    func result() throws(InputError) -> OpenedInput {
      if let visit, visit.isUnderWay { return visit.common }
      guard core != nil || !executables.isEmpty else {
        throw .nothingInside(path: file.path, reason: emptyReason)
      }
      visit?.coreCount = coreCount
      return OpenedInput(
        core: core, executables: executables, problems: problems + omissions, documents: documents)
    }
  }

  // MARK: - Walking

  extension ArchiveSearch {
    /// Looks at the members until the end, the first damage or a limit.
    mutating func lookAtMembers(of source: ArchiveSource) throws(InputError) {
      let reader = try ArchiveReader(source, .members, path: file.path)
      while !isDone {
        switch reader.nextMember() {
        case .end: return
        case .brokenOff(let reason):
          guard reader.isOverLimit else {
            addProblem("the archive breaks off after \(membersSeen) members (\(reason))")
            return
          }
          // A core that came before the limit is worth more than the error.
          guard core != nil else { throw expander.budget.exceeded(path: file.path) }
          addProblem("what follows the first \(membersSeen) members is too far in to be looked at")
          return
        case .member where membersSeen == mostMembers:
          addProblem("only the first \(mostMembers) members were looked at")
          return
        case .member(let member):
          membersSeen += 1
          try lookAt(member, reader)
        }
      }
    }

    /// Takes a member if it is an ELF file, compressed or not.
    private mutating func lookAt(
      _ member: ArchiveReader.Member, _ reader: ArchiveReader
    ) throws(InputError) {
      guard member.isFile else { return }
      guard !member.isEncrypted else {
        encryptedMembers += 1
        return
      }
      switch FileFormat(recognizing: reader.sample()) {
      case .elf(let header):
        try take(member, header, reader, layers: layers)
      case .compressed(let codec):
        try lookInside(member, reader, codec)
      case .tar, .zip:
        addProblem("\(name(of: member)) is an archive itself, which is not looked into")
      case .apport:
        addProblem("\(name(of: member)) is an Apport report, which is not looked into")
      case .foreign: takeDocument(member, reader)
      }
    }

    /// Takes a compressed member if it is an ELF file inside.
    private mutating func lookInside(
      _ member: ArchiveReader.Member, _ reader: ArchiveReader, _ codec: Codec
    ) throws(InputError) {
      let inner: ArchiveReader
      do throws(InputError) {
        inner = try ArchiveReader(
          MemberSource(reader, limit: .max), .stream(codec), path: file.path)
      } catch {
        // A damaged member costs that member, whatever it was.
        addProblem("\(name(of: member)) cannot be expanded: \(error.reason)")
        return
      }
      guard case .member = inner.nextMember() else { return }
      switch FileFormat(recognizing: inner.sample()) {
      case .elf(let header):
        try take(member, header, inner, layers: [codec.rawValue] + layers)
      case .tar, .zip:
        addProblem("\(name(of: member)) is an archive itself, which is not looked into")
      case .compressed, .apport, .foreign: return
      }
    }

    /// A member's name for a message.
    private func name(of member: ArchiveReader.Member) -> String {
      member.name.map { "member \($0)" } ?? "a member without a readable name"
    }

    /// Adds a problem of the archive.
    mutating func addProblem(_ text: String) {
      problems.append(problemLine(file.path, text))
    }
  }

  // MARK: - Taking

  extension ArchiveSearch {
    /// Expands a member that is an ELF file, if it is wanted.
    private mutating func take(
      _ member: ArchiveReader.Member, _ header: ELFHeader, _ reader: ArchiveReader,
      layers: [String]
    ) throws(InputError) {
      switch header.kind {
      case .core:
        try takeCore(member, header, reader, layers)
      case .executable, .sharedObject:
        if expander.headSize != nil || visit?.isUnderWay == true { return }
        guard makeRoom(for: header) else {
          furtherExecutables += 1
          return
        }
        let taken = try expand(member, header, reader, layers)
        let index = executables.firstIndex { $0.header.likelihood < header.likelihood }
        executables.insert(taken, at: index ?? executables.endIndex)
      case .relocatable, .other: return
      }
    }

    /// Takes the first core, or gives each that is wanted to the visit.
    private mutating func takeCore(
      _ member: ArchiveReader.Member, _ header: ELFHeader, _ reader: ArchiveReader,
      _ layers: [String]
    ) throws(InputError) {
      let ordinal = coreCount
      coreCount += 1
      let name = member.name ?? "?"
      coreNames[name, default: 0] += 1
      let occurrence = coreNames[name] ?? 1
      let label = occurrence > 1 ? "\(name)#\(occurrence)" : name
      if let visit, visit.isUnderWay {
        // The first one was had when the programs were looked for.
        guard ordinal > 0, visit.wants(label) else { return }
        let budget = expander
        defer { expander = budget }
        let count = problems.count
        let taken = try expand(member, header, reader, layers, label: label)
        visit.take(taken, problems: Array(problems[count...]))
      } else if core == nil {
        core = try expand(member, header, reader, layers, label: label)
      } else {
        furtherCores.append(name)
      }
    }

    /// Keeps a small text in JSON: what tools put beside a core.
    private mutating func takeDocument(
      _ member: ArchiveReader.Member, _ reader: ArchiveReader
    ) {
      guard expander.headSize == nil, visit?.isUnderWay != true, documents.count < mostDocuments,
        let name = member.name, name.hasSuffix(".json")
      else { return }
      var contents: [UInt8] = []
      while contents.count <= longestDocument {
        let step = reader.nextBlock { bytes, _ in
          unsafe bytes.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
        }
        guard case .more = step else { break }
      }
      if contents.count <= longestDocument { documents.append((name, contents)) }
    }

    /// Makes room for a program by dropping a less likely one; false when there is none.
    private mutating func makeRoom(for header: ELFHeader) -> Bool {
      guard executables.count >= mostExecutables else { return true }
      guard let last = executables.last, last.header.likelihood < header.likelihood else {
        return false
      }
      executables.removeLast()
      furtherExecutables += 1
      return true
    }

    /// Expands the member at which `reader` stands.
    private mutating func expand(
      _ member: ArchiveReader.Member, _ header: ELFHeader, _ reader: ArchiveReader,
      _ layers: [String], label: String? = nil
    ) throws(InputError) -> OpenedFile {
      let result = try expander.expand(reader)
      if let problem = result.problem { addProblem("\(name(of: member)) \(problem)") }
      return OpenedFile(
        path: file.path,
        member: label ?? member.name,
        descriptor: result.descriptor,
        size: result.size,
        sizeOnDisk: file.status.sizeOnDisk,
        modificationTime: file.status.modificationTime,
        memberModificationTime: member.modificationTime,
        compression: layers.joined(separator: "+"),
        truncatedAt: result.truncatedAt,
        coredumpAttributes: [:],
        header: header)
    }
  }

  extension ELFHeader {
    /// How likely the file is the program of a core: archives hold its libraries as well.
    fileprivate var likelihood: Int {
      kind == .executable ? 2 : looksRunnable ? 1 : 0
    }
  }

  // MARK: - Telling

  extension ArchiveSearch {
    /// What was there and not taken.
    private var omissions: [String] {
      var texts: [String] = []
      if !furtherCores.isEmpty, visit == nil {
        let names = furtherCores.prefix(mostNames).joined(separator: ", ")
        let more = furtherCores.count - mostNames
        texts.append(
          "\(furtherCores.count) further core files in the archive are not analysed: \(names)"
            + (more > 0 ? " and \(more) more" : ""))
      }
      if furtherExecutables > 0 {
        texts.append(
          "\(furtherExecutables) further programs or libraries in the archive were left out")
      }
      if encryptedMembers > 0 {
        texts.append("\(encryptedMembers) encrypted members were left out")
      }
      return texts.map { problemLine(file.path, $0) }
    }

    /// Why there is nothing to analyse.
    private var emptyReason: String {
      let lead = "an archive without a core file or a program"
      guard membersSeen > 0 || !problems.isEmpty else { return lead + ": it is empty" }
      if encryptedMembers > 0 { return lead + ": \(encryptedMembers) members are encrypted" }
      guard let first = problems.first else { return lead + " (\(membersSeen) members)" }
      return lead + ": " + first.dropFirst(displayText(file.path).count + 2)
    }
  }

#endif
