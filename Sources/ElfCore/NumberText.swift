// Numbers as text, appended to bytes: the inner loop of a traceback of a million goroutines.

extension Array where Element == UInt8 {
  /// Appends `0x` and lower-case hexadecimal digits without padding.
  package mutating func appendHexadecimal(_ value: UInt64) {
    let digits = Swift.max(1, (67 - value.leadingZeroBitCount) / 4)
    append(addingCapacity: 2 + digits) { out in
      out.append(0x30)
      out.append(0x78)
      var shift = UInt64(truncatingIfNeeded: digits * 4)
      while shift > 0 {
        shift &-= 4
        let digit = UInt8(truncatingIfNeeded: value &>> shift) & 15
        out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
    }
  }

  /// Appends decimal digits.
  package mutating func appendDecimal(_ value: UInt64) {
    guard value >= 10 else {
      append(0x30 + UInt8(truncatingIfNeeded: value))
      return
    }
    // The digits are found from the last to the first: 20 of them, at four bits each.
    var rest = value
    var packed: UInt128 = 0
    var count = 0
    while rest > 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      packed = packed << 4 | UInt128(truncatingIfNeeded: digit)
      rest = quotient
      count += 1
    }
    append(addingCapacity: count) { out in
      for _ in 0..<count {
        out.append(0x30 + UInt8(truncatingIfNeeded: packed & 15))
        packed >>= 4
      }
    }
  }
}
