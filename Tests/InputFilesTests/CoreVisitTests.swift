// What batch asks of inputs: every core of an archive, the head of a file, what it holds in a word, and
// Apport's reports.

import Foundation
import Testing

@testable import InputFiles

@Suite("An archive of several cores", .enabled(if: Tool.canExpand("tar", "gzip"), "needs tar"))
struct CoreVisitTests {
  let workshop: Workshop
  let cores: [[UInt8]]

  init() throws {
    workshop = try Workshop()
    cores = (0..<3).map { SyntheticELF.core.bytes + [UInt8(1 + $0)] }
    try workshop.file("app", SyntheticELF.program.bytes)
    try workshop.file("x-dump-info.json", Array(#"{"timestamp": "1"}"#.utf8))
    for (number, core) in cores.enumerated() { try workshop.file("core.\(number)", core) }
    // The program and the text come behind the cores that need them.
    try workshop.run(
      "tar", "-czf", "all.tar.gz", "core.0", "core.1", "core.2", "app", "x-dump-info.json")
  }

  private func visit(
    _ name: String, wants: @escaping (String) -> Bool = { _ in true }
  ) throws -> (count: Int, found: [OpenedInput]) {
    var found: [OpenedInput] = []
    let options = InputOptions(temporaryDirectory: workshop.temporary.path)
    let count = try forEachCore(path: workshop.path(name), options: options, wants: wants) {
      found.append($0)
    }
    return (count, found)
  }

  @Test("gives each with the programs and texts of the archive")
  func all() throws {
    let (count, found) = try visit("all.tar.gz")
    #expect(count == 3)
    #expect(found.map { $0.core?.member } == ["core.0", "core.1", "core.2"])
    for (number, input) in found.enumerated() {
      let core = try #require(input.core)
      #expect(core.descriptor.bytes(count: 1 << 20, at: 0) == cores[number])
      #expect(input.executables.map(\.member) == ["app"])
      #expect(input.documents.map(\.name) == ["x-dump-info.json"])
      #expect(input.problems.isEmpty)
    }
    #expect(try workshop.leftovers() == [])
  }

  @Test("gives those that are wanted, and tells how many there are")
  func some() throws {
    let (count, found) = try visit("all.tar.gz") { $0 == "core.2" }
    #expect(count == 3)
    #expect(found.map { $0.core?.member } == ["core.2"])
    #expect(try visit("all.tar.gz") { _ in false }.found.isEmpty)
  }

  @Test("tells cores of one name apart")
  func names() throws {
    try workshop.run("tar", "-cf", "twice.tar", "core.0", "core.1")
    try workshop.run("tar", "-rf", "twice.tar", "core.0")
    #expect(
      try visit("twice.tar").found.map { $0.core?.member } == ["core.0", "core.1", "core.0#2"])
  }

  @Test("lets one be named")
  func member() throws {
    let input = try workshop.open("all.tar.gz::core.1")
    #expect(input.core?.member == "core.1")
    #expect(input.core?.descriptor.bytes(count: 1 << 20, at: 0) == cores[1])
    #expect(
      workshop.error("all.tar.gz::core.7")
        == .noSuchFile(path: workshop.path("all.tar.gz::core.7")))
    #expect(workshop.error("no.tar::core") == .noSuchFile(path: workshop.path("no.tar::core")))
    // A folder may have two colons in its name.
    try FileManager.default.createDirectory(
      atPath: workshop.path("fe80::1"), withIntermediateDirectories: false)
    try workshop.run("mv", "all.tar.gz", "fe80::1/all.tar.gz")
    #expect(try workshop.open("fe80::1/all.tar.gz::core.1").core?.member == "core.1")
  }

  @Test("is no more than its one core where it is no archive")
  func plain() throws {
    #expect(try visit("core.0").found.map { $0.core?.member } == [nil])
    #expect(try visit("app").count == 0)
  }

  @Test("need not be read to its end for the first core's head")
  func head() throws {
    var options = InputOptions(temporaryDirectory: workshop.temporary.path)
    options.headSize = 64
    let input = try openInput(path: workshop.path("all.tar.gz"), options: options)
    #expect(input.core?.member == "core.0")
    #expect(input.executables.isEmpty)
    try workshop.run("gzip", "-k", "core.1")
    let single = try openInput(path: workshop.path("core.1.gz"), options: options)
    let core = try #require(single.core)
    #expect(core.size >= 64)
    #expect(core.descriptor.bytes(count: 64, at: 0) == Array(cores[1].prefix(64)))
  }
}

@Suite("What a file holds, in a word")
struct ContentHashTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// A core of some pages of which only `used` have anything.
  private func core(used: [Int], pages: Int = 300) -> [UInt8] {
    var bytes = SyntheticELF.core.bytes
    bytes += [UInt8](repeating: 0, count: pages * 4_096 - bytes.count)
    for page in used { bytes[page * 4_096 + 17] = UInt8(truncatingIfNeeded: page | 1) }
    return bytes
  }

  private func hash(_ name: String) throws -> String {
    try #require(try workshop.open(name).core?.contentHash())
  }

  @Test("is the same however a core is kept", arguments: Compressor.available)
  func compressed(compressor: Compressor) throws {
    try workshop.file("core", core(used: [1, 64, 65, 299]))
    let expected = try hash("core")
    #expect(expected.count == 32)
    #expect(try hash(try compressor.compress("core", in: workshop)) == expected)
  }

  @Test("is the same whatever of it is a hole", .enabled(if: Tool.path("cp") != nil))
  func holes() throws {
    try workshop.file("core", core(used: [3, 200]))
    try workshop.run("cp", "--sparse=always", "core", "sparse")
    #expect(try hash("sparse") == hash("core"))
  }

  @Test("is another for another byte, another place and another size")
  func differences() throws {
    try workshop.file("a", core(used: [5]))
    try workshop.file("b", core(used: [7]))
    var moved = core(used: [])
    moved[9 * 4_096 + 17] = 5
    try workshop.file("c", moved)
    try workshop.file("d", core(used: [5]) + [0])
    try workshop.file("e", core(used: [5], pages: 301))
    try workshop.file("f", core(used: [5]) + [1])
    #expect(Set(try ["a", "b", "c", "d", "e", "f"].map { try hash($0) }).count == 6)
  }
}

@Suite("A report of Apport", .enabled(if: Tool.canExpand("gzip"), "needs libarchive and gzip"))
struct ApportTests {
  let workshop: Workshop
  let core = SyntheticELF.core.bytes

  init() throws { workshop = try Workshop() }

  /// A report as `problem_report.py` writes it: each piece is base64 of its own.
  private func report(_ packed: [UInt8], pieces: Int, key: String = "CoreDump") throws {
    var text = "ProblemType: Crash\nArchitecture: amd64\n\(key): base64\n"
    for start in stride(from: 0, to: packed.count, by: pieces) {
      let piece = Data(packed[start..<min(packed.count, start + pieces)])
      text += " \(piece.base64EncodedString())\n"
    }
    try workshop.file("app.crash", Array((text + "Uname: Linux\n").utf8))
  }

  @Test("yields its core", arguments: [10, 64, 100_000])
  func core(pieces: Int) throws {
    try workshop.file("core", core)
    try workshop.run("gzip", "core")
    try report(try workshop.contents("core.gz"), pieces: pieces)
    let input = try workshop.open("app.crash")
    let found = try #require(input.core)
    #expect(found.descriptor.bytes(count: 1 << 20, at: 0) == core)
    #expect(found.compression == "gzip+apport")
    #expect(input.problems.isEmpty)
    #expect(try workshop.leftovers() == [])
  }

  @Test("yields a core that zstd packed", .enabled(if: Tool.canExpand("zstd")))
  func zstandard() throws {
    try workshop.file("core", core)
    try workshop.run("zstd", "-q", "core")
    try report(try workshop.contents("core.zst"), pieces: 33)
    #expect(try workshop.open("app.crash").core?.compression == "zstd+apport")
  }

  @Test("that breaks off yields what there is of it")
  func truncated() throws {
    var long = core
    for number in 0..<400_000 { long.append(UInt8(truncatingIfNeeded: number * number >> 7)) }
    try workshop.file("core", long)
    try workshop.run("gzip", "core")
    let packed = try workshop.contents("core.gz")
    try report(Array(packed.prefix(packed.count / 2)), pieces: 1_000)
    let found = try #require(try workshop.open("app.crash").core)
    #expect(found.truncatedAt != nil)
  }

  @Test("without a core, or with something else for one, is refused in one line")
  func refusals() throws {
    try report([1, 2, 3], pieces: 3, key: "Stacktrace")
    #expect(workshop.error("app.crash")?.message.contains("Apport report without a core") == true)
    try report(Array("no core at all".utf8), pieces: 8)
    #expect(workshop.error("app.crash")?.message.contains("not compressed data") == true)
    try workshop.file("text", Array("some words\n".utf8))
    try workshop.run("gzip", "text")
    try report(try workshop.contents("text.gz"), pieces: 8)
    #expect(workshop.error("app.crash")?.message.contains("no ELF core") == true)
  }
}
