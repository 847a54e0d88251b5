// JSON written straight into bytes. A general encoder is two hundred times slower and brings
// Foundation along.

internal import Basics
internal import ElfCore

/// Writes JSON values in order; commas and nesting are kept by the writer.
///
/// The bytes are collected here and handed over in blocks, and at the end of the outermost value:
/// appending to the buffer of a class checks for exclusive access each time.
package struct JSONWriter: ~Copyable {
  private let out: TextWriter
  private var bytes: [UInt8] = []
  private var depth = 0
  /// Whether a value of the same object or array came before.
  private var needsComma = false

  package init(_ out: TextWriter) {
    self.out = out
    bytes.reserveCapacity(out.blockSize + 4_096)
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2c) }
    needsComma = true
  }

  private mutating func key(_ name: String) {
    separate()
    bytes.appendJSON(name)
    bytes.append(0x3a)
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
    bytes.append(open)
    needsComma = false
    depth += 1
    body(&self)
    depth -= 1
    needsComma = true
    bytes.append(close)
    handOverIfDue()
  }

  /// Hands the bytes over when they fill a block or nothing is open.
  private mutating func handOverIfDue() {
    guard depth == 0 || bytes.count >= out.blockSize else { return }
    out.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// A string member; nothing when the value is nil.
  package mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    bytes.appendJSON(value)
  }

  /// A member of which the value is JSON already.
  package mutating func member(_ name: String, json value: [UInt8]) {
    key(name)
    bytes.append(contentsOf: value)
  }

  /// A number.
  package mutating func member<Value: BinaryInteger>(_ name: String, _ value: Value?) {
    guard let value else { return }
    key(name)
    appendNumber(value)
  }

  /// A number of seconds, to the microsecond.
  package mutating func member(_ name: String, seconds value: Double) {
    key(name)
    let micros = UInt64(max(0, value) * 1e6)
    let fraction = String(micros % 1_000_000)
    bytes.append(contentsOf: "\(micros / 1_000_000).".utf8)
    bytes.append(
      contentsOf: (String(repeating: "0", count: 6 - fraction.count) + fraction).utf8)
  }

  /// A truth value.
  package mutating func member(_ name: String, _ value: Bool?) {
    guard let value else { return }
    key(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// An address or register: a string of `0x` and hexadecimal digits.
  package mutating func member(_ name: String, hexadecimal value: UInt64?) {
    guard let value else { return }
    key(name)
    bytes.append(0x22)
    bytes.appendHexadecimal(value)
    bytes.append(0x22)
  }

  /// A string element of an array.
  package mutating func element(_ value: String) {
    separate()
    bytes.appendJSON(value)
    handOverIfDue()
  }

  /// A number element of an array.
  package mutating func element<Value: BinaryInteger>(_ value: Value) {
    separate()
    appendNumber(value)
    handOverIfDue()
  }

  private mutating func appendNumber<Value: BinaryInteger>(_ value: Value) {
    if value < 0 { bytes.append(0x2d) }
    bytes.appendDecimal(UInt64(truncatingIfNeeded: value.magnitude))
  }
}

extension Array where Element == UInt8 {
  /// Appends a text as a JSON string.
  fileprivate mutating func appendJSON(_ text: String) {
    append(0x22)
    if text.isPlain {
      append(contentsOf: text.utf8)
    } else {
      appendEscaped(text)
    }
    append(0x22)
  }

  private mutating func appendEscaped(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append(contentsOf: [0x5c, 0x22])
      case "\\": append(contentsOf: [0x5c, 0x5c])
      case "\n": append(contentsOf: [0x5c, 0x6e])
      case "\t": append(contentsOf: [0x5c, 0x74])
      default:
        if isHostile(scalar) {
          appendEscape(scalar)
        } else if scalar.isASCII {
          append(UInt8(scalar.value))
        } else {
          append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
        }
      }
    }
  }

  private mutating func appendEscape(_ scalar: Unicode.Scalar) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }
  }
}

extension String {
  /// Whether the text can stand in JSON as it is: printable ASCII without quotes and backslashes.
  fileprivate var isPlain: Bool {
    let span = utf8.span
    var isPlain = true
    for index in span.indices {
      let byte = span[index]
      // 0x20...0x7e, in one comparison.
      isPlain = isPlain && byte &- 0x20 < 0x5f && byte != 0x22 && byte != 0x5c
    }
    return isPlain
  }
}
