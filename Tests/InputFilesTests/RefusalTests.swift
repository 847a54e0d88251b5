// Names that cannot be used, and the one line that says why.

import Foundation
import Testing

@testable import InputFiles

@Suite("An input that cannot be used")
struct RefusalTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Opens something that must be refused with exit code 3 and one line.
  private func refusal(_ name: String) throws -> InputError {
    let error = try #require(workshop.error(name))
    #expect(error.exitCode == .unreadableInput)
    #expect(!error.message.contains("\n"))
    #expect(error.message.hasPrefix(error.path + ": "))
    return error
  }

  @Test("does not exist")
  func missing() throws {
    #expect(try refusal("no-such-core") == .noSuchFile(path: workshop.path("no-such-core")))
    try workshop.file("core", SyntheticELF.core.bytes)
    #expect(try refusal("core/inside") == .noSuchFile(path: workshop.path("core/inside")))
    #expect(failure(opening: "") == .noSuchFile(path: ""))
  }

  @Test("has a NUL in its name: it is not the file before the NUL")
  func nulInName() throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    #expect(try refusal("core\0.txt") == .noSuchFile(path: workshop.path("core\0.txt")))
  }

  @Test("is a directory")
  func directory() throws {
    #expect(try refusal("expanded") == .directory(path: workshop.path("expanded")))
  }

  @Test("is a pipe, on which opening would wait for ever", .timeLimit(.minutes(1)))
  func pipe() throws {
    #expect(mkfifo(workshop.path("pipe"), 0o600) == 0)
    #expect(try refusal("pipe") == .notRegularFile(path: workshop.path("pipe"), kind: "a pipe"))
  }

  @Test("is a socket")
  func socket() throws {
    // sun_path has 108 bytes, which a long TMPDIR could exceed: a relative name does not.
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let path = workshop.path("s")
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    #expect(try refusal("s") == .notRegularFile(path: path, kind: "a socket"))
  }

  @Test("is a device", arguments: ["/dev/null", "/dev/zero"])
  func device(path: String) {
    let error = failure(opening: path)
    #expect(error == .notRegularFile(path: path, kind: "a device"))
  }

  @Test("is empty")
  func empty() throws {
    #expect(try refusal("nothing") == .noSuchFile(path: workshop.path("nothing")))
    try workshop.file("nothing", [])
    #expect(try refusal("nothing") == .emptyFile(path: workshop.path("nothing")))
  }

  @Test("may not be read by this user")
  func unreadable() throws {
    let path = try workshop.file("core", SyntheticELF.core.bytes)
    #expect(chmod(path, 0) == 0)
    let error = try asOrdinaryUser { workshop.error("core") }
    #expect(error == .permissionDenied(path: path))
    #expect(error?.exitCode == .unreadableInput)
  }

  @Test("is a link to itself")
  func linkLoop() throws {
    #expect(symlink("loop", workshop.path("loop")) == 0)
    guard case .unreadable = try refusal("loop") else {
      Issue.record("a loop of links must be unreadable")
      return
    }
  }

  @Test("is named by what it looks like", arguments: foreignFiles)
  func foreign(file: ForeignFile) throws {
    try workshop.file("x", file.bytes)
    let error = try refusal("x")
    #expect(error.reason.contains(file.expected), "\(error.message)")
    guard case .unrecognized = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("has its name escaped in the message")
  func hostileName() {
    let path = "/no/\u{1b}[31mred\n\u{202e}name"
    let error = failure(opening: path)
    #expect(error?.message == #"/no/\u{1b}[31mred\n\u{202e}name: no such file"#)
  }

  /// Runs `body` in this thread without root's right to read everything. `setfsuid` is of the
  /// thread alone, so tests beside this one keep theirs.
  private func asOrdinaryUser<Answer>(_ body: () -> Answer) throws -> Answer {
    guard geteuid() == 0 else { return body() }
    typealias Setter = @convention(c) (uid_t) -> Int32
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let set = unsafeBitCast(symbol, to: Setter.self)
    #expect(chmod(workshop.folder.path, 0o755) == 0)
    _ = set(65534)
    defer { _ = set(0) }
    return body()
  }
}

/// A file that is mistaken for a core.
struct ForeignFile: Sendable, CustomTestStringConvertible {
  /// What the message must say.
  let expected: String
  /// The contents.
  let bytes: [UInt8]

  var testDescription: String { expected }

  init(_ expected: String, _ bytes: [UInt8]) {
    self.expected = expected
    self.bytes = bytes
  }

  init(_ expected: String, _ text: String) {
    self.init(expected, Array(text.utf8))
  }
}

/// One file for each kind that is told apart.
let foreignFiles = [
  ForeignFile("a Mach-O file", [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]),
  ForeignFile("a Mach-O file", [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]),
  ForeignFile("a Java class file", [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61]),
  ForeignFile("a PE file", "MZ\u{90}\0\u{3}"),
  ForeignFile("a minidump", "MDMP\u{1}\u{2}"),
  ForeignFile("a Windows crash dump", "PAGEDU64\u{1}"),
  ForeignFile("a Go heap dump", "go1.7 heap dump\n\u{1}"),
  ForeignFile("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n"),
  ForeignFile("an ar archive", "!<arch>\ndebian-binary"),
  ForeignFile("a 7-Zip archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]),
  ForeignFile("a script", "#!/bin/sh\n"),
  ForeignFile("the text of a Go traceback", "panic: runtime error: index out of range\n"),
  ForeignFile("a text file", "just some words\n"),
  ForeignFile("a text file", String(repeating: "ä", count: 300)),  // cut within a character
  ForeignFile("a text file", "x" + String(repeating: "ä", count: 300)),
  ForeignFile("a text file", "BZh9, a text that only begins like bzip2"),
  ForeignFile("a text file", String(repeating: "0000 ", count: 200)),  // no tar: its sum is wrong
  ForeignFile("nothing but zero bytes", [UInt8](repeating: 0, count: 70_000)),
  ForeignFile("unknown format (first bytes 01 02 03 ff)", [1, 2, 3, 0xff]),
  ForeignFile("unknown format (first bytes 28 b5 2f)", [0x28, 0xb5, 0x2f]),
]
