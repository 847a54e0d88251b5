// ELF files made of a header and a payload whose bytes tell where they stand.

import Foundation

/// A small ELF file, written out byte by byte.
struct SyntheticELF {
  /// `e_type`: 1 relocatable, 2 executable, 3 shared object, 4 core.
  var type: UInt16
  /// `e_machine`: 62 is x86-64.
  var machine: UInt16 = 62
  /// Addresses of 64 bits, or 32.
  var isWide = true
  /// Numbers with the most significant byte first.
  var isBigEndian = false
  /// The entry point.
  var entry: UInt64 = 0
  /// Whether the only program header is PT_INTERP.
  var hasInterpreter = false
  /// The size of the whole file.
  var size = 300_000
  /// Decides the contents.
  var seed: UInt64 = 1

  /// A core file.
  static let core = SyntheticELF(type: 4)
  /// A program at a fixed address.
  static let program = SyntheticELF(type: 2, entry: 0x401000, size: 50_000, seed: 2)
  /// A shared library.
  static let library = SyntheticELF(type: 3, size: 40_000, seed: 3)

  /// The same file with other settings.
  func with(_ change: (inout SyntheticELF) -> Void) -> SyntheticELF {
    var copy = self
    change(&copy)
    return copy
  }

  /// The file: header, one program header, then pages of which about half are zeros.
  var bytes: [UInt8] {
    var bytes = header
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
    while bytes.count < size {
      guard next() >> 63 == 0 else {
        bytes += SyntheticELF.zeroPage
        continue
      }
      // Random bytes first, then a repetition: something for every kind of compressor.
      for _ in 0..<180 {
        withUnsafeBytes(of: next()) { bytes += $0 }
      }
      bytes += SyntheticELF.repetition
    }
    return Array(bytes.prefix(size))
  }

  /// A page of zeros.
  private static let zeroPage = [UInt8](repeating: 0, count: 4096)

  /// What follows 180 random words in a page.
  private static let repetition = (0..<4096 - 180 * 8).map { UInt8($0 & 0x7f) }

  /// The ELF header and the program header.
  private var header: [UInt8] {
    var header: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, isWide ? 2 : 1, isBigEndian ? 2 : 1, 1]
    header += [UInt8](repeating: 0, count: 9)
    func put(_ value: UInt64, _ width: Int) {
      let little = (0..<width).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
      header += isBigEndian ? little.reversed() : little
    }
    let word = isWide ? 8 : 4
    put(UInt64(type), 2)
    put(UInt64(machine), 2)
    put(1, 4)  // e_version
    put(entry, word)
    put(isWide ? 64 : 52, word)  // e_phoff
    put(0, word)  // e_shoff
    put(0, 4)  // e_flags
    put(isWide ? 64 : 52, 2)  // e_ehsize
    put(isWide ? 56 : 32, 2)  // e_phentsize
    put(1, 2)  // e_phnum
    put(0, 6)  // section headers
    put(hasInterpreter ? 3 : 1, 4)  // p_type
    return header + [UInt8](repeating: 0, count: 60)
  }
}
