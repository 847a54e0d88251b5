// Numbers as text, appended to bytes: the inner loop of a traceback of a million goroutines.

extension Array where Element == UInt8 {
  /// Appends `0x` and lower-case hexadecimal digits without padding.
  package mutating func appendHexadecimal(_ value: UInt64) {
    append(0x30)
    append(0x78)
    var shift = 60
    while shift > 0, value >> UInt64(shift) == 0 { shift -= 4 }
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      shift -= 4
    }
  }

  /// Appends decimal digits.
  package mutating func appendDecimal(_ value: UInt64) {
    if value >= 10 { appendDecimal(value / 10) }
    append(0x30 + UInt8(value % 10))
  }
}
