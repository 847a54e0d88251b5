// The dead process's memory: where each byte comes from, and what cannot be read.

import ElfCore
import TestSupport
import Testing

@Suite("An address space")
struct AddressSpaceTests {
  private func memory(_ segments: [ELFWriter.Segment], cutting bytes: Int = 0) throws
    -> AddressSpace
  {
    let file = SyntheticCore(memory: segments).elf.bytes
    return try openCore(Array(file.dropLast(bytes))).memory()
  }

  private func error(_ body: () throws(MemoryError) -> Void) -> MemoryError? {
    do throws(MemoryError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("gives integers of every size at any alignment")
  func integers() throws {
    let space = try memory([.load(0x1000, [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99])])
    #expect(try space.load(Address(0x1000), as: UInt8.self) == 0x11)
    #expect(try space.load(Address(0x1001), as: UInt16.self) == 0x3322)
    #expect(try space.load(Address(0x1003), as: UInt32.self) == 0x7766_5544)
    #expect(try space.load(Address(0x1001), as: UInt64.self) == 0x9988_7766_5544_3322)
    #expect(try space.load(Address(0x1007), as: Int16.self) == Int16(bitPattern: 0x9988))
    for (size, value) in [
      (1, UInt64(0x11)), (2, 0x2211), (4, 0x4433_2211), (8, 0x8877_6655_4433_2211),
    ] {
      #expect(try space.integer(Address(0x1000), size: size) == value)
    }
  }

  @Test("finds every aligned word that points into a range")
  func wordSearch() throws {
    func bytes(_ words: [UInt64]) -> [UInt8] {
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
    let space = try memory([
      .load(0x1000, bytes([0x2000, 0x1fff, 0x2fff, 0x3000])),
      .load(0x1020, bytes([0x2800]) + [0x00, 0x20]), .load(0x4000, bytes([0x2001])),
    ])
    func found(_ start: UInt64, _ end: UInt64) -> [UInt64] {
      var places: [UInt64] = []
      space.forEachWord(
        in: AddressRange(start: Address(start), end: Address(end)), from: 0x2000, below: 0x3000
      ) { place, _ in places.append(place.rawValue) }
      return places
    }
    #expect(found(0, .max) == [0x1000, 0x1010, 0x1020, 0x4000])
    #expect(found(0x1001, 0x1024) == [0x1010])
    #expect(found(0x1028, 0x4000) == [])
    #expect(found(0x5000, 0x6000) == [])
  }

  @Test("finds a word wherever it is among those that point elsewhere", arguments: [4, 8])
  func singleWord(size: Int) throws {
    for count in 1...9 {
      for place in 0..<count {
        var bytes = [UInt8](repeating: 0, count: count * size + 3)
        bytes[place * size + 1] = 0x20
        let space = try SyntheticCore(
          size == 8 ? .amd64 : .i386, memory: [.load(0x1000, bytes)]
        ).open().memory()
        var found: [UInt64] = []
        space.forEachWord(
          in: AddressRange(start: Address(0), end: Address(.max)), from: 0x2000, below: 0x3000
        ) {
          found.append($0.rawValue)
          #expect($1 == 0x2000)
        }
        #expect(found == [UInt64(0x1000 + place * size)])
      }
    }
  }

  @Test("has pointers of the target's size")
  func pointers() throws {
    let bytes: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0]
    let wide = try SyntheticCore(.amd64, memory: [.load(0x1000, bytes)]).open().memory()
    let narrow = try SyntheticCore(.i386, memory: [.load(0x1000, bytes)]).open().memory()
    #expect(try wide.pointer(Address(0x1000)) == Address(0x2_0000_0001))
    #expect(try narrow.pointer(Address(0x1000)) == Address(1))
    #expect(try narrow.word(Address(0x1004)) == 2)
  }

  @Test("reads a value that straddles two segments")
  func straddles() throws {
    let space = try memory([.load(0x1000, [1, 2, 3, 4, 5]), .load(0x1005, [6, 7, 8])])
    #expect(try space.load(Address(0x1000), as: UInt64.self) == 0x0807_0605_0403_0201)
    #expect(try space.bytes(at: Address(0x1003), count: 4) == [4, 5, 6, 7])
    var reader = space.reader()
    #expect(try reader.load(Address(0x1004), as: UInt16.self) == 0x0605)
  }

  @Test("fails at the first byte that is not there, and gives the bytes before it")
  func partial() throws {
    let space = try memory([.load(0x1000, [1, 2, 3])])
    let (bytes, failure) = space.readablePrefix(at: Address(0x1001), count: 10)
    #expect(bytes == [2, 3])
    #expect(failure == .unmapped(Address(0x1003)))
    #expect(
      error { () throws(MemoryError) in _ = try space.load(Address(0x1001), as: UInt32.self) }
        == .unmapped(Address(0x1003)))
    #expect(
      error { () throws(MemoryError) in _ = try space.bytes(at: Address(0xfff), count: 1) }
        == .unmapped(Address(0xfff)))
  }

  @Test("of no bytes can be read anywhere")
  func noBytes() throws {
    let space = try memory([.load(0x1000, [1])])
    #expect(try space.bytes(at: Address(0x9999), count: 0) == [])
  }

  @Test("says that what the kernel left out was not dumped")
  func notDumped() throws {
    let space = try memory([.load(0x1000, [1, 2], memorySize: 0x100)])
    #expect(space.provenance(of: Address(0x1001)) == .core)
    #expect(space.provenance(of: Address(0x1002)) == .notDumped)
    #expect(space.provenance(of: Address(0x10ff)) == .notDumped)
    #expect(space.provenance(of: Address(0x1100)) == nil)
    #expect(
      error { () throws(MemoryError) in _ = try space.load(Address(0x1002), as: UInt8.self) }
        == .notDumped(Address(0x1002)))
  }

  @Test("says that what a truncated core lost is beyond its end")
  func truncated() throws {
    let space = try memory(
      [.load(0x1000, [1, 2, 3, 4]), .load(0x2000, [5, 6, 7, 8], memorySize: 0x10)], cutting: 2)
    #expect(try space.load(Address(0x2001), as: UInt8.self) == 6)
    #expect(space.provenance(of: Address(0x2002)) == .truncated)
    #expect(
      error { () throws(MemoryError) in _ = try space.load(Address(0x2002), as: UInt8.self) }
        == .truncated(Address(0x2002)))
    #expect(space.provenance(of: Address(0x2004)) == .notDumped)
    #expect(
      error { () throws(MemoryError) in _ = try space.load(Address(0x2000), as: UInt32.self) }
        == .truncated(Address(0x2002)))
  }

  @Test("says so of a segment that lies wholly beyond the end of the file")
  func lostSegment() throws {
    var far = ELFWriter.Segment.load(0x3000, [])
    far.claimedFileSize = 0x1000
    far.claimedOffset = 0x7fff_ffff_ffff_f000
    let space = try memory([.load(0x1000, [1]), far])
    #expect(space.provenance(of: Address(0x3000)) == .truncated)
    #expect(space.provenance(of: Address(0x3fff)) == .truncated)
  }

  @Test("lets the earlier of two overlapping segments keep its bytes")
  func overlap() throws {
    let space = try memory([
      .load(0x1002, [0xa, 0xa, 0xa]), .load(0x1000, [0xb, 0xb, 0xb, 0xb, 0xb, 0xb, 0xb]),
    ])
    #expect(try space.bytes(at: Address(0x1000), count: 7) == [0xb, 0xb, 0xa, 0xa, 0xa, 0xb, 0xb])
  }

  @Test("of random overlapping segments has at each address the byte of the first that covers it")
  func randomOverlaps() throws {
    var state: UInt64 = 42
    func random(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    for round in 0..<60 {
      let segments = (0..<Int(random(12) + 1)).map { index -> ELFWriter.Segment in
        let start = 0x1000 + random(40)
        let count = Int(random(30))
        return .load(
          start, [UInt8](repeating: UInt8(index + 1), count: count),
          memorySize: UInt64(count) + random(8))
      }
      let space = try memory(segments)
      for address in UInt64(0x0ff0)..<0x1060 {
        let dumped = segments.firstIndex {
          $0.address <= address && address < $0.address + UInt64($0.contents.count)
        }
        let mapped = segments.contains {
          $0.address <= address && address < $0.address + ($0.memorySize ?? 0)
        }
        let expected: UInt8? = dumped.map { UInt8($0 + 1) }
        #expect(
          (try? space.load(Address(address), as: UInt8.self)) == expected,
          "round \(round) \(address)")
        #expect(
          space.provenance(of: Address(address))
            == (expected != nil ? .core : mapped ? .notDumped : nil), "round \(round) \(address)")
      }
    }
  }

  @Test(
    "of thousands of segments inside each other is made at once", .timeLimit(.minutes(1)))
  func nested() throws {
    let count: UInt64 = 20_000
    // Each begins below the one before it, and all end together. Their bytes are those of the headers.
    let space = try memory(
      (0..<count).map { index in
        var segment = ELFWriter.Segment.load(0x1000_0000 + (count - index) * 16, [])
        segment.memorySize = 16 * (count + index)
        segment.claimedFileSize = segment.memorySize
        segment.claimedOffset = 0
        return segment
      })
    #expect(space.dumpedRanges.count == count)
    #expect(
      space.regionRange(of: Address(0x1000_0000 + 16))
        == AddressRange(start: Address(0x1000_0010), end: Address(0x1000_0020)))
  }

  @Test("leaves out a segment that wraps around the end of the address space")
  func wrapAround() throws {
    let space = try memory([
      .load(0x1000, [7]), .load(0xffff_ffff_ffff_fffe, [1, 2, 3, 4]),
      .load(0xffff_ffff_ffff_ff00, [5, 6], memorySize: .max),
    ])
    #expect(try space.load(Address(0x1000), as: UInt8.self) == 7)
    #expect(space.provenance(of: Address(0)) == nil)
    #expect(try space.load(Address(0xffff_ffff_ffff_ff01), as: UInt8.self) == 6)
  }

  @Test("does not read past the last address")
  func lastAddress() throws {
    let space = try memory([.load(0xffff_ffff_ffff_fff0, [1, 2, 3])])
    #expect(
      error { () throws(MemoryError) in _ = try space.load(Address(.max), as: UInt64.self) }
        == .unmapped(Address(.max)))
    #expect(try space.load(Address(0xffff_ffff_ffff_fff2), as: UInt8.self) == 3)
  }

  @Test("with a file size that passes the memory size reads what the file has")
  func fileLargerThanMemory() throws {
    let space = try memory([.load(0x1000, [1, 2, 3, 4], memorySize: 2)])
    #expect(try space.load(Address(0x1001), as: UInt8.self) == 2)
  }

  @Test("tells the ranges that were dumped, ascending")
  func dumpedRanges() throws {
    let space = try memory([
      .load(0x2000, [1, 2]), .load(0x1000, [1], memorySize: 0x10), .load(0x3000, [], memorySize: 5),
    ])
    #expect(
      space.dumpedRanges == [
        AddressRange(start: Address(0x1000), end: Address(0x1001)),
        AddressRange(start: Address(0x2000), end: Address(0x2002)),
      ])
    #expect(
      space.regionRange(of: Address(0x2001))
        == AddressRange(start: Address(0x2000), end: Address(0x2002)))
    #expect(space.regionRange(of: Address(0x1fff)) == nil)
  }

  @Test("tells the dumped parts of a range, and none of an empty one")
  func dumpedParts() throws {
    let space = try memory([
      .load(0x2000, [1, 2, 3, 4]), .load(0x1000, [1], memorySize: 0x10), .load(0x3000, [5, 6]),
    ])
    func parts(_ start: UInt64, _ end: UInt64) -> [AddressRange] {
      space.dumpedParts(of: AddressRange(start: Address(start), end: Address(end)))
    }
    func range(_ start: UInt64, _ end: UInt64) -> AddressRange {
      AddressRange(start: Address(start), end: Address(end))
    }
    #expect(parts(0, .max) == space.dumpedRanges)
    #expect(parts(0x2001, 0x3001) == [range(0x2001, 0x2004), range(0x3000, 0x3001)])
    #expect(parts(0x2002, 0x2002) == [])
    #expect(parts(0x1001, 0x2000) == [])
    #expect(parts(0x4000, .max) == [])
  }

  @Test("through a reader gives what it gives itself, wherever one reads next")
  func reader() throws {
    let space = try memory([
      .load(0x1000, Array(0..<32)), .load(0x1020, Array(32..<64)),
      .load(0x4000, [9], memorySize: 64),
    ])
    var reader = space.reader()
    for address in [0x1000, 0x1018, 0x101c, 0x1038, 0x1000, 0x4000, 0x3fff, 0x1030, 0x103c]
      as [UInt64]
    {
      let expected = Result { try space.load(Address(address), as: UInt64.self) }
      let found = Result { try reader.load(Address(address), as: UInt64.self) }
      #expect((try? expected.get()) == (try? found.get()), "\(address)")
    }
  }
}

@Suite("An address space with an executable")
struct ExecutableMemoryTests {
  /// An executable with text, data and bss, loaded `bias` bytes on.
  private func executable(bias: UInt64 = 0) throws -> ExecutableFile {
    var file = try openExecutable(
      Architecture.amd64.elf(
        ELFWriter.executable,
        [
          .load(0x1000, [0x90, 0x91, 0x92, 0x93], flags: 5),
          .load(0x2000, [0xd0, 0xd1], memorySize: 0x20, flags: 6),
        ]
      ).bytes)
    file.loadBias = bias
    return file
  }

  @Test("takes from it what cannot have been written to and the core leaves out")
  func readOnlyPages() throws {
    let core = try SyntheticCore(memory: [.load(0x1000, [], memorySize: 4, flags: 5)]).open()
    let space = core.memory().adding([try executable()])
    #expect(space.provenance(of: Address(0x1002)) == .executable)
    #expect(try space.load(Address(0x1002), as: UInt8.self) == 0x92)
  }

  @Test("takes the core's bytes where both have them")
  func coreWins() throws {
    let core = try SyntheticCore(memory: [.load(0x1001, [0xc1], memorySize: 3, flags: 5)]).open()
    let space = core.memory().adding([try executable()])
    #expect(try space.bytes(at: Address(0x1000), count: 4) == [0x90, 0xc1, 0x92, 0x93])
    #expect(space.provenance(of: Address(0x1001)) == .core)
  }

  @Test("never takes writable data from it")
  func writableData() throws {
    let core = try SyntheticCore(memory: [.load(0x2000, [], memorySize: 0x20)]).open()
    let space = core.memory().adding([try executable()])
    #expect(space.provenance(of: Address(0x2000)) == .notDumped)
    #expect(space.provenance(of: Address(0x2002)) == .notDumped)
  }

  @Test("has zeros where its segments end in them and the core has nothing")
  func zeroFill() throws {
    let core = try SyntheticCore(memory: [.load(0x2000, [0xc0, 0xc1, 0xc2])]).open()
    let space = core.memory().adding([try executable()])
    #expect(space.provenance(of: Address(0x2003)) == .zeroFill)
    #expect(try space.load(Address(0x2003), as: UInt64.self) == 0)
    #expect(try space.load(Address(0x2002), as: UInt32.self) == 0xc2)
    #expect(space.provenance(of: Address(0x2020)) == nil)
  }

  @Test("finds it where the kernel loaded it")
  func biased() throws {
    let core = try SyntheticCore(memory: [.load(0x9000, [1])]).open()
    let space = core.memory().adding([try executable(bias: 0x5555_0000_0000)])
    #expect(try space.load(Address(0x5555_0000_1003), as: UInt8.self) == 0x93)
    #expect(space.provenance(of: Address(0x1003)) == nil)
  }

  @Test("takes from it what a truncated core lost")
  func truncated() throws {
    let file = SyntheticCore(memory: [.load(0x1000, [1, 2, 3, 4], flags: 5)]).elf.bytes
    let space = try openCore(Array(file.dropLast(2))).memory().adding([try executable()])
    #expect(try space.bytes(at: Address(0x1000), count: 4) == [1, 2, 0x92, 0x93])
  }

  @Test("takes in executables one by one as it does all at once, zeros last")
  func oneByOne() throws {
    let core = try SyntheticCore(memory: [.load(0x1001, [0xc1], memorySize: 3, flags: 5)]).open()
    // The second one's code lies where the first one has zeros.
    let executables = [try executable(), try executable(bias: 0x1010)]
    let space = core.memory().adding(executables)
    let second = core.memory().adding([executables[0]]).adding([executables[1]])
    for address in (0x0ff0 as UInt64..<0x3040).map({ Address($0) }) {
      #expect(space.provenance(of: address) == second.provenance(of: address))
      #expect(
        (try? space.load(address, as: UInt8.self)) == (try? second.load(address, as: UInt8.self)))
    }
    #expect(space.provenance(of: Address(0x200f)) == .zeroFill)
    #expect(try space.load(Address(0x2010), as: UInt8.self) == 0x90)
  }
}
