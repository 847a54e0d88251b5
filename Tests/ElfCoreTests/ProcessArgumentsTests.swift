// The command line and the environment, from the first thread's stack.

import ElfCore
import TestSupport
import Testing

@Suite("A process's arguments")
struct ProcessArgumentsTests {
  static let architectures = Architecture.supported
  private static let top: UInt64 = 0x7ff0_0000

  /// The top of the first thread's stack as the kernel draws it (fs/binfmt_elf.c): argc, argv, 0,
  /// envp, 0, auxv, then the strings, the executable's path last.
  private func core(
    _ architecture: Architecture, arguments: [String], environment: [String],
    change: (inout [UInt8]) -> Void = { _ in }
  ) throws -> CoreFile {
    let notes = CoreNotes(architecture)
    var strings = ByteWriter()
    var addresses: [UInt64] = []
    let stringStart = Self.top + 0x1000
    for text in arguments + environment {
      addresses.append(stringStart + UInt64(strings.count))
      strings.cString(text)
    }
    let path = stringStart + UInt64(strings.count)
    strings.cString("/usr/bin/app")
    let vector: [(UInt64, UInt64)] = [(33, 0x7fff_e000), (16, 0x178b_fbff), (31, path)]
    var words = ByteWriter(wordSize: architecture.pointerSize)
    // Something lies above the stack pointer in reality.
    for _ in 0..<8 { words.word(0x1111) }
    words.word(UInt64(arguments.count))
    for address in addresses.prefix(arguments.count) { words.word(address) }
    words.word(0)
    for address in addresses.dropFirst(arguments.count) { words.word(address) }
    words.word(0)
    words.raw(notes.auxiliaryVectorDescriptor(vector))
    words.pad(to: 0x1000)
    words.raw(strings.bytes)
    var bytes = words.bytes
    change(&bytes)
    return try SyntheticCore(
      architecture, notes: [notes.auxiliaryVector(vector)], memory: [.load(Self.top, bytes)]
    ).open()
  }

  private func read(_ core: CoreFile) -> ProcessArguments? {
    ProcessArguments(core.image())
  }

  @Test("are the words of the command line and the environment, in order", arguments: architectures)
  func reads(architecture: Architecture) throws {
    let core = try core(
      architecture, arguments: ["./app", "-listen", ":80", ""],
      environment: ["PATH=/bin", "HOME=/root", "EMPTY=", "A=b=c"])
    let found = try #require(read(core))
    #expect(found.arguments == ["./app", "-listen", ":80", ""])
    #expect(found.environment == ["PATH=/bin", "HOME=/root", "EMPTY=", "A=b=c"])
    #expect(found.environmentNames == ["A", "EMPTY", "HOME", "PATH"])
  }

  @Test("may be none at all", arguments: architectures)
  func none(architecture: Architecture) throws {
    let found = try #require(read(try core(architecture, arguments: [], environment: [])))
    #expect(found.arguments.isEmpty)
    #expect(found.environment.isEmpty)
  }

  @Test("with invalid UTF-8 have replacement characters")
  func invalidText() throws {
    let core = try core(.amd64, arguments: ["abc"], environment: []) { bytes in
      bytes[0x1001] = 0xff
    }
    #expect(read(core)?.arguments == ["a\u{fffd}c"])
  }

  @Test("whose count does not agree are unknown", arguments: architectures)
  func wrongCount(architecture: Architecture) throws {
    let core = try core(architecture, arguments: ["a", "b"], environment: []) { bytes in
      bytes.overwrite(7, at: 8 * architecture.pointerSize, size: architecture.pointerSize)
    }
    #expect(read(core) == nil)
  }

  @Test("that point nowhere are empty words, not a failure")
  func danglingPointers() throws {
    let core = try core(.amd64, arguments: ["a", "b"], environment: ["C=d"]) { bytes in
      bytes.overwrite(0xdead_0000_0000, at: 8 * 10, size: 8)
    }
    #expect(read(core)?.arguments == ["a", ""])
  }

  @Test("are unknown without an auxiliary vector, or where the stack is not in the core")
  func missing() throws {
    let noVector = try SyntheticCore(memory: [.load(0x1000, [1])]).open()
    #expect(read(noVector) == nil)
    let noStack = try SyntheticCore(
      notes: [CoreNotes(.amd64).auxiliaryVector([(33, 1), (31, 0x9999)])],
      memory: [.load(0x1000, [1])]
    ).open()
    #expect(read(noStack) == nil)
  }

  @Test("cut off with the stack's vector are unknown")
  func cutVector() throws {
    let core = try core(.amd64, arguments: ["a"], environment: []) { bytes in
      for index in 0x58..<0x200 { bytes[index] = 0 }
    }
    #expect(read(core) == nil)
  }
}
