// Numbers appended to bytes as text. A traceback of a million goroutines spends its time here.

extension Array where Element == UInt8 {
  /// Appends `0x` and lower-case hexadecimal digits without padding.
  package mutating func appendHexadecimal(_ value: UInt64) {
    let digits = Swift.max(1, (67 &- value.leadingZeroBitCount) / 4)
    let aligned = value &<< UInt64((16 &- digits) &* 4)
    let first = eightDigits(UInt32(truncatingIfNeeded: aligned &>> 32))
    let second = eightDigits(UInt32(truncatingIfNeeded: aligned))
    // Room for the longest number is filled at once, and what is too much is taken back.
    append(addingCapacity: 18) { output in
      output.append(repeating: 0x30, count: 18)
      var span = output.mutableSpan
      let start = span.count &- 18
      guard start >= 0 else { return }
      span[start &+ 1] = 0x78
      for index in 0..<8 {
        let shift = UInt64(index &* 8)
        span[start &+ 2 &+ index] = UInt8(truncatingIfNeeded: first &>> shift)
        span[start &+ 10 &+ index] = UInt8(truncatingIfNeeded: second &>> shift)
      }
      output.removeLast(16 &- digits)
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

/// The eight hexadecimal digits of a number as characters, the first in the lowest byte.
private func eightDigits(_ value: UInt32) -> UInt64 {
  var digits = UInt64(value)
  digits = (digits | digits &<< 16) & 0x0000_ffff_0000_ffff
  digits = (digits | digits &<< 8) & 0x00ff_00ff_00ff_00ff
  digits = (digits | digits &<< 4) & 0x0f0f_0f0f_0f0f_0f0f
  // 1 in each byte whose digit is a letter. `a` is 0x27 above where the digits would go on.
  let letters = ((digits &+ 0x0606_0606_0606_0606) &>> 4) & 0x0101_0101_0101_0101
  return (digits &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).byteSwapped
}
