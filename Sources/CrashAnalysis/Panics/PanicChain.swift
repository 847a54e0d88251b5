// The panics in progress, with the texts that the runtime printed and the original types.

package import ElfCore
internal import GoRuntime

/// One panic of a goroutine (`runtime._panic`).
package struct Panic: Sendable {
  package let address: Address
  /// What the runtime prints after `panic: `; nil for Goexit and where it cannot be read.
  package internal(set) var text: String?
  /// Whether the text was read as a string although the value's type, which only the binary has, is not
  /// known.
  package let isTextGuessed: Bool
  /// The dynamic type of the argument of `panic`; nil if it is lost.
  package let type: String?
  package let isRecovered: Bool
  package let isRepanicked: Bool
  /// Whether it is a `runtime.Goexit` in progress, not a panic.
  package let isGoexit: Bool
  /// The address of the arguments of the call of `panic`.
  package let arguments: Address?
}

/// Reads the chain of panics of a goroutine.
struct PanicChainReader {
  let program: GoProgram
  private static let limit = 1_000
  private static let textLimit = 64 << 10

  /// The panics, oldest first, and why the list is incomplete, if it is.
  func read(of goroutine: Goroutine, stack: StackTrace) -> (panics: [Panic], problem: String?) {
    var panics: [Panic] = []
    var seen: Set<Address> = []
    do throws(RecordError) {
      var next = try program.process.record(at: goroutine.address)[.gPanic].target()
      while let record = next {
        guard seen.insert(record.address).inserted, seen.count <= Self.limit else {
          return (panics.reversed(), "the chain of panics is cyclic at \(record.address)")
        }
        panics.append(try read(record, stack: stack))
        next = try record[.panicLink].target()
      }
    } catch .noField {
      // The facts say what is lost with it.
      return ([], nil)
    } catch {
      return (panics.reversed(), "the chain of panics ends early: \(error.message)")
    }
    // Of a value that was panicked with again, only the older record has the text.
    for index in panics.indices.dropLast() where panics[index + 1].isRepanicked {
      panics[index].text = panics[index + 1].text
    }
    return (panics.reversed(), nil)
  }

  private func read(_ record: RuntimeRecord, stack: StackTrace) throws(RecordError) -> Panic {
    let value = try record[.panicArgument].interface()
    let isGoexit = try record.flag(ifPresent: .panicGoexit)
    let frame = gopanicFrame(holding: record.address, stack)
    var original: GoInterface?
    if let frame {
      // The spill slots of gopanic's argument keep the original value.
      original = try? GoInterface(
        at: frame.framePointer &+ program.process.architecture.argumentsOffset,
        program.process.memory)
    }
    let printer = PanicValuePrinter(process: program.process)
    var text = isGoexit ? nil : printer.text(of: value, limit: Self.textLimit)
    var isGuessed = false
    if text == nil, !isGoexit, program.process.executable.isOfCore {
      text = printer.probableText(of: value, limit: Self.textLimit)
      isGuessed = text != nil
    }
    return Panic(
      address: record.address, text: text, isTextGuessed: isGuessed,
      type: isGoexit ? nil : type(of: original, value),
      isRecovered: try record.flag(ifPresent: .panicRecovered),
      isRepanicked: try record.flag(ifPresent: .panicRepanicked),
      isGoexit: isGoexit,
      arguments: frame.map { $0.framePointer &+ program.process.architecture.argumentsOffset })
  }

  private func type(of original: GoInterface?, _ value: GoInterface) -> String? {
    if let original {
      // Since go1.21 panic(nil) becomes an error with a type of its own.
      if original.type.isNull, !value.type.isNull { return "*runtime.PanicNilError" }
      if let name = program.process.typeNames.name(of: original.type) { return name }
    }
    let name = program.process.typeNames.name(of: value.type)
    // Errors were converted to strings before the program died; the original value is on the stack.
    return name == "string" && program.process.modules.isEmpty ? nil : name
  }

  /// The frame of the call of `panic`, which contains the panic's record.
  private func gopanicFrame(holding record: Address, _ stack: StackTrace) -> RawFrame? {
    stack.frames.first {
      $0.stackPointer <= record && record < $0.framePointer
        && program[$0.point].special == .gopanic
    }
  }
}

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
    guard let plain = try? basic(kind, value.data, limit: limit, quoted: isNamed) else {
      return "(\(name)) \(value.data)"
    }
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
