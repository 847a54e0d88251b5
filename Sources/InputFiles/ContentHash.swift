// A fingerprint of what a file holds, by which copies of one core are recognized however each was
// compressed.

internal import Glibc

extension OpenedFile {
  /// 32 hexadecimal digits: equal for equal contents, whatever of them are holes. Nil when the file
  /// cannot be read.
  ///
  /// It runs at the speed of memory, because it is computed of every core. It is no cryptographic
  /// hash: chance makes no two cores equal, a forger may, and gains that his core is counted as a copy.
  package func contentHash() -> String? {
    var hash = PageHash()
    var offset: UInt64 = 0
    while let start = nextData(from: offset), start < size {
      // Whole pages, so that the same bytes are hashed alike whatever the file system's blocks are.
      offset = start & ~UInt64(PageHash.pageSize - 1)
      guard let bytes = descriptor.bytes(count: 1 << 18, at: offset), !bytes.isEmpty else {
        return nil
      }
      hash.update(bytes, page: offset / UInt64(PageHash.pageSize))
      offset += UInt64(bytes.count)
    }
    return hash.digest(size: size)
  }

  /// Where the next bytes are that are no hole; nil where there are none.
  private func nextData(from offset: UInt64) -> UInt64? {
    guard let start = off_t(exactly: offset) else { return nil }
    // Linux: SEEK_DATA is 3 (include/uapi/linux/fs.h). File systems that know no holes give `start`.
    let found = lseek(descriptor.rawValue, start, 3)
    if found >= 0 { return UInt64(found) }
    return errno == ENXIO ? nil : offset
  }
}

/// Hashes pages that are not all zeros, each with its number.
///
/// Four lanes of the round function of XXH64 (Y. Collet, xxHash specification 0.1.1), drawn together
/// into 128 bits.
struct PageHash {
  /// The unit in which zeros are left out.
  static let pageSize = 4096
  private static let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
  private static let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
  private static let prime3: UInt64 = 0x1656_67b1_9e37_79f9

  private var lanes = SIMD4<UInt64>(prime1 &+ prime2, prime2, 0, 0 &- prime1)

  /// Adds the pages in `bytes`, of which the last may be cut; the first has the number `page`.
  mutating func update(_ bytes: [UInt8], page: UInt64) {
    unsafe bytes.withUnsafeBytes { buffer in
      var number = page
      var position = 0
      while position < buffer.count {
        let count = min(Self.pageSize, buffer.count - position)
        unsafe add(UnsafeRawBufferPointer(rebasing: buffer[position..<position + count]), number)
        position += count
        number &+= 1
      }
    }
  }

  @unsafe private mutating func add(_ page: UnsafeRawBufferPointer, _ number: UInt64) {
    guard unsafe !isZero(page) else { return }
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    a = Self.round(a, number)
    var position = 0
    while position &+ 32 <= page.count {
      unsafe a = Self.round(a, page.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      unsafe b = Self.round(b, page.loadUnaligned(fromByteOffset: position &+ 8, as: UInt64.self))
      unsafe c = Self.round(c, page.loadUnaligned(fromByteOffset: position &+ 16, as: UInt64.self))
      unsafe d = Self.round(d, page.loadUnaligned(fromByteOffset: position &+ 24, as: UInt64.self))
      position &+= 32
    }
    while position < page.count {
      unsafe b = Self.round(b, UInt64(page[position]))
      position &+= 1
    }
    lanes = SIMD4(a, b, c, d)
  }

  /// The digest of a file of `size` bytes.
  func digest(size: UInt64) -> String {
    var low = size &* Self.prime3
    var high = ~size &* Self.prime1
    for lane in 0..<4 {
      low = Self.mix(low ^ Self.round(0, lanes[lane]))
      high = Self.mix(high &+ Self.round(UInt64(lane &+ 1), lanes[3 &- lane]))
    }
    return Self.digits(Self.mix(low)) + Self.digits(Self.mix(high ^ low))
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let sum = lane &+ word &* prime2
    return (sum &<< 31 | sum &>> 33) &* prime1
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value ^ value &>> 33
    mixed = mixed &* prime2
    mixed ^= mixed &>> 29
    mixed = mixed &* prime3
    return mixed ^ mixed &>> 32
  }

  private static func digits(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
