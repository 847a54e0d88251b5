// Reads the arguments of panic, by the descriptors of their types.

internal import ElfCore
package import GoRuntime

/// Reads panics' original values.
package struct PanicValueReader {
  private let values: ValueReader
  private let process: GoProcess
  private static let fieldLimit = 40
  private static let depthLimit = 3
  private static let plainPackages: Set<String> = ["errors", "fmt", "internal/runtime/maps"]

  /// Nil where the layout of type descriptors is unknown.
  package init?(process: GoProcess) {
    guard let values = ValueReader(process: process) else { return nil }
    self.values = values
    self.process = process
  }

  /// The value of `panic`; nil for Goexit, `panic(nil)` and where it cannot be read.
  package func value(of panic: Panic) -> PanicValue? {
    guard !panic.isGoexit, let arguments = panic.arguments,
      let value = values.value(inEmptyInterfaceAt: arguments)
    else { return nil }
    let pointee = values.target(of: value)
    let named = pointee ?? value
    var result = PanicValue(
      type: value.type.name,
      package: values.types.packagePath(of: named.type) ?? "", address: named.address)
    let isOfRuntime = PanicValue.packagesOfRuntime.contains(result.package)
    switch named.type.name {
    case "runtime.boundsError" where isOfRuntime: result.bounds = bounds(named)
    case "runtime.TypeAssertionError" where isOfRuntime: result.assertion = assertion(named)
    default:
      // They hold nothing but the panic's text.
      let isPlain = Self.plainPackages.contains(result.package)
      var collector = FieldCollector(values: values, limit: Self.fieldLimit)
      if !isPlain { collector.collect(named, path: "", depth: Self.depthLimit) }
      // The texts of the runtime's own errors are the panic's text.
      result.fields = collector.fields.filter { !isOfRuntime || $0.type != "string" }
      result.omittedFields = collector.omitted
      var chain = ErrorChain(values: values, panicText: panic.text ?? "")
      chain.unwrap(value, depth: 0)
      result.causes = chain.causes
    }
    return result
  }

  /// runtime/error.go boundsError; the forms stand in internal/abi/bounds.go.
  private func bounds(_ value: GoValue) -> BoundsFailure? {
    guard case .signed(let x)? = scalar("x", of: value),
      case .signed(let y)? = scalar("y", of: value),
      case .bool(let isSigned)? = scalar("signed", of: value),
      case .unsigned(let code)? = scalar("code", of: value), code < UInt64(Self.forms.count)
    else { return nil }
    let (form, limitName) = Self.forms[Int(code)]
    return BoundsFailure(
      form: form, index: isSigned ? String(x) : String(UInt64(bitPattern: x)),
      limit: isSigned && x < 0 ? nil : y, limitName: limitName)
  }

  /// The expression of each code, in which `x` is what was out of range, and what `y` is.
  private static let forms = [
    ("s[x]", "length"), ("s[:x]", "length"), ("s[:x]", "capacity"), ("s[x:y]", "y"),
    ("s[::x]", "length"), ("s[::x]", "capacity"), ("s[:x:y]", "y"), ("s[x:y:]", "y"),
    ("([x]T)(s)", "length"),
  ]

  private func assertion(_ value: GoValue) -> AssertionFailure? {
    var method: String?
    if case .string(let text, let length)? = scalar("missingMethod", of: value), length > 0 {
      method = text
    }
    return AssertionFailure(
      interface: typeName(in: "_interface", of: value),
      concrete: typeName(in: "concrete", of: value),
      asserted: typeName(in: "asserted", of: value), missingMethod: method)
  }

  private func scalar(_ field: String, of value: GoValue) -> GoScalar? {
    values.field(named: field, of: value).flatMap { values.scalar($0) }
  }

  /// The name of the type to whose descriptor a field points.
  private func typeName(in field: String, of value: GoValue) -> String? {
    guard case .pointer(let descriptor)? = scalar(field, of: value), !descriptor.isNull else {
      return nil
    }
    return process.typeNames.name(of: descriptor)
  }
}

/// Lists the fields of structures, and those of nested structures.
private struct FieldCollector {
  let values: ValueReader
  let limit: Int
  var fields: [ValueField] = []
  var omitted = 0
  /// How many structures were looked into.
  var structures = 0
  private static let structureLimit = 200

  mutating func collect(_ value: GoValue, path: String, depth: Int) {
    guard value.type.kind == .structure, structures < Self.structureLimit else { return }
    structures += 1
    guard let described = values.types.fields(of: value.type) else { return }
    for field in described {
      let name = path.isEmpty ? field.name : "\(path).\(field.name)"
      let inner = values.field(field, of: value)
      if field.type.kind == .structure, depth > 1, omitted == 0 {
        collect(inner, path: name, depth: depth - 1)
      } else if fields.count < limit {
        fields.append(ValueField(path: name, type: field.type.name, value: values.scalar(inner)))
      } else {
        omitted += 1
      }
    }
  }
}
