// Bytes as digits.

import Basics
import Testing

@Suite("Bytes in hexadecimal")
struct HexadecimalTests {
  @Test("have two digits each, small letters, and nothing between")
  func digits() {
    #expect([0x00, 0x0f, 0xa0, 0xff].hexadecimalDigits == "000fa0ff")
    #expect([UInt8]().hexadecimalDigits == "")
    #expect([0xde, 0xad, 0xbe, 0xef].prefix(2).hexadecimalDigits == "dead")
    #expect(UInt8(7).hexadecimalDigits == "07")
  }
}
