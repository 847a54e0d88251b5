// Bytes as hexadecimal digits: hashes, build IDs, bytes in messages.

extension UInt8 {
  /// Two lower-case hexadecimal digits.
  package var hexadecimalDigits: String { [self].hexadecimalDigits }
}

extension Sequence<UInt8> {
  /// Two lower-case hexadecimal digits for each byte, without anything between.
  package var hexadecimalDigits: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
