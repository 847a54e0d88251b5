// NT_PRPSINFO, NT_AUXV, NT_FILE and NT_SIGINFO: the process as a whole.

import ElfCore
import TestSupport
import Testing

@Suite("A process's notes")
struct ProcessNoteTests {
  static let architectures = Architecture.supported

  @Test("give pid, parent, user, name and command line", arguments: architectures)
  func processInformation(architecture: Architecture) throws {
    let core = try SyntheticCore(
      architecture,
      notes: [
        CoreNotes(architecture).prpsinfo(
          process: 4242, parent: 17, user: 1000, name: "shop", arguments: "./shop -listen :80")
      ]
    ).open()
    let process = try #require(core.process)
    #expect(process.processID == 4242)
    #expect(process.parentID == 17)
    #expect(process.userID == 1000)
    #expect(process.name == "shop")
    #expect(process.arguments == "./shop -listen :80")
  }

  @Test("with names that fill their fields end with the field", arguments: architectures)
  func fullFields(architecture: Architecture) throws {
    let name = String(repeating: "n", count: 16)
    let arguments = String(repeating: "a", count: 80)
    let core = try SyntheticCore(
      architecture,
      notes: [CoreNotes(architecture).prpsinfo(process: 1, name: name, arguments: arguments)]
    ).open()
    #expect(core.process?.name == name)
    #expect(core.process?.arguments == arguments)
  }

  @Test(
    "cut before the command line give no process rather than half of one", arguments: architectures)
  func shortProcessInformation(architecture: Architecture) throws {
    let whole = CoreNotes(architecture).prpsinfoDescriptor(
      process: 1, parent: 1, name: "app", arguments: "app")
    for length in [
      0, 1, architecture.notes.prpsinfoProcessID + 3, architecture.notes.prpsinfoName - 1,
    ] {
      let core = try SyntheticCore(
        architecture, notes: [CoreNotes.note("CORE", 3, Array(whole.prefix(length)))]
      ).open()
      #expect(core.process == nil, "\(length)")
    }
  }

  @Test("that repeat NT_PRPSINFO keep the first")
  func repeated() throws {
    let notes = CoreNotes(.amd64)
    let core = try SyntheticCore(
      notes: [notes.prpsinfo(process: 1), notes.prpsinfo(process: 2)]
    ).open()
    #expect(core.process?.processID == 1)
  }

  @Test("give the auxiliary vector's values by tag", arguments: architectures)
  func auxiliaryVector(architecture: Architecture) throws {
    let core = try SyntheticCore(
      architecture,
      notes: [CoreNotes(architecture).auxiliaryVector([(3, 0x400040), (5, 7), (9, 0x401000)])]
    ).open()
    let vector = try #require(core.auxiliaryVector)
    #expect(vector[AuxiliaryVector.programHeaders] == 0x400040)
    #expect(vector[AuxiliaryVector.programHeaderCount] == 7)
    #expect(vector[AuxiliaryVector.entry] == 0x401000)
    #expect(vector[AuxiliaryVector.executablePath] == nil)
    #expect(vector.firstBytes.count == 4 * architecture.pointerSize)
  }

  @Test("whose auxiliary vector has no end give the entries that are whole")
  func endlessVector() throws {
    let whole = CoreNotes(.amd64).auxiliaryVectorDescriptor([(3, 1), (9, 2)])
    let core = try SyntheticCore(notes: [CoreNotes.note("CORE", 6, Array(whole.prefix(24)))]).open()
    let vector = try #require(core.auxiliaryVector)
    #expect(vector[3] == 1)
    #expect(vector[9] == nil)
    #expect(vector.firstBytes.isEmpty)
  }

  @Test("give mapped files with their ranges, byte offsets and paths", arguments: architectures)
  func fileMappings(architecture: Architecture) throws {
    let core = try SyntheticCore(
      architecture,
      notes: [
        CoreNotes(architecture).fileMappings([
          .init(0x400000, 0x500000, page: 0, "/usr/bin/app"),
          .init(0x500000, 0x600000, page: 0x100, "/usr/bin/app"),
          .init(0xf700_0000, 0xf710_0000, page: 3, "/lib/λ.so"),
        ])
      ]
    ).open()
    #expect(core.fileMappings.map(\.path) == ["/usr/bin/app", "/usr/bin/app", "/lib/λ.so"])
    #expect(core.fileMappings.map(\.offset) == [0, 0x100000, 0x3000])
    #expect(
      core.fileMappings[0].range == AddressRange(start: Address(0x400000), end: Address(0x500000)))
    #expect(!core.problems.contains(.damagedFileMappings))
  }

  @Test("name files that were removed by their paths, and memory that never was one by its name")
  func removedFiles() throws {
    let core = try SyntheticCore(
      notes: [
        CoreNotes(.amd64).fileMappings([
          .init(0x1000, 0x2000, page: 0, "/srv/app (deleted)"),
          .init(0x2000, 0x3000, page: 0, "/memfd:runc:/proc/self/exe (deleted)"),
          .init(0x3000, 0x4000, page: 0, "/srv/app (deleted).so"),
        ])
      ]
    ).open()
    let paths = core.fileMappings.map(\.path)
    #expect(paths == ["/srv/app", "memfd:runc:/proc/self/exe", "/srv/app (deleted).so"])
    #expect(paths.map(MappedPath.isOfFile) == [true, false, true])
    #expect(MappedPath.isOfMemory(paths[1]))
  }

  @Test(
    "whose list of files is damaged keep the whole entries before the damage, and say so",
    arguments: architectures)
  func damagedFileMappings(architecture: Architecture) throws {
    let notes = CoreNotes(architecture)
    let mappings: [CoreNotes.MappedRange] = [
      .init(0x1000, 0x2000, page: 0, "/one"), .init(0x2000, 0x3000, page: 0, "/two"),
    ]
    let whole = notes.fileMappingsDescriptor(mappings)
    func paths(_ descriptor: [UInt8]) throws -> [String] {
      let core = try SyntheticCore(
        architecture, notes: [CoreNotes.note("CORE", 0x4649_4c45, descriptor)]
      ).open()
      #expect(core.problems.contains(.damagedFileMappings))
      return core.fileMappings.map(\.path)
    }
    // The last name has no end; the last name is missing; half of the addresses are missing.
    #expect(try paths(Array(whole.dropLast())) == ["/one"])
    #expect(try paths(Array(whole.dropLast(5))) == ["/one"])
    #expect(try paths(Array(whole.prefix(5 * architecture.pointerSize))) == [])
    #expect(try paths([]) == [])
    // Counts that lie.
    #expect(try paths(notes.fileMappingsDescriptor(mappings, count: .max)) == [])
    #expect(try paths(notes.fileMappingsDescriptor(mappings, count: 0x7fff_ffff)) == [])
  }

  @Test("with a page offset that overflows end there, and say so")
  func overflowingOffset() throws {
    let core = try SyntheticCore(
      notes: [
        CoreNotes(.amd64).fileMappings([
          .init(0x1000, 0x2000, page: 0, "/e"), .init(0x2000, 0x3000, page: .max, "/f"),
        ])
      ]
    ).open()
    #expect(core.fileMappings.map(\.path) == ["/e"])
    #expect(core.problems.contains(.damagedFileMappings))
  }

  @Test("with a mapping that ends before it begins give an empty range")
  func backwardsMapping() throws {
    let core = try SyntheticCore(
      notes: [CoreNotes(.amd64).fileMappings([.init(0x2000, 0x1000, page: 0, "/f")])]
    ).open()
    #expect(core.fileMappings.first?.range.count == 0)
  }
}

@Suite("A signal's note")
struct SignalNoteTests {
  static let architectures = Architecture.supported

  @Test("of a fault gives number, code and address", arguments: architectures)
  func fault(architecture: Architecture) throws {
    let notes = CoreNotes(architecture)
    let core = try SyntheticCore(
      architecture,
      notes: [
        notes.prstatus(thread: 1, signal: 11),
        notes.siginfo(notes.faultDescriptor(number: 11, code: 1, address: 0xdead_0018)),
      ]
    ).open()
    let signal = try #require(core.signal)
    #expect(signal.number == 11)
    #expect(signal.code == 1)
    #expect(signal.address == Address(0xdead_0018))
    #expect(!signal.isFromProcess)
  }

  @Test("of kill gives the sender and its user", arguments: architectures)
  func sent(architecture: Architecture) throws {
    let notes = CoreNotes(architecture)
    let core = try SyntheticCore(
      architecture,
      notes: [
        notes.prstatus(thread: 1, signal: 6),
        notes.siginfo(notes.sentDescriptor(number: 6, sender: 77, user: 1000)),
      ]
    ).open()
    let signal = try #require(core.signal)
    #expect(signal.isFromProcess)
    #expect(signal.senderID == 77)
    #expect(signal.senderUser == 1000)
  }

  @Test(
    "is a process's where its code is SI_USER or negative, but for asynchronous I/O",
    arguments: [(Int32(0), true), (-6, true), (-1, true), (-4, false), (1, false), (0x80, false)])
  func origin(code: Int32, isFromProcess: Bool) throws {
    let bytes = CoreNotes(.amd64).sentDescriptor(number: 6, code: code, sender: 1, user: 1)
    #expect(SignalInformation(bytes, pointerSize: 8)?.isFromProcess == isFromProcess)
  }

  @Test("of the first thread that has one is the core's")
  func firstOfThreads() throws {
    let notes = CoreNotes(.amd64)
    let core = try SyntheticCore(
      notes: [
        notes.prstatus(thread: 1), notes.prstatus(thread: 2),
        notes.siginfo(notes.faultDescriptor(number: 7, code: 2, address: 1)),
        notes.prstatus(thread: 3),
        notes.siginfo(notes.faultDescriptor(number: 8, code: 1, address: 2)),
      ]
    ).open()
    #expect(core.signal?.number == 7)
    #expect(core.threads.map { $0.signalInformation?.number } == [nil, 7, 8])
  }

  @Test("before any thread is the core's too")
  func beforeThreads() throws {
    let notes = CoreNotes(.amd64)
    let core = try SyntheticCore(
      notes: [
        notes.siginfo(notes.faultDescriptor(number: 4, code: 2, address: 1)),
        notes.prstatus(thread: 1),
      ]
    ).open()
    #expect(core.signal?.number == 4)
  }

  @Test("that is too short is no signal", arguments: architectures)
  func tooShort(architecture: Architecture) throws {
    let whole = CoreNotes(architecture).faultDescriptor(number: 11, code: 1, address: 8)
    let needed = architecture.pointerSize == 8 ? 24 : 20
    for length in 0..<needed {
      #expect(
        SignalInformation(Array(whole.prefix(length)), pointerSize: architecture.pointerSize)
          == nil, "\(length)")
    }
    #expect(
      SignalInformation(Array(whole.prefix(needed)), pointerSize: architecture.pointerSize) != nil)
  }

  @Test(
    "names the signal as Linux does, and numbers without a name as they are",
    arguments: [
      (Int32(1), "SIGHUP"), (3, "SIGQUIT"), (6, "SIGABRT"), (7, "SIGBUS"), (11, "SIGSEGV"),
      (15, "SIGTERM"), (31, "SIGSYS"), (32, "SIG32"), (34, "SIG34"), (64, "SIG64"), (0, "SIG0"),
      (-1, "SIG-1"), (.max, "SIG2147483647"), (.min, "SIG-2147483648"),
    ])
  func names(number: Int32, name: String) {
    #expect(SignalName.name(number) == name)
  }
}
