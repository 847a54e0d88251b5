// Huffman's codes as zlib's streams have them (RFC 1951, section 3.2): what each bit pattern stands for.

/// What the codes of one kind stand for, looked up by the next bits.
///
/// The first table has an entry for each pattern of so many bits. Codes that are longer go on in a further
/// table, to which the entry of their first bits leads.
@safe
final class CodeTable {
  /// What a code stands for, in one word: bits 0...7 are the code's length, as far as this table has it,
  /// 8...12 how many extra bits follow, 16... the value. All 0 is no code.
  struct Entry {
    fileprivate var word: UInt32

    fileprivate static let literal: UInt32 = 1 << 15
    fileprivate static let link: UInt32 = 1 << 14
    fileprivate static let end: UInt32 = 1 << 13

    @inline(__always) var isNothing: Bool { word == 0 }
    /// The value is a byte.
    @inline(__always) var isLiteral: Bool { word & Self.literal != 0 }
    /// The code goes on in the table at the value.
    @inline(__always) var isLink: Bool { word & Self.link != 0 }
    /// It ends the block.
    @inline(__always) var isEnd: Bool { word & Self.end != 0 }
    @inline(__always) var length: Int { Int(word & 0xff) }
    @inline(__always) var extraBits: Int { Int(word &>> 8 & 0x1f) }
    @inline(__always) var value: Int { Int(word &>> 16) }

    /// The number that the extra bits are, which are the lowest of `bits`.
    @inline(__always)
    func extra(of bits: UInt64) -> Int {
      Int(truncatingIfNeeded: bits & (1 &<< UInt64(truncatingIfNeeded: extraBits) &- 1))
    }

    fileprivate init(word: UInt32) { self.word = word }

    /// Without a length.
    fileprivate init(_ value: Int, extraBits: Int = 0, flags: UInt32 = 0) {
      word = UInt32(truncatingIfNeeded: value) << 16 | UInt32(extraBits) << 8 | flags
    }
  }

  /// A kind of codes.
  struct Kind {
    /// How many bits select from the first table.
    fileprivate let bits: Int
    /// The most bits that a code can have, and the most codes.
    fileprivate let longest: Int
    fileprivate let count: Int
    /// What the codes' numbers stand for.
    fileprivate let entries: [Entry]

    /// The lengths of codes.
    static let lengths = Kind(bits: 7, longest: 7, count: 19, entries: (0..<19).map { Entry($0) })

    /// Bytes, the end of a block, and the lengths of copies. Numbers above 285 stand for nothing.
    static let symbols = Kind(
      bits: 11, longest: 15, count: 288,
      entries: (0..<256).map { Entry($0, flags: Entry.literal) } + [Entry(0, flags: Entry.end)]
        + (0..<28).map { number in
          let extra = max(0, number / 4 - 1)
          return Entry(number < 8 ? number + 3 : (4 + number % 4) << extra + 3, extraBits: extra)
        } + [Entry(258)])

    /// The distances of copies. Numbers above 29 stand for nothing.
    static let distances = Kind(
      bits: 9, longest: 15, count: 32,
      entries: (0..<30).map { number in
        let extra = max(0, number / 2 - 1)
        return Entry(number < 4 ? number + 1 : (2 + number % 2) << extra + 1, extraBits: extra)
      })
  }

  private let kind: Kind
  /// Masks for the bits that select from the first table, and for those that select from a further one.
  private let mask: UInt64
  private let furtherMask: UInt64
  private let table: UnsafeMutablePointer<Entry>

  init(_ kind: Kind) {
    self.kind = kind
    mask = 1 << UInt64(kind.bits) - 1
    furtherMask = 1 << UInt64(kind.longest - kind.bits) - 1
    // There cannot be more further tables than codes.
    let room = 1 << kind.bits + kind.count << (kind.longest - kind.bits)
    unsafe table = .allocate(capacity: room)
  }

  deinit { unsafe table.deallocate() }

  /// The entry for the next bits, and the length of its code; a link where the code is longer.
  @inline(__always)
  func first(_ next: UInt64) -> (Entry, length: Int) {
    let entry = unsafe table[Int(truncatingIfNeeded: next & mask)]
    return (entry, entry.length)
  }

  /// The entry for the next bits, and the length of its code.
  @inline(__always)
  func entry(for next: UInt64) -> (Entry, length: Int) {
    let (entry, length) = first(next)
    guard entry.isLink else { return (entry, length) }
    let rest = next &>> UInt64(truncatingIfNeeded: length) & furtherMask
    let further = unsafe table[entry.value &+ Int(truncatingIfNeeded: rest)]
    return (further, length &+ further.length)
  }

  /// Gives each number the code that follows from the lengths of all; those of length 0 have none. False
  /// where there are not so many codes.
  func fill(_ lengths: ArraySlice<UInt8>) -> Bool {
    guard lengths.count <= kind.count, lengths.allSatisfy({ $0 <= kind.longest }) else {
      return false
    }
    var counts = [Int](repeating: 0, count: kind.longest + 1)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var nextCodes = counts
    var code = 0
    for length in 1...kind.longest {
      code = (code + counts[length - 1]) << 1
      guard code + counts[length] <= 1 << length else { return false }
      nextCodes[length] = code
    }
    let bits = kind.bits
    let size = 1 << bits
    let furtherSize = 1 << (kind.longest - bits)
    unsafe table.update(repeating: Entry(word: 0), count: size)
    var end = size
    for (number, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      let code = nextCodes[length]
      nextCodes[length] += 1
      guard number < kind.entries.count else { continue }
      // Codes come highest bit first, all else lowest first.
      let pattern = Int(UInt16(code).bitReversed >> UInt16(16 - length))
      var entry = kind.entries[number]
      if length <= bits {
        entry.word |= UInt32(length)
        for place in stride(from: pattern, to: size, by: 1 << length) {
          unsafe table[place] = entry
        }
        continue
      }
      let start = pattern & (size - 1)
      if unsafe table[start].isNothing {
        unsafe table[start] = Entry(end, flags: Entry.link | UInt32(bits))
        unsafe (table + end).update(repeating: Entry(word: 0), count: furtherSize)
        end += furtherSize
      }
      guard unsafe table[start].isLink else { return false }
      let further = unsafe table[start].value
      entry.word |= UInt32(length - bits)
      for place in stride(from: pattern >> bits, to: furtherSize, by: 1 << (length - bits)) {
        unsafe table[further + place] = entry
      }
    }
    return true
  }
}

extension UInt16 {
  fileprivate var bitReversed: UInt16 {
    var value = self
    value = value >> 1 & 0x5555 | (value & 0x5555) << 1
    value = value >> 2 & 0x3333 | (value & 0x3333) << 2
    value = value >> 4 & 0x0f0f | (value & 0x0f0f) << 4
    return value.byteSwapped
  }
}
