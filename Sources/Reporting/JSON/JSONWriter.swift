// JSON written straight into bytes. A general encoder is two hundred times slower and brings
// Foundation along.

internal import ElfCore

/// Writes JSON values in order; commas and nesting are kept by the writer.
///
/// The bytes are collected here and handed over in blocks, and at the end of the outermost value:
/// appending to the buffer of a class checks for exclusive access each time.
package struct JSONWriter: ~Copyable {
  /// Nil where the bytes are taken.
  private let out: TextWriter?
  private let blockSize: Int
  private var bytes: [UInt8] = []
  private var depth = 0
  /// Whether a value of the same object or array came before; false behind the name of a member.
  private var needsComma = false
  private var common = JSONCommonParts()
  /// Whether what is written now will be written again, so that all of it has to stay here.
  private var isRemembering = false

  package init(_ out: TextWriter) {
    self.out = out
    blockSize = out.blockSize
    bytes.reserveCapacity(out.blockSize + 4_096)
  }

  /// A writer of elements of an array, which are taken in parts and put into it by `elements`.
  init() {
    out = nil
    blockSize = .max
  }

  /// Whether the output has failed, so that nothing more needs to be written.
  package var hasFailed: Bool { out?.hasFailed == true }

  // MARK: - Objects and arrays

  /// An object of the members that `body` writes.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    open(0x7b)
    body(&self)
    close(0x7d)
  }

  /// An array of the values that `body` writes.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    open(0x5b)
    body(&self)
    close(0x5d)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
    depth += 1
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
    depth -= 1
    handOverIfDue()
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2c) }
    needsComma = true
  }

  /// Hands the bytes over when they fill a block or nothing is open.
  private mutating func handOverIfDue() {
    guard depth == 0 || bytes.count >= blockSize, !isRemembering else { return }
    handOver()
  }

  private mutating func handOver() {
    guard let out else { return }
    out.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  // MARK: - What is written before or elsewhere

  /// Takes the elements that were written, with the commas between them.
  mutating func takeElements() -> [UInt8] {
    let taken = bytes
    bytes = []
    bytes.reserveCapacity(taken.count)
    needsComma = false
    return taken
  }

  /// Elements of an array that another writer wrote.
  mutating func elements(_ written: [UInt8]) {
    guard !written.isEmpty else { return }
    separate()
    guard let out, !isRemembering else { return bytes.append(contentsOf: written) }
    handOver()
    out.write(written)
  }

  /// Members of an object that depend on nothing but `key`: what `body` writes is written by it once, and
  /// copied where the same part of the same object is asked for again.
  mutating func common(
    _ part: JSONCommonPart, of key: AnyObject, _ body: (inout JSONWriter) -> Void
  ) {
    if let known = common[part, key] {
      guard !known.isEmpty else { return }
      separate()
      common.append(known, to: &bytes)
      return
    }
    let start = bytes.count
    let hasMembers = needsComma
    let wasRemembering = isRemembering
    isRemembering = true
    body(&self)
    isRemembering = wasRemembering
    // The comma before the first belongs to the object.
    common.remember(part, of: key, bytes[start...].dropFirst(hasMembers ? 1 : 0))
  }

  // MARK: - Names of members, before their values

  /// A name that was made ready before.
  package mutating func name(_ name: JSONName) {
    if needsComma {
      bytes.append(contentsOf: name.bytes)
    } else {
      bytes.append(contentsOf: name.bytes.dropFirst())
    }
    needsComma = false
  }

  /// A name that the data give.
  package mutating func name(_ name: String) {
    separate()
    bytes.appendJSON(name)
    bytes.append(0x3a)
    needsComma = false
  }

  // MARK: - Values

  /// A string.
  package mutating func text(_ value: String) {
    separate()
    bytes.appendJSON(value)
    handOverIfDue()
  }

  /// An integer.
  package mutating func number<Value: BinaryInteger>(_ value: Value) {
    separate()
    if value < 0 { bytes.append(0x2d) }
    bytes.appendDecimal(UInt64(truncatingIfNeeded: value.magnitude))
  }

  /// A truth value.
  package mutating func truth(_ value: Bool) {
    separate()
    if value {
      bytes.append(contentsOf: [0x74, 0x72, 0x75, 0x65])
    } else {
      bytes.append(contentsOf: [0x66, 0x61, 0x6c, 0x73, 0x65])
    }
  }

  /// An address or a register: a string of `0x` and hexadecimal digits.
  package mutating func address(_ value: UInt64) {
    separate()
    bytes.append(0x22)
    bytes.appendHexadecimal(value)
    bytes.append(0x22)
  }

  /// A number of seconds, to the microsecond.
  package mutating func seconds(_ value: Double) {
    separate()
    // What is left to wait may seem endless; a number of microseconds ends with 64 bits.
    let micros = UInt64(min(max(0, value), 1e12) * 1e6)
    bytes.appendDecimal(micros / 1_000_000)
    // The leading one keeps the zeros behind it, and the point takes its place.
    let point = bytes.count
    bytes.appendDecimal(1_000_000 + micros % 1_000_000)
    bytes[point] = 0x2e
  }

  /// A value that is JSON already.
  package mutating func written(_ value: [UInt8]) {
    separate()
    bytes.append(contentsOf: value)
  }
}

extension JSONWriter {
  /// A string member; nothing when the value is nil.
  package mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    self.name(name)
    text(value)
  }

  /// A number; nothing when the value is nil.
  package mutating func member<Value: BinaryInteger>(_ name: String, _ value: Value?) {
    guard let value else { return }
    self.name(name)
    number(value)
  }

  /// A truth value; nothing when the value is nil.
  package mutating func member(_ name: String, _ value: Bool?) {
    guard let value else { return }
    self.name(name)
    truth(value)
  }

  /// A number of seconds.
  package mutating func member(_ name: String, seconds value: Double) {
    self.name(name)
    seconds(value)
  }
}
