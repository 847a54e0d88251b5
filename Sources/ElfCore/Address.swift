// An address in the process, and ranges of them. It is a type of its own, so that nobody mistakes a file
// offset or a count for an address.

/// A virtual address of the process under inspection.
@frozen
public struct Address: Hashable, Comparable, Sendable {
  /// The address as a number. On 32-bit targets only the low half is used.
  public let rawValue: UInt64

  /// Makes an address of a number.
  @inlinable
  public init(_ rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The null address.
  @inlinable
  public static var null: Address { Address(0) }

  /// Whether this is the null address.
  @inlinable
  public var isNull: Bool { rawValue == 0 }

  @inlinable
  public static func < (left: Address, right: Address) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The address `bytes` further, modulo 2⁶⁴. Values from a core are hostile: an address that wrapped
  /// around is not mapped, so reading it fails as it should.
  @inlinable
  public static func &+ (address: Address, bytes: Int) -> Address {
    Address(address.rawValue &+ UInt64(bitPattern: Int64(bytes)))
  }

  /// The address `bytes` before, modulo 2⁶⁴.
  @inlinable
  public static func &- (address: Address, bytes: Int) -> Address {
    Address(address.rawValue &- UInt64(bitPattern: Int64(bytes)))
  }
}

extension Address: CustomStringConvertible {
  /// `0x` and lower-case hexadecimal digits without padding.
  public var description: String { hexadecimal(rawValue) }
}

/// A half-open range of addresses.
@frozen
public struct AddressRange: Hashable, Sendable {
  /// The first address.
  public let start: Address
  /// The address after the last.
  public let end: Address

  /// Makes the range `start ..< end`; it is empty when `end` is not above `start`.
  @inlinable
  public init(start: Address, end: Address) {
    self.start = start
    self.end = max(start, end)
  }

  /// The number of bytes.
  @inlinable
  public var count: UInt64 { end.rawValue - start.rawValue }

  /// The range in pieces of `size` bytes, the last one shorter.
  package func pieces(of size: UInt64) -> [AddressRange] {
    stride(from: start.rawValue, to: end.rawValue, by: Int(clamping: max(1, size))).map {
      AddressRange(start: Address($0), end: Address(min(end.rawValue, $0 &+ size)))
    }
  }

  /// Whether `address` lies in the range.
  @inlinable
  public func contains(_ address: Address) -> Bool {
    start <= address && address < end
  }

  /// Whether `address` lies in the range or is its end, as the stack pointer of an empty stack is.
  @inlinable
  public func containsOrEnds(at address: Address) -> Bool {
    start <= address && address <= end
  }
}

/// `0x` and lower-case hexadecimal digits without padding.
package func hexadecimal(_ value: UInt64) -> String {
  "0x" + String(value, radix: 16)
}
