// A core file: its headers and notes, validated, and what is missing from it.

/// A problem of a core file that the report must mention. None of them stops the analysis.
package enum CoreProblem: Sendable, Equatable {
  /// The file ends before the segments do: the file's size and the size that its headers promise.
  case truncated(size: UInt64, expected: UInt64)
  /// The notes end in the middle of one.
  case damagedNotes
  /// No thread could be read.
  case noThreads
  /// NT_FILE ends in the middle of an entry.
  case damagedFileMappings

  /// One line for the report.
  package var message: String {
    switch self {
    case .truncated(let size, let expected):
      "the core is truncated: \(size) of \(expected) bytes are there; memory beyond is lost"
    case .damagedNotes: "the core's notes are damaged; threads may be missing"
    case .noThreads: "the core holds no thread registers"
    case .damagedFileMappings: "the core's list of mapped files is damaged"
    }
  }
}

/// An open core file, with its headers and notes read.
package struct CoreFile: Sendable {
  /// The path that the user gave.
  package let path: String
  package let architecture: Architecture
  package let segments: [ProgramHeader]
  /// The threads, in the order of the file: the kernel puts the one that died first.
  package let threads: [ProcessThread]
  package let process: ProcessInformation?
  /// NT_SIGINFO of the first thread that has one.
  package let signal: SignalInformation?
  package let auxiliaryVector: AuxiliaryVector?
  package let fileMappings: [FileMapping]
  package let problems: [CoreProblem]
  /// The mapped file.
  package let file: MappedFile

  /// Reads the core file `file`.
  package init(file: MappedFile, path: String) throws(CoreFileError) {
    let image = try ElfImage(file: file, path: path)
    guard image.type == ElfImage.core else {
      throw .wrongType(
        path: path, expected: "a core file", found: "an ELF file of type \(image.type)")
    }
    guard !image.segments.isEmpty else {
      throw .empty(path: path, reason: "the core file has no program headers")
    }
    self.path = path
    self.file = file
    self.architecture = image.architecture
    self.segments = image.segments
    var notes = NoteContents()
    for segment in image.segments where segment.type == ProgramHeader.note {
      notes.read(segment, in: file, image.architecture)
    }
    if let expected = image.segments.endInFile, expected > UInt64(file.count) {
      notes.problems.insert(.truncated(size: UInt64(file.count), expected: expected), at: 0)
    }
    if notes.threads.isEmpty { notes.problems.append(.noThreads) }
    self.threads = notes.threads
    self.process = notes.process
    self.signal = notes.threads.lazy.compactMap(\.signalInformation).first ?? notes.looseSignal
    self.auxiliaryVector = notes.auxiliaryVector
    self.fileMappings = notes.fileMappings
    self.problems = notes.problems.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Where the core ends, when it is truncated.
  package var truncatedAt: UInt64? {
    for case .truncated(let size, _) in problems { return size }
    return nil
  }

  /// The size that the headers promise, when it is truncated.
  package var expectedSize: UInt64? {
    for case .truncated(_, let expected) in problems { return expected }
    return nil
  }

  /// The memory of the process, as far as the core has it.
  package func memory() -> AddressSpace {
    var builder = AddressSpaceBuilder(pointerSize: architecture.pointerSize)
    builder.addCore(segments, file: file)
    return builder.build()
  }
}

/// The contents of a core file's notes, collected from all PT_NOTE segments.
private struct NoteContents {
  var threads: [ProcessThread] = []
  var process: ProcessInformation?
  var looseSignal: SignalInformation?
  var auxiliaryVector: AuxiliaryVector?
  var fileMappings: [FileMapping] = []
  var problems: [CoreProblem] = []

  mutating func read(_ segment: ProgramHeader, in file: MappedFile, _ architecture: Architecture) {
    guard let offset = Int(exactly: segment.fileOffset), let size = Int(exactly: segment.fileSize),
      let bytes = file.bytes(at: offset, count: size)
    else {
      problems.append(.damagedNotes)
      return
    }
    let (notes, complete) = Note.parse(bytes, alignment: Int(clamping: segment.alignment))
    if !complete || bytes.count < size { problems.append(.damagedNotes) }
    for note in notes {
      take(note, architecture)
    }
  }

  private mutating func take(_ note: Note, _ architecture: Architecture) {
    // Delve's dump leaves the kernel's notes without a name (pkg/proc/core, linux).
    switch (note.name.isEmpty ? "CORE" : note.name, note.type) {
    case ("CORE", Note.prstatus):
      if let thread = ProcessThread(note, architecture) {
        threads.append(thread)
      } else {
        problems.append(.damagedNotes)
      }
    case ("CORE", Note.prpsinfo):
      process = process ?? ProcessInformation(note.bytes, architecture.notes)
    case ("CORE", Note.auxiliaryVector):
      auxiliaryVector =
        auxiliaryVector ?? AuxiliaryVector(note.bytes, pointerSize: architecture.pointerSize)
    case ("CORE", Note.fileMappings):
      let (mappings, complete) = FileMapping.parse(
        note.bytes, pointerSize: architecture.pointerSize)
      fileMappings = mappings
      if !complete { problems.append(.damagedFileMappings) }
    case ("CORE", _), ("LINUX", _):
      if threads.isEmpty {
        if note.type == Note.siginfo {
          looseSignal = SignalInformation(note.bytes, pointerSize: architecture.pointerSize)
        }
      } else {
        threads[threads.count - 1].attach(note, architecture)
      }
    default:
      break
    }
  }
}
