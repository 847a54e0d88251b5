// Errors that wrap errors: structures that hold a value of an interface type with a method Error, or a
// slice of such values, like those of fmt.Errorf, errors.Join and fs.PathError.

internal import ElfCore
internal import GoRuntime

/// Unwraps errors.
struct ErrorChain {
  private let values: ValueReader
  private let panicText: String
  private(set) var causes: [ErrorCause] = []
  private var seen: Set<Address> = []
  /// How many structures were looked into.
  private var structures = 0
  private static let depthLimit = 32
  private static let countLimit = 64
  private static let listLimit = 16
  private static let structureLimit = 500
  private static let textLimit = 4_096

  /// `panicText` is what the runtime printed: a message that it contains is no secret.
  init(values: ValueReader, panicText: String) {
    self.values = values
    self.panicText = panicText
  }

  /// Collects the errors in `value`, which is `depth` errors deep.
  mutating func unwrap(_ value: GoValue, depth: Int) {
    guard depth < Self.depthLimit else { return }
    if let target = values.target(of: value) {
      // This error is in the list already.
      guard seen.insert(target.address).inserted else { return }
      unwrapFields(of: target, path: "", depth: depth, nesting: 2)
    } else if value.type.kind == .slice {
      unwrapElements(of: value, path: "", depth: depth)
    } else {
      unwrapFields(of: value, path: "", depth: depth, nesting: 2)
    }
  }

  private mutating func unwrapFields(of value: GoValue, path: String, depth: Int, nesting: Int) {
    guard structures < Self.structureLimit else { return }
    structures += 1
    guard let fields = values.types.fields(of: value.type) else { return }
    for field in fields {
      let name = path.isEmpty ? field.name : "\(path).\(field.name)"
      let inner = values.field(field, of: value)
      switch field.type.kind {
      case .interface where isError(field.type): add(inner, field: name, depth: depth)
      case .slice: unwrapElements(of: inner, path: name, depth: depth)
      case .structure where nesting > 0:
        unwrapFields(of: inner, path: name, depth: depth, nesting: nesting - 1)
      default: break
      }
    }
  }

  private mutating func unwrapElements(of value: GoValue, path: String, depth: Int) {
    guard let element = values.types.element(of: value.type), element.kind == .interface,
      isError(element)
    else { return }
    for (index, inner) in values.elements(of: value, limit: Self.listLimit).enumerated() {
      add(inner, field: "\(path)[\(index)]", depth: depth)
    }
  }

  private mutating func add(_ held: GoValue, field: String, depth: Int) {
    guard causes.count < Self.countLimit, let inner = values.content(of: held) else { return }
    let message = ErrorMessage(values: values).text(of: inner, limit: Self.textLimit)
    causes.append(
      ErrorCause(
        depth: depth + 1, field: field, type: inner.type.name, text: message?.text,
        isPublic: message.map { $0.isConstant || occurs($0.text) } ?? true))
    unwrap(inner, depth: depth + 1)
  }

  private func isError(_ type: GoType) -> Bool {
    values.types.interfaceMethods(of: type)?.contains("Error") == true
  }

  /// Whether the runtime printed `text`. A very short text would be found by chance.
  private func occurs(_ text: String) -> Bool {
    text.utf8.count >= 4 ? panicText.containsBytes(text) : text == panicText
  }
}

/// The messages of those errors of the standard library whose values keep them, or the parts of them.
private struct ErrorMessage {
  let values: ValueReader

  /// The message of an error, and whether it is one of the system, with nothing of the program in it.
  func text(of error: GoValue, limit: Int) -> (text: String, isConstant: Bool)? {
    let value = values.target(of: error) ?? error
    guard let package = values.types.packagePath(of: value.type) else { return nil }
    switch (package, value.type.name) {
    case ("errors", "errors.errorString"): return string("s", of: value)
    case ("fmt", "fmt.wrapError"), ("fmt", "fmt.wrapErrors"): return string("msg", of: value)
    case ("runtime", "runtime.errorString"):
      return constant(values.scalar(value)).map { ("runtime error: " + $0, true) }
    case ("runtime", "runtime.plainError"): return constant(values.scalar(value)).map { ($0, true) }
    case ("syscall", "syscall.Errno"):
      guard case .unsigned(let number)? = values.scalar(value) else { return nil }
      return (ErrorNumber.text(number), true)
    case ("io/fs", "fs.PathError"): return composed(value, ["Op", "Path"], " ", "Err", limit)
    case ("os", "os.SyscallError"): return composed(value, ["Syscall"], " ", "Err", limit)
    case ("strconv", "strconv.NumError"):
      return composed(value, ["Func", "Num"], ": parsing ", "Err", limit)
    default: return nil
    }
  }

  private func constant(_ scalar: GoScalar?) -> String? {
    guard case .string(let text, _)? = scalar else { return nil }
    return text
  }

  private func string(_ field: String, of value: GoValue) -> (text: String, isConstant: Bool)? {
    constant(values.field(named: field, of: value).flatMap { values.scalar($0) })
      .map { ($0, false) }
  }

  /// The strings of `fields`, then a colon and the message of the error in another field.
  private func composed(
    _ value: GoValue, _ fields: [String], _ separator: String, _ inner: String, _ limit: Int
  ) -> (text: String, isConstant: Bool)? {
    var parts: [String] = []
    for field in fields {
      guard let part = string(field, of: value) else { return nil }
      parts.append(part.text)
    }
    guard limit > 0, let held = values.field(named: inner, of: value),
      let error = values.content(of: held), let rest = text(of: error, limit: limit / 2)
    else { return nil }
    return (parts.joined(separator: separator) + ": " + rest.text, false)
  }
}
