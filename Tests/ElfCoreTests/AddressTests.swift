// Addresses, ranges of them, and numbers as text.

import ElfCore
import Testing

@Suite("An address")
struct AddressTests {
  @Test("is written as 0x and lower-case digits without padding")
  func text() {
    #expect(Address(0).description == "0x0")
    #expect(Address(0xDEAD_BEEF).description == "0xdeadbeef")
    #expect(Address(.max).description == "0xffffffffffffffff")
  }

  @Test("wraps around at either end of the address space, and does not trap")
  func wraps() {
    #expect(Address(.max) &+ 1 == .null)
    #expect(Address.null &- 1 == Address(.max))
    #expect(Address(0x1000) &+ -0x1001 == Address(.max))
    #expect(Address(5) &+ .min == Address(0x8000_0000_0000_0005))
  }

  @Test("is ordered as the unsigned number that it is")
  func order() {
    #expect(Address(0x7fff_ffff_ffff_ffff) < Address(0x8000_0000_0000_0000))
    #expect(Address.null.isNull)
    #expect(!Address(1).isNull)
  }
}

@Suite("A range of addresses")
struct AddressRangeTests {
  private let range = AddressRange(start: Address(0x1000), end: Address(0x2000))

  @Test("contains its first address and not its end")
  func bounds() {
    #expect(range.contains(Address(0x1000)))
    #expect(range.contains(Address(0x1fff)))
    #expect(!range.contains(Address(0x2000)))
    #expect(!range.contains(Address(0xfff)))
  }

  @Test("takes its end for an empty stack's pointer, and nothing behind it")
  func containsOrEnds() {
    #expect(range.containsOrEnds(at: Address(0x2000)))
    #expect(!range.containsOrEnds(at: Address(0x2001)))
    #expect(!range.containsOrEnds(at: Address(0xfff)))
  }

  @Test("whose end lies below its start is empty")
  func backwards() {
    let backwards = AddressRange(start: Address(0x2000), end: Address(0x1000))
    #expect(backwards.count == 0)
    #expect(!backwards.contains(Address(0x1800)))
    #expect(!backwards.contains(Address(0x2000)))
  }

  @Test("over the whole address space has a count")
  func whole() {
    #expect(AddressRange(start: .null, end: Address(.max)).count == .max)
  }
}

@Suite("A number appended to bytes")
struct NumberTextTests {
  @Test(
    "has the digits that String gives it",
    arguments: [0, 1, 9, 10, 15, 16, 99, 100, 0xff, 0x100, 0xdead_beef, UInt64.max / 2, .max])
  func digits(value: UInt64) {
    var bytes: [UInt8] = []
    bytes.appendHexadecimal(value)
    #expect(String(decoding: bytes, as: UTF8.self) == "0x" + String(value, radix: 16))
    bytes = []
    bytes.appendDecimal(value)
    #expect(String(decoding: bytes, as: UTF8.self) == String(value))
  }
}

@Suite("A field of a byte array")
struct ByteFieldTests {
  private let bytes: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0xff, 0xff, 0xff, 0xff, 0x41]

  @Test("is little-endian, of any size up to eight")
  func littleEndian() {
    #expect(bytes.field(at: 0, size: 4) == 0x0403_0201)
    #expect(bytes.field(at: 1, size: 3) == 0x04_0302)
    #expect(bytes.field(at: 0, size: 8) == 0xffff_ffff_0403_0201)
    #expect(bytes.int32(at: 4) == -1)
  }

  @Test(
    "that is not wholly inside is nil",
    arguments: [(6, 4), (9, 1), (-1, 1), (0, 9), (0, 0), (Int.max, 8), (Int.min, 8), (8, 2)])
  func outside(offset: Int, size: Int) {
    #expect(bytes.field(at: offset, size: size) == nil)
  }

  @Test("of text ends at a zero byte, at its limit, or with the array")
  func text() {
    let text: [UInt8] = [0x61, 0x62, 0x63, 0, 0x64, 0x65]
    #expect(text.text(at: 0, limit: 100) == "abc")
    #expect(text.text(at: 0, limit: 2) == "ab")
    #expect(text.text(at: 4, limit: .max) == "de")
    #expect(text.text(at: 6, limit: 1) == "")
    #expect(text.text(at: 7, limit: 1) == nil)
    #expect([0xc3, 0x28].text(at: 0, limit: 2) == "\u{fffd}(")
  }
}
