// Expands sections that zlib compressed (RFC 1950 and 1951), in little more than half of the time that zlib
// takes: expanding is most of what opening a binary's DWARF is.

/// Expands one stream of zlib's into memory of the size that it has to fill.
///
/// What it refuses may still be good: zlib decides on whatever is unusual.
@safe
struct ZlibExpansion {
  private let source: UnsafeRawBufferPointer
  /// How many bytes of the source were taken into `bits`.
  private var position = 2
  /// Bits that were taken and not used, the next one lowest, and how many of them count.
  private var bits: UInt64 = 0
  private var bitCount = 0
  private let target: UnsafeMutableRawBufferPointer
  private var filled = 0
  private let lengths = CodeTable(.lengths)
  private let symbols = CodeTable(.symbols)
  private let distances = CodeTable(.distances)

  /// Fills `target` from `source`; false where that is no stream that fills it exactly and whose check sum
  /// is right.
  static func expand(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    // The method is deflate, and no dictionary is needed.
    guard source.count > 6, unsafe source[0] & 0x0f == 8, unsafe source[1] & 0x20 == 0,
      unsafe (Int(source[0]) << 8 | Int(source[1])) % 31 == 0
    else { return false }
    var expansion = unsafe Self(source: source, target: target)
    return expansion.expandBlocks() && expansion.filled == target.count
      && expansion.hasRightSum()
  }

  private init(source: UnsafeRawBufferPointer, target: UnsafeMutableRawBufferPointer) {
    unsafe self.source = unsafe source
    unsafe self.target = unsafe target
  }

  // MARK: - Bits

  /// Takes bytes until there are more than 56 bits, or no more bytes.
  private mutating func fill() {
    while bitCount <= 56, unsafe position < source.count {
      unsafe bits |= UInt64(source[position]) << UInt64(bitCount)
      position += 1
      bitCount += 8
    }
  }

  /// Drops what is left of a byte.
  private mutating func align() {
    bits >>= UInt64(bitCount & 7)
    bitCount -= bitCount & 7
  }

  /// The next `count` bits, 16 at most, as a number; nil at the end.
  private mutating func take(_ count: Int) -> Int? {
    if bitCount < count { fill() }
    guard bitCount >= count else { return nil }
    let value = Int(bits & (1 << UInt64(count) - 1))
    bits >>= UInt64(count)
    bitCount -= count
    return value
  }

  /// What the next code stands for; nil where it is none.
  private mutating func next(_ table: CodeTable) -> CodeTable.Entry? {
    fill()
    let (entry, length) = table.entry(for: bits)
    guard !entry.isNothing, length <= bitCount else { return nil }
    bits >>= UInt64(length)
    bitCount -= length
    return entry
  }

  // MARK: - Blocks

  private mutating func expandBlocks() -> Bool {
    var isLast = false
    while !isLast {
      guard let last = take(1), let kind = take(2) else { return false }
      isLast = last == 1
      switch kind {
      case 0: guard copyStored() else { return false }
      case 1: guard prepareFixedCodes(), expandCoded() else { return false }
      case 2: guard readCodes(), expandCoded() else { return false }
      default: return false
      }
    }
    return true
  }

  private mutating func copyStored() -> Bool {
    align()
    guard let count = take(16), let complement = take(16), count == complement ^ 0xffff else {
      return false
    }
    position -= bitCount >> 3
    (bits, bitCount) = (0, 0)
    guard unsafe source.count - position >= count, unsafe target.count - filled >= count else {
      return false
    }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: source[position..<position + count])
    unsafe UnsafeMutableRawBufferPointer(rebasing: target[filled...]).copyMemory(from: bytes)
    position += count
    filled += count
    return true
  }

  private func prepareFixedCodes() -> Bool {
    var lengths = [UInt8](repeating: 8, count: 288)
    for symbol in 144..<256 { lengths[symbol] = 9 }
    for symbol in 256..<280 { lengths[symbol] = 7 }
    return symbols.fill(lengths[...]) && distances.fill([UInt8](repeating: 5, count: 32)[...])
  }

  /// Reads the lengths of a block's codes, which are coded themselves.
  private mutating func readCodes() -> Bool {
    guard let more = take(5), let distanceCount = take(5), let lengthCount = take(4), more < 30
    else { return false }
    let symbolCount = more + 257
    let count = symbolCount + distanceCount + 1
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var codeLengths = [UInt8](repeating: 0, count: order.count)
    for place in order.prefix(lengthCount + 4) {
      guard let length = take(3) else { return false }
      codeLengths[place] = UInt8(length)
    }
    guard lengths.fill(codeLengths[...]) else { return false }
    var all: [UInt8] = []
    all.reserveCapacity(count)
    while all.count < count {
      guard let entry = next(lengths) else { return false }
      let run: (times: Int?, length: UInt8?) =
        switch entry.value {
        case 16: (take(2).map { $0 + 3 }, all.last)
        case 17: (take(3).map { $0 + 3 }, 0)
        case 18: (take(7).map { $0 + 11 }, 0)
        default: (1, UInt8(truncatingIfNeeded: entry.value))
        }
      guard let times = run.times, let length = run.length, all.count + times <= count else {
        return false
      }
      for _ in 0..<times { all.append(length) }
    }
    return symbols.fill(all[..<symbolCount]) && distances.fill(all[symbolCount...])
  }

  /// How going over coded bytes came to a stop.
  private enum Stop {
    case endOfBlock
    /// Few bytes are left to read or to fill.
    case edge
    case wrong
  }

  private mutating func expandCoded() -> Bool {
    while true {
      var stop = expandFast()
      if stop == .edge { stop = expandOne() }
      if stop != .edge { return stop == .endOfBlock }
    }
  }

  /// Expands what one code stands for, with every check; `edge` if there may be more.
  private mutating func expandOne() -> Stop {
    guard let entry = next(symbols) else { return .wrong }
    if entry.isEnd { return .endOfBlock }
    if entry.isLiteral {
      guard unsafe filled < target.count else { return .wrong }
      unsafe target[filled] = UInt8(truncatingIfNeeded: entry.value)
      filled += 1
      return .edge
    }
    guard let more = take(entry.extraBits), let far = next(distances),
      let further = take(far.extraBits)
    else { return .wrong }
    let length = entry.value + more
    let distance = far.value + further
    guard distance <= filled, unsafe length <= target.count - filled else { return .wrong }
    for _ in 0..<length {
      unsafe target[filled] = target[filled - distance]
      filled += 1
    }
    return .edge
  }

  /// Expands as long as there are bytes for two fillings of `bits`, and room for three bytes and the longest
  /// copy, which goes by eight bytes and so a little too far.
  private mutating func expandFast() -> Stop {
    guard let bytes = unsafe source.baseAddress, let base = unsafe target.baseAddress else {
      return .edge
    }
    let lastPosition = unsafe source.count - 16
    let lastFilled = unsafe target.count - 300
    // All that changes is in local variables: the loop is some 6 instructions for a byte.
    var bits = self.bits
    var bitCount = self.bitCount
    var position = self.position
    var filled = self.filled
    defer {
      self.bits = bits
      self.bitCount = bitCount
      self.position = position
      self.filled = filled
    }
    while position <= lastPosition, filled <= lastFilled {
      unsafe Self.refill(&bits, &bitCount, &position, bytes)
      var (entry, length) = symbols.first(bits)
      // Codes that the first table has whole take 11 bits at most: of them, three are there.
      var literals = 0
      while entry.isLiteral, literals < 3 {
        unsafe base.storeBytes(
          of: UInt8(truncatingIfNeeded: entry.value), toByteOffset: filled, as: UInt8.self)
        filled &+= 1
        bits = bits &>> UInt64(truncatingIfNeeded: length)
        bitCount &-= length
        literals &+= 1
        (entry, length) = symbols.first(bits)
      }
      if literals == 3 { continue }
      if entry.isLink {
        (entry, length) = symbols.entry(for: bits)
        if entry.isLiteral {
          unsafe base.storeBytes(
            of: UInt8(truncatingIfNeeded: entry.value), toByteOffset: filled, as: UInt8.self)
          filled &+= 1
          bits = bits &>> UInt64(truncatingIfNeeded: length)
          bitCount &-= length
          continue
        }
      }
      bits = bits &>> UInt64(truncatingIfNeeded: length)
      bitCount &-= length
      if entry.isEnd { return .endOfBlock }
      if entry.isNothing { return .wrong }
      let count = entry.value &+ entry.extra(of: bits)
      bits = bits &>> UInt64(truncatingIfNeeded: entry.extraBits)
      bitCount &-= entry.extraBits
      // A distance takes 15 bits and 13 more.
      if bitCount < 28 { unsafe Self.refill(&bits, &bitCount, &position, bytes) }
      (entry, length) = distances.entry(for: bits)
      if entry.isNothing { return .wrong }
      bits = bits &>> UInt64(truncatingIfNeeded: length)
      let distance = entry.value &+ entry.extra(of: bits)
      bits = bits &>> UInt64(truncatingIfNeeded: entry.extraBits)
      bitCount &-= length &+ entry.extraBits
      guard distance <= filled else { return .wrong }
      unsafe Self.copy(count, from: base + (filled &- distance), to: base + filled, distance)
      filled &+= count
    }
    return .edge
  }

  /// Takes eight bytes or as many as there is room for: 56 bits or more are there then. The bits above
  /// `bitCount` are those that come next, and so stay right.
  @inline(__always)
  private static func refill(
    _ bits: inout UInt64, _ bitCount: inout Int, _ position: inout Int, _ bytes: UnsafeRawPointer
  ) {
    let word = unsafe (bytes + position).loadUnaligned(as: UInt64.self)
    bits |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: bitCount)
    let taken = (63 &- bitCount) &>> 3
    position &+= taken
    bitCount &+= taken &<< 3
  }

  /// Copies `count` bytes, and up to seven more, within what is filled or will be.
  @inline(__always)
  private static func copy(
    _ count: Int, from start: UnsafeMutableRawPointer, to end: UnsafeMutableRawPointer,
    _ distance: Int
  ) {
    var offset = 0
    if distance >= 8 {
      repeat {
        let word = unsafe (start + offset).loadUnaligned(as: UInt64.self)
        unsafe (end + offset).storeBytes(of: word, as: UInt64.self)
        offset &+= 8
      } while offset < count
    } else if distance == 1 {
      let word = unsafe UInt64(start.load(as: UInt8.self)) &* 0x0101_0101_0101_0101
      repeat {
        unsafe (end + offset).storeBytes(of: word, as: UInt64.self)
        offset &+= 8
      } while offset < count
    } else {
      repeat {
        let byte = unsafe (start + offset).load(as: UInt8.self)
        unsafe (end + offset).storeBytes(of: byte, as: UInt8.self)
        offset &+= 1
      } while offset < count
    }
  }

  // MARK: - Check sum

  private mutating func hasRightSum() -> Bool {
    align()
    guard let high = take(16), let low = take(16) else { return false }
    // The bits came lowest first, the sum's bytes come highest first.
    let sum = UInt32(high).byteSwapped | UInt32(low).byteSwapped >> 16
    return unsafe sum == Self.adler32(UnsafeRawBufferPointer(target))
  }

  /// Adler's sum: of all bytes, and of those sums after each byte. Eight bytes are added at once, in lanes of
  /// 16 bits, which 16 words of them cannot fill.
  static func adler32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let lanes: UInt64 = 0x00ff_00ff_00ff_00ff
    let modulus: UInt64 = 65_521
    var sum: UInt64 = 1
    var sums: UInt64 = 0
    var position = 0
    while bytes.count - position >= 128 {
      // Even and odd bytes: their sums, and the sums of these before each word.
      var (even, odd, evens, odds): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
      for offset in stride(from: position, to: position &+ 128, by: 8) {
        let loaded = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let word = UInt64(littleEndian: loaded)
        evens &+= even
        odds &+= odd
        even &+= word & lanes
        odd &+= word &>> 8 & lanes
      }
      sums &+= 128 &* sum
      for lane: UInt64 in 0..<4 {
        let (evenSum, oddSum) = (even &>> (16 &* lane) & 0xffff, odd &>> (16 &* lane) & 0xffff)
        sum &+= evenSum &+ oddSum
        sums &+= evenSum &* (8 &- 2 &* lane) &+ oddSum &* (7 &- 2 &* lane)
        sums &+= 8 &* ((evens &>> (16 &* lane) & 0xffff) &+ (odds &>> (16 &* lane) & 0xffff))
      }
      sum %= modulus
      sums %= modulus
      position &+= 128
    }
    while position < bytes.count {
      unsafe sum &+= UInt64(bytes[position])
      sums &+= sum
      position &+= 1
    }
    return UInt32(truncatingIfNeeded: (sums % modulus) << 16 | sum % modulus)
  }
}
