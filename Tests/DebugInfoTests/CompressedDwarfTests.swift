// DWARF in sections that libdw cannot expand, but the caller can.

import DebugInfo
import ElfCore
import TestSupport
import Testing

@Suite("DWARF that is compressed with zstd")
struct CompressedDwarfTests {
  /// Stands for zstd: the bytes in reverse order.
  private static let expand: DwarfSections.Expand = { bytes, size in
    bytes.count == size ? bytes.reversed() : nil
  }

  /// Adds a section in the form of the gABI: the kind of compression, the size and the alignment in front.
  private func add(_ name: String, _ bytes: [UInt8], at address: UInt64, to elf: inout ELFWriter) {
    var out = ByteWriter()
    out.put(2 as UInt32)  // ELFCOMPRESS_ZSTD
    out.put(0 as UInt32)
    out.put(UInt64(bytes.count))
    out.put(1 as UInt64)
    out.raw(bytes.reversed())
    elf.segments.append(.load(address, out.bytes, flags: 4))
    var section = ELFWriter.Section(name, address: address, size: UInt64(out.count))
    section.flags = 1 << 11  // SHF_COMPRESSED
    elf.sections.append(section)
  }

  @Test("gives layouts and the places of variables where the caller expands it")
  func ofGo() throws {
    var writer = DWARFWriter()
    writer.types = [.base("uintptr", size: 8)]
    writer.variables = [("runtime.allm", 0x5a_1234, "uintptr")]
    var elf = ELFWriter(type: ELFWriter.executable)
    add(".debug_abbrev", writer.abbreviations, at: 0x1000, to: &elf)
    add(".debug_info", writer.information, at: 0x20000, to: &elf)
    add(".debug_loc", [UInt8](repeating: 0, count: 64), at: 0x40000, to: &elf)
    try withFile(elf.bytes) { descriptor in
      let file = try DwarfFile(descriptor: descriptor, path: "app", expand: Self.expand)
      let request = DebugRequest(types: [], variables: ["runtime.allm"], constants: [])
      #expect(file.facts(for: request).variables["runtime.allm"]?.address == 0x5a_1234)
      #expect(file.hasLocations)
      #expect(throws: DebugInfoError.self) {
        _ = try DwarfFile(descriptor: descriptor, path: "app")
      }
    }
  }

  @Test("gives the names of C's functions where the caller expands it")
  func ofC() throws {
    var abbreviations = ByteWriter()
    for text: [UInt32] in [
      // A unit: language data1, low_pc addr, high_pc data4; its functions: name string and the same.
      [1, 0x11, 1, 0x13, 0x0b, 0x11, 0x01, 0x12, 0x06, 0, 0],
      [2, 0x2e, 0, 0x03, 0x08, 0x11, 0x01, 0x12, 0x06, 0, 0], [0],
    ] {
      for number in text { abbreviations.variableLength(number) }
    }
    var body = ByteWriter()
    body.variableLength(1)
    body.put(0x1d as UInt8)  // DW_LANG_C11
    body.put(0x40_1000 as UInt64)
    body.put(0x100 as UInt32)
    body.variableLength(2)
    body.cString("decode")
    body.put(0x40_1020 as UInt64)
    body.put(0x20 as UInt32)
    body.put(0 as UInt8)
    var information = ByteWriter()
    information.put(UInt32(7 + body.count))
    information.put(4 as UInt16)
    information.put(0 as UInt32)
    information.put(8 as UInt8)
    information.raw(body.bytes)
    var elf = ELFWriter(type: ELFWriter.executable)
    add(".debug_abbrev", abbreviations.bytes, at: 0x1000, to: &elf)
    add(".debug_info", information.bytes, at: 0x20000, to: &elf)
    try withFile(elf.bytes) { descriptor in
      let mapped = try MappedFile(descriptor: descriptor, path: "lib.so")
      func names(_ expand: DwarfSections.Expand?) throws -> [String] {
        try #require(NativeFile(mapped, registerCount: 17, expand: expand))
          .places(at: 0x40_1024).map(\.function)
      }
      #expect(try names(Self.expand) == ["decode"])
      #expect(try names(nil) == [])
    }
  }
}
