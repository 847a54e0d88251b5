// Archives that were made to do harm, or that were damaged on the way.

import Foundation
import Testing

@testable import InputFiles

@Suite("A hostile archive", .enabled(if: Tool.canExpand("tar"), "needs libarchive and tar"))
struct HostileArchiveTests {
  let workshop: Workshop
  let core = SyntheticELF.core.bytes

  init() throws {
    workshop = try Workshop()
    try workshop.file("core", core)
    try workshop.file("app", SyntheticELF.program.bytes)
  }

  @Test(
    "with names that lead elsewhere writes nothing there",
    arguments: ["/etc/gocore-test", "../../up", "a\u{1b}[2Jb"])
  func leadingElsewhere(name: String) throws {
    try workshop.file("x.tar", TarWriter.archive([TarWriter.Member(name, core)]))
    let input = try workshop.open("x.tar")
    #expect(input.core?.member == name)
    #expect(!FileManager.default.fileExists(atPath: "/etc/gocore-test"))
    #expect(!FileManager.default.fileExists(atPath: workshop.path("../../up")))
    #expect(try workshop.leftovers().isEmpty)
  }

  @Test("has names of further cores escaped")
  func escapedNames() throws {
    let members = [TarWriter.Member("core", core), TarWriter.Member("x\u{1b}[2J", core)]
    try workshop.file("x.tar", TarWriter.archive(members))
    let problem = try #require(try workshop.open("x.tar").problems.first)
    #expect(problem.hasSuffix(#"x\u{1b}[2J"#))
  }

  @Test("with a name that is not UTF-8 is read")
  func unreadableName() throws {
    var archive = TarWriter.archive([TarWriter.Member("core", core)])
    archive.replaceSubrange(0..<4, with: [0xff, 0xfe, 0x80, 0xc3])
    TarWriter.seal(&archive, at: 0)
    try workshop.file("x.tar", archive)
    #expect(try workshop.open("x.tar").core != nil)
  }

  @Test(
    "of names beyond ASCII in every way of writing them is read",
    .enabled(if: Tool.canExpand("zip")))
  func foreignNames() throws {
    try workshop.file("kérn-核", core)
    try workshop.run("tar", "--format=posix", "-cf", "pax.tar", "kérn-核")
    try workshop.run("tar", "--format=gnu", "-cf", "gnu.tar", "kérn-核")
    try workshop.run("zip", "-q", "x.zip", "kérn-核")
    for name in ["pax.tar", "gnu.tar", "x.zip"] {
      #expect(try workshop.open(name).core?.member == "kérn-核", "\(name)")
    }
  }

  @Test("of links, devices, pipes and directories holds nothing")
  func specialMembers() throws {
    // Types of POSIX.1-1988: 1 hard link, 2 symbolic link, 3 and 4 devices, 5 directory, 6 FIFO.
    let members = "123456".utf8.map {
      TarWriter.Member("special", [], type: $0, link: "/etc/passwd")
    }
    try workshop.file("x.tar", TarWriter.archive(members))
    let error = workshop.error("x.tar")
    #expect(error?.message.contains("(6 members)") == true)
    try workshop.file("y.tar", TarWriter.archive(members + [TarWriter.Member("core", core)]))
    #expect(try workshop.open("y.tar").core?.member == "core")
  }

  @Test("that breaks off yields what came before")
  func truncated() throws {
    let archive = TarWriter.archive([
      TarWriter.Member("core", core), TarWriter.Member("app", SyntheticELF.program.bytes),
    ])
    for length in stride(from: 512, to: archive.count - 1100, by: 9973) {
      try workshop.file("x.tar", archive.prefix(length))
      let obtained = length - 512
      guard obtained >= ELFHeader.minimumSize else {
        #expect(workshop.error("x.tar")?.exitCode == .unreadableInput)
        continue
      }
      let input = try workshop.open("x.tar")
      let found = try #require(input.core)
      #expect(found.size == UInt64(min(obtained, core.count)))
      #expect(found.truncatedAt == (obtained < core.count ? UInt64(obtained) : nil))
      #expect(!input.problems.isEmpty)
      #expect(try holds(found, theBeginningOf: core))
    }
  }

  @Test(
    "of zip that lacks its directory is read from the front", .enabled(if: Tool.canExpand("zip")))
  func truncatedZip() throws {
    try workshop.run("zip", "-q", "x.zip", "core", "app")
    let whole = try workshop.contents("x.zip")
    var cores = 0
    for tenth in 1..<10 {
      try workshop.file("cut.zip", whole.prefix(whole.count * tenth / 10))
      guard let input = try? workshop.open("cut.zip"), let found = input.core else { continue }
      cores += 1
      #expect(!input.problems.isEmpty)
      #expect(try holds(found, theBeginningOf: core))
    }
    #expect(cores > 2)
  }

  @Test(
    "of zip with wrong bytes is never taken for sound", .enabled(if: Tool.canExpand("zip")),
    arguments: ["-0", "-6"])
  func corruptZip(level: String) throws {
    try workshop.run("zip", "-q", level, "x.zip", "core")
    let whole = try workshop.contents("x.zip")
    for step in 0..<100 {
      var damaged = whole
      damaged[whole.count * step / 100] ^= 0x20
      try workshop.file("damaged.zip", damaged)
      guard let input = try? workshop.open("damaged.zip"), let found = input.core else { continue }
      let isSame = try found.size == core.count && holds(found, theBeginningOf: core)
      #expect(isSame || !input.problems.isEmpty, "at step \(step)")
    }
  }

  @Test("with wrong bytes in its headers never stops the program")
  func corruptHeaders() throws {
    try workshop.run("tar", "--format=posix", "-cSf", "x.tar", "core", "app")
    let whole = try workshop.contents("x.tar")
    var state: UInt64 = 7
    for _ in 0..<300 {
      var damaged = whole
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 33) % 2048] = UInt8(truncatingIfNeeded: state >> 20)
      }
      TarWriter.seal(&damaged, at: 0)
      try workshop.file("x", damaged)
      let error = workshop.error("x", limit: 10_000_000)
      #expect(error.map { [.unreadableInput, .limit].contains($0.exitCode) } ?? true)
    }
    #expect(try workshop.leftovers().isEmpty)
  }

  @Test(
    "whose sparse map is out of order or beyond all sizes is cut there",
    arguments: [
      [(0, 512), (2048, 512), (1024, 512)], [(0, 512), (Int.max - 100, 512)], [(1 << 60, 512)],
    ])
  func sparseMap(map: [(Int, Int)]) throws {
    try workshop.file("x.tar", TarWriter.sparse("core", Array(core.prefix(1536)), map: map))
    do throws(InputError) {
      let input = try workshop.open("x.tar", limit: 1 << 30)
      #expect(!input.problems.isEmpty)
      #expect((input.core?.size ?? 0) <= 1 << 30)
    } catch {
      #expect([.unreadableInput, .limit].contains(error.exitCode))
    }
    #expect(try workshop.leftovers().isEmpty)
  }

  @Test("of more members than are looked at stops, and says so")
  func manyMembers() throws {
    var members = [TarWriter.Member("core", core)]
    members += (0..<10_050).map { TarWriter.Member("m\($0)", []) }
    try workshop.file("x.tar", TarWriter.archive(members))
    let input = try workshop.open("x.tar")
    #expect(input.core != nil)
    #expect(input.problems.first?.contains("only the first 10000 members") == true)
  }
}

/// Writes tar archives that no tool would.
enum TarWriter {
  /// A member with a header as given.
  struct Member {
    let name: String
    let contents: [UInt8]
    let type: UInt8
    let link: String

    init(_ name: String, _ contents: [UInt8], type: UInt8 = 0x30, link: String = "") {
      self.name = name
      self.contents = contents
      self.type = type
      self.link = link
    }
  }

  /// A whole archive.
  static func archive(_ members: [Member]) -> [UInt8] {
    members.flatMap { header($0, size: $0.contents.count) + padded($0.contents) }
      + [UInt8](repeating: 0, count: 1024)
  }

  /// An archive of one member in GNU's old sparse format (tar.h, `oldgnu_header`).
  static func sparse(_ name: String, _ contents: [UInt8], map: [(Int, Int)]) -> [UInt8] {
    var header = header(Member(name, contents, type: 0x53), size: contents.count)
    header.replaceSubrange(257..<265, with: Array("ustar  \0".utf8))
    for (index, entry) in map.enumerated() {
      put(entry.0, 12, in: &header, at: 386 + index * 24)
      put(entry.1, 12, in: &header, at: 398 + index * 24)
    }
    put(map.map { $0.0 &+ $0.1 }.max() ?? 0, 12, in: &header, at: 483)
    seal(&header, at: 0)
    return header + padded(contents) + [UInt8](repeating: 0, count: 1024)
  }

  /// Computes the check sum of the header at `offset`.
  static func seal(_ archive: inout [UInt8], at offset: Int) {
    for index in 148..<156 { archive[offset + index] = 0x20 }
    let sum = archive[offset..<offset + 512].reduce(0) { $0 + Int($1) }
    put(sum, 7, in: &archive, at: offset + 148)
  }

  /// A header of the ustar format (POSIX.1-1988).
  private static func header(_ member: Member, size: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    header.replaceSubrange(0..<member.name.utf8.count, with: member.name.utf8)
    put(0o644, 8, in: &header, at: 100)
    put(0, 8, in: &header, at: 108)
    put(0, 8, in: &header, at: 116)
    put(size, 12, in: &header, at: 124)
    put(1_600_000_000, 12, in: &header, at: 136)
    header[156] = member.type
    header.replaceSubrange(157..<157 + member.link.utf8.count, with: member.link.utf8)
    header.replaceSubrange(257..<265, with: Array("ustar\u{0}00".utf8))
    seal(&header, at: 0)
    return header
  }

  /// Puts a number as octal digits, or in base 256 where they do not suffice (GNU).
  private static func put(_ value: Int, _ width: Int, in bytes: inout [UInt8], at offset: Int) {
    let digits = String(value, radix: 8)
    if digits.count < width {
      let text = String(repeating: "0", count: width - 1 - digits.count) + digits + "\0"
      bytes.replaceSubrange(offset..<offset + width, with: Array(text.utf8))
    } else {
      let field = (0..<width).map { UInt8(truncatingIfNeeded: $0 < 8 ? value >> ($0 * 8) : 0) }
      bytes.replaceSubrange(offset..<offset + width, with: field.reversed())
      bytes[offset] |= 0x80
    }
  }

  /// Contents up to the next block.
  private static func padded(_ contents: [UInt8]) -> [UInt8] {
    contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }
}
