// JSON written straight into bytes. A general encoder is two hundred times slower and brings
// Foundation along.

internal import Basics
internal import ElfCore

/// Writes JSON values in order; commas and nesting are kept by the writer.
package struct JSONWriter {
  private let out: TextWriter
  private var needsComma: [Bool] = [false]

  package init(_ out: TextWriter) {
    self.out = out
  }

  private mutating func separate() {
    if needsComma[needsComma.count - 1] { out.buffer.append(0x2c) }
    needsComma[needsComma.count - 1] = true
  }

  private mutating func key(_ name: String) {
    separate()
    appendString(name)
    out.buffer.append(0x3a)
  }

  /// An object, as the member `name` or, without one, as an element.
  package mutating func object(_ name: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nest(name, 0x7b, 0x7d, body)
  }

  /// An array.
  package mutating func array(_ name: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nest(name, 0x5b, 0x5d, body)
  }

  private mutating func nest(
    _ name: String?, _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    if let name { key(name) } else { separate() }
    out.buffer.append(open)
    needsComma.append(false)
    body(&self)
    needsComma.removeLast()
    out.buffer.append(close)
    out.flushIfFull()
  }

  /// A string member; nothing when the value is nil.
  package mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    appendString(value)
  }

  /// A member of which the value is JSON already.
  package mutating func member(_ name: String, json value: [UInt8]) {
    key(name)
    out.buffer.append(contentsOf: value)
  }

  /// A number.
  package mutating func member<Value: BinaryInteger>(_ name: String, _ value: Value?) {
    guard let value else { return }
    key(name)
    out.buffer.append(contentsOf: String(value).utf8)
  }

  /// A number of seconds, to the microsecond.
  package mutating func member(_ name: String, seconds value: Double) {
    key(name)
    let micros = UInt64(max(0, value) * 1e6)
    let fraction = String(micros % 1_000_000)
    out.buffer.append(contentsOf: "\(micros / 1_000_000).".utf8)
    out.buffer.append(
      contentsOf: (String(repeating: "0", count: 6 - fraction.count) + fraction).utf8)
  }

  /// A truth value.
  package mutating func member(_ name: String, _ value: Bool?) {
    guard let value else { return }
    key(name)
    out.buffer.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// An address or register: a string of `0x` and hexadecimal digits.
  package mutating func member(_ name: String, hexadecimal value: UInt64?) {
    guard let value else { return }
    key(name)
    out.buffer.append(0x22)
    out.buffer.appendHexadecimal(value)
    out.buffer.append(0x22)
  }

  /// A string element of an array.
  package mutating func element(_ value: String) {
    separate()
    appendString(value)
  }

  /// A number element of an array.
  package mutating func element<Value: BinaryInteger>(_ value: Value) {
    separate()
    out.buffer.append(contentsOf: String(value).utf8)
  }

  private func appendString(_ text: String) {
    out.buffer.append(0x22)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out.buffer.append(contentsOf: [0x5c, 0x22])
      case "\\": out.buffer.append(contentsOf: [0x5c, 0x5c])
      case "\n": out.buffer.append(contentsOf: [0x5c, 0x6e])
      case "\t": out.buffer.append(contentsOf: [0x5c, 0x74])
      default:
        if isHostile(scalar) {
          appendEscape(scalar)
        } else if scalar.isASCII {
          out.buffer.append(UInt8(scalar.value))
        } else {
          out.buffer.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
        }
      }
    }
    out.buffer.append(0x22)
  }

  private func appendEscape(_ scalar: Unicode.Scalar) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      out.buffer.append(
        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }
  }
}
