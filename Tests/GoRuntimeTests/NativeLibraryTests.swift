// Libraries of C on disk: where they are looked for, and which ones are refused.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A library of C")
struct NativeLibraryTests {
  private static let base: UInt64 = 0x7f00_0000_0000
  private static let path = "/lib/libdrawn.so"
  private static let library = SyntheticLibrary([("c_outer", 0x20), ("c_leaf", 0x10)])
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The stack of a thread in `c_leaf`, which `c_outer` called, with which the thread began.
  /// `firstPage` is what the core has of the library.
  private func walk(
    firstPage: [UInt8] = []
  ) throws -> (names: [String], stack: JoinedStack, program: GoProgram) {
    var drawn = SyntheticProcess()
    drawn.libraryRoot = workspace.folder
    let sp = drawn.mapStack().end.rawValue - 0x100
    drawn.memory.word(Self.base + Self.library.pc("c_outer"), at: sp + 0x08)
    drawn.addThread(5, at: (Self.base + Self.library.pc("c_leaf"), sp))
    drawn.notes.append(
      CoreNotes(.amd64).fileMappings([.init(Self.base, Self.base + 0x2000, page: 0, Self.path)]))
    if !firstPage.isEmpty {
      drawn.memory.map(Self.base, size: firstPage.count, flags: 7)
      drawn.memory.write(firstPage, at: Self.base)
    }
    let program = GoProgram(try drawn.open())
    var unwinder = try #require(program.joinedUnwinder())
    let walked = unwinder.walk(try #require(program.process.threads.first))
    let stack = try #require(walked)
    let names = stack.trace.frames.flatMap { frame in
      program.frames(at: frame.point).map(program.functionName)
    }
    return (names, stack, program)
  }

  @Test("is found below the root at the path that the process knew")
  func found() throws {
    try workspace.file("lib/libdrawn.so", Self.library.bytes)
    let found = try walk()
    #expect(found.names == ["c_leaf", "c_outer"])
    #expect(found.stack.trace.end == .outermost)
    #expect(found.program.native?.problems == [])
    let first = try #require(found.stack.trace.frames.first)
    #expect(found.program.library(at: first.point) == Self.path)
  }

  @Test("is the core's where the first page in the core is its own")
  func sameBuild() throws {
    try workspace.file("lib/libdrawn.so", Self.library.bytes)
    let found = try walk(firstPage: Array(Self.library.bytes.prefix(0x1000)))
    #expect(found.names == ["c_leaf", "c_outer"])
  }

  @Test("is refused where the first page in the core is another's")
  func anotherBuild() throws {
    try workspace.file("lib/libdrawn.so", Self.library.bytes)
    var other = Self.library
    other.hasSymbols = false
    let found = try walk(firstPage: Array(other.bytes.prefix(0x1000)))
    let problem =
      "\(Self.path) is needed; the file at \(workspace.folder)\(Self.path) is another build"
    #expect(found.names == ["libdrawn.so+0x1050"])
    #expect(found.stack.trace.end == .missingLibrary(problem))
    #expect(found.program.native?.problems == [problem])
  }

  @Test("is refused where it is no ELF file")
  func notELF() throws {
    try workspace.file("lib/libdrawn.so", [UInt8](repeating: 7, count: 4_096))
    let found = try walk()
    #expect(found.names == ["libdrawn.so"])
    let problem = try #require(found.program.native?.problems.first)
    #expect(
      problem.hasPrefix("\(Self.path) is needed; \(workspace.folder)\(Self.path): not an ELF"))
  }
}
