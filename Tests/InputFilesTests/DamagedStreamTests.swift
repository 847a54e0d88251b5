// Compressed files that break off or have wrong bytes.

import Foundation
import Testing

@testable import InputFiles

@Suite(
  "A damaged compressed core", .enabled(if: expandsCompressedInput, "this build lacks libarchive"))
struct DamagedStreamTests {
  let workshop: Workshop
  /// Several blocks of every codec.
  let bytes = SyntheticELF.core.bytes

  init() throws { workshop = try Workshop() }

  @Test(
    "that breaks off yields what came before, and says how much", arguments: Compressor.available)
  func truncated(compressor: Compressor) throws {
    let bytes = SyntheticELF.core.with { $0.size = 1_000_000 }.bytes
    try workshop.file("core", bytes)
    let name = try compressor.compress("core", in: workshop, inSmallBlocks: true)
    let whole = try workshop.contents(name)
    var longest = 0
    for eighth in 0..<40 {
      let length = whole.count * eighth / 40 + 1
      try workshop.file("cut", whole.prefix(length))
      if let error = workshop.error("cut") {
        #expect(error.exitCode == .unreadableInput)
        #expect(longest == 0, "\(error.message)")
        continue
      }
      let input = try workshop.open("cut")
      let core = try #require(input.core)
      let size = Int(core.size)
      #expect(core.truncatedAt == core.size)
      #expect(input.problems.count == 1)
      #expect(input.problems.first?.contains("breaks off after \(size) expanded bytes") == true)
      #expect(try holds(core, theBeginningOf: bytes))
      #expect(size >= longest, "more input must not yield less")
      longest = max(longest, size)
    }
    #expect(longest > bytes.count / 2, "most of a file that lacks its end must be there")
  }

  @Test("with a wrong byte is never taken for sound", arguments: Compressor.available)
  func corrupt(compressor: Compressor) throws {
    try workshop.file("core", bytes)
    let whole = try workshop.contents(try compressor.compress("core", in: workshop))
    var silent = 0
    for step in 0..<120 {
      var damaged = whole
      damaged[step < 30 ? step : whole.count * step / 120] ^= UInt8(1 << (step % 8))
      try workshop.file("damaged", damaged)
      guard let input = try? workshop.open("damaged"), input.problems.isEmpty else { continue }
      // A flipped bit in a name or a time of the header changes nothing that matters.
      silent += 1
      let core = try #require(input.core)
      #expect(try core.size == bytes.count && holds(core, theBeginningOf: bytes), "at step \(step)")
    }
    #expect(silent < 30)
  }

  @Test(
    "in a tar of gzip is known by gzip's check sum", .enabled(if: Tool.canExpand("tar", "gzip")))
  func corruptTar() throws {
    try workshop.file("core", bytes)
    try workshop.run("tar", "-czf", "core.tgz", "core")
    let whole = try workshop.contents("core.tgz")
    #expect(try workshop.open("core.tgz").problems.isEmpty)
    for step in 1..<60 {
      var damaged = whole
      damaged[whole.count * step / 60] ^= 0x10
      try workshop.file("damaged", damaged)
      guard let input = try? workshop.open("damaged"), let core = input.core else { continue }
      let isSame = try core.size == bytes.count && holds(core, theBeginningOf: bytes)
      #expect(isSame || !input.problems.isEmpty, "at step \(step)")
    }
  }

  @Test("made of noise after the magic number is refused", arguments: Compressor.available)
  func noise(compressor: Compressor) throws {
    try workshop.file("core", SyntheticELF.core.bytes)
    let whole = try workshop.contents(try compressor.compress("core", in: workshop))
    let noise = SyntheticELF.core.with { $0.seed = 99 }.bytes[4096..<20_000]
    try workshop.file("noise", Array(whole.prefix(10)) + noise)
    let error = workshop.error("noise")
    #expect(error?.exitCode == .unreadableInput)
    #expect(try workshop.leftovers().isEmpty)
  }

  @Test("has gzip's CRC-32 computed as everyone computes it")
  func checksum() {
    var crc = CRC32()
    crc.update(Array("12345".utf8).span)
    crc.update(Array("6789".utf8).span)
    #expect(crc.value == 0xcbf4_3926)  // the check value of the algorithm's catalogue
    var empty = CRC32()
    empty.update([UInt8]().span)
    #expect(empty.value == 0)
  }
}
