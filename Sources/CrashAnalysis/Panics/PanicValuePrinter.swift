// The text of a panic's value, as the runtime prints it.

internal import ElfCore
internal import GoRuntime

/// Prints a panic's value as the runtime does (runtime/error.go printpanicval).
struct PanicValuePrinter {
  let process: GoProcess

  private enum Kind {
    static let bool: UInt8 = 1
    static let signed: ClosedRange<UInt8> = 2...6
    static let unsigned: ClosedRange<UInt8> = 7...12
    static let float32: UInt8 = 13
    static let float64: UInt8 = 14
    static let complex64: UInt8 = 15
    static let complex128: UInt8 = 16
    static let string: UInt8 = 24
  }

  private static let sizes: [UInt8: Int] = [
    2: 0, 3: 1, 4: 2, 5: 4, 6: 8, 7: 0, 8: 1, 9: 2, 10: 4, 11: 8, 12: 0,
  ]

  /// The text; nil where type or value cannot be read.
  func text(of value: GoInterface, limit: Int) -> String? {
    guard !value.type.isNull else { return "nil" }
    guard let name = process.typeNames.name(of: value.type),
      let kind = process.typeNames.kind(of: value.type)
    else { return nil }
    let isNamed = name.contains(".")
    let basic: String?
    do throws(MemoryError) {
      basic = try self.basic(kind, value.data, limit: limit, quoted: isNamed)
    } catch {
      return nil
    }
    guard let plain = basic else { return "(\(name)) \(value.data)" }
    guard isNamed else { return plain }
    // A complex number has its own parentheses.
    return plain.hasPrefix("(") ? name + plain : "\(name)(\(plain))"
  }

  /// The value read as a string, which most are: errors and Stringers were converted before the program
  /// died. Nil unless all bytes are in the core and are text.
  func probableText(of value: GoInterface, limit: Int) -> String? {
    guard let bytes = try? process.memory.goStringBytes(at: value.data, limit: limit + 1),
      !bytes.isEmpty, bytes.count <= limit,
      bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a || $0 == 0x09 })
    else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private func basic(
    _ kind: UInt8, _ data: Address, limit: Int, quoted: Bool
  ) throws(MemoryError) -> String? {
    let memory = process.memory
    switch kind {
    case Kind.bool: return try memory.load(data, as: UInt8.self) != 0 ? "true" : "false"
    case Kind.signed, Kind.unsigned:
      let known = Self.sizes[kind] ?? 0
      let size = known == 0 ? memory.pointerSize : known
      let raw = try memory.integer(data, size: size)
      guard Kind.signed.contains(kind) else { return String(raw) }
      let shift = UInt64(64 - 8 * size)
      return String(Int64(bitPattern: raw << shift) >> Int64(shift))
    case Kind.float32: return float(try float32(data))
    case Kind.float64: return float(try float64(data))
    case Kind.complex64: return complex(float(try float32(data)), float(try float32(data &+ 4)))
    case Kind.complex128: return complex(float(try float64(data)), float(try float64(data &+ 8)))
    case Kind.string:
      let text = try memory.goString(at: data, limit: limit)
      return quoted ? "\"\(text)\"" : text
    default: return nil
    }
  }

  private func float32(_ address: Address) throws(MemoryError) -> Float {
    Float(bitPattern: try process.memory.load(address, as: UInt32.self))
  }

  private func float64(_ address: Address) throws(MemoryError) -> Double {
    Double(bitPattern: try process.memory.load(address, as: UInt64.self))
  }

  private func float<Value: BinaryFloatingPoint & CustomStringConvertible>(_ value: Value) -> String
  {
    TracebackConventions.matching(process.build).floatsAreShortest
      ? shortestFloat(value.description) : runtimeFloat(Double(value))
  }

  private func complex(_ real: String, _ imaginary: String) -> String {
    let hasSign = imaginary.hasPrefix("-") || imaginary.hasPrefix("+")
    return "(\(real)\(hasSign ? "" : "+")\(imaginary)i)"
  }
}
