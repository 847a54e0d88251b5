// Panics as JSON: their texts, and the values that were given to panic.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// A panic of the chain.
struct PanicV1 {
  let panic: Panic
  let value: PanicValueV1?
  /// The deferred call that it was making, and the function that had deferred it.
  let deferred: (function: String, owner: String?)?

  static let shape = JSONShape<PanicV1>.object("One panic.") { panic in
    panic.text(
      "text", "What the runtime prints after `panic: `, without marks and added tabs."
    ) { $0.panic.text }
    panic.text("type", "The dynamic type of the value that was given to panic.") { $0.panic.type }
    panic.truth("recovered", "Whether it was recovered.") { $0.panic.isRecovered }
    panic.truth("repanicked", "Whether its value was passed to panic again.") {
      $0.panic.isRepanicked
    }
    panic.truth("goexit", "Whether it is runtime.Goexit under way and no panic.") {
      $0.panic.isGoexit
    }
    panic.member(
      "value", "The value that was given to panic, as its type descriptor lays it out.",
      PanicValueV1.shape
    ) { $0.value }
    panic.list(
      "causes", "The errors that the value wraps, each before its own causes.",
      of: PanicValueV1.cause
    ) { $0.value?.causes }
    panic.object(
      "deferredCall", "The deferred call that it was making when the next panic began."
    ) {
      $0.deferred
    } members: { call in
      call.text("function", "The function that was called.") { $0.function }
      call.text("deferredBy", "The function that had deferred it.") { $0.owner }
    }
  }

  /// The panics of a report, oldest first; nil where there are none.
  static func all(_ analysis: ProgramAnalysis, showsValues: Bool) -> [PanicV1]? {
    let panics = analysis.diagnosis.facts.panics
    guard !panics.isEmpty else { return nil }
    let details = analysis.diagnosis.details
    let conventions = TracebackConventions.matching(analysis.build)
    return panics.enumerated().map { index, panic in
      let value = index < details.panicValues.count ? details.panicValues[index] : nil
      let call = index < details.runningDefers.count ? details.runningDefers[index] : nil
      return PanicV1(
        panic: panic, value: value.map { PanicValueV1(value: $0, showsValues: showsValues) },
        deferred: call.map {
          (conventions.printedName($0.function), $0.owner.map(conventions.printedName))
        })
    }
  }
}

/// The value that was given to panic, with what the user asked to see of it.
struct PanicValueV1 {
  let value: PanicValue
  let showsValues: Bool

  /// The errors that it wraps; nil where there are none.
  fileprivate var causes: [ErrorCause]? {
    guard !value.causes.isEmpty else { return nil }
    return value.causes.map { cause in
      cause.isPublic || showsValues
        ? cause
        : ErrorCause(
          depth: cause.depth, field: cause.field, type: cause.type,
          text: cause.text.map { _ in Redaction.placeholder }, isPublic: false)
    }
  }

  private var fields: [(field: ValueField, showsValues: Bool)]? {
    value.fields.isEmpty ? nil : value.fields.map { ($0, showsValues) }
  }

  fileprivate static let cause = JSONShape<ErrorCause>.object("A wrapped error.") { cause in
    cause.integer("depth", "How many errors are around it.", from: 1) { $0.depth }
    cause.text("field", "The field that holds it.") { $0.field }
    cause.text("type", "Its type.") { $0.type }
    cause.text(
      "text",
      """
      Its message, where its type keeps one; on request only, where the runtime did not print it.
      """
    ) { $0.text }
  }

  private static let field = JSONShape<(field: ValueField, showsValues: Bool)>.object(
    "A field."
  ) { field in
    field.text("name", "Its name, with those of the structures around it.") { $0.field.path }
    field.text("type", "Its type.") { $0.field.type }
    field.count("length", "The length of a string in bytes.") { $0.field.length }
    field.text("value", "What it holds; contents of strings only on request.") {
      guard let value = $0.field.value else { return nil }
      guard case .string(let text, let length) = value else {
        return ScalarText.text(of: value, type: $0.field.type)
      }
      return $0.showsValues || length == 0 ? text : Redaction.placeholder
    }
  }

  static let shape = JSONShape<PanicValueV1>.object("The value of a panic.") { value in
    value.text("type", "Its type as %T prints it.") { $0.value.type }
    value.text("package", "The import path of the type's package.") {
      $0.value.package.isEmpty ? nil : $0.value.package
    }
    value.address("address", "Where it lies; for a pointer what it points to.") {
      $0.value.address.rawValue
    }
    value.list("fields", "The fields of a structure and of those within.", of: field) { $0.fields }
    value.integer("omittedFields", "How many fields are left out.", from: 1) {
      $0.value.omittedFields > 0 ? $0.value.omittedFields : nil
    }
    value.object("bounds", "What was out of range.") {
      $0.value.bounds
    } members: { bounds in
      bounds.text("form", "The expression, in which x was out of range.") { $0.form }
      bounds.text("x", "The value of x in decimal.") { $0.index }
      bounds.count("length", "The length that x was held against.") { $0.limit(called: "length") }
      bounds.count("capacity", "The capacity that x was held against.") {
        $0.limit(called: "capacity")
      }
      bounds.integer("y", "The other index that x was held against.") { $0.limit(called: "y") }
    }
    value.object("assertion", "A type assertion that failed.") {
      $0.value.assertion
    } members: { failure in
      failure.text("interface", "The static type of the interface.") { $0.interface }
      failure.text("concrete", "The type that it held; absent for nil.") { $0.concrete }
      failure.text("asserted", "The type that was asserted.") { $0.asserted }
      failure.text("missingMethod", "The method that the type lacks.") { $0.missingMethod }
    }
  }
}

extension ValueField {
  /// The length of a string; nil for other values.
  fileprivate var length: UInt64? {
    guard case .string(_, let length)? = value else { return nil }
    return length
  }
}

extension BoundsFailure {
  /// What the index was held against, if that is called so.
  fileprivate func limit(called name: String) -> Int64? { limitName == name ? limit : nil }
}

/// What stands where a value is not shown.
package enum Redaction {
  package static let placeholder = "(redacted)"
}
