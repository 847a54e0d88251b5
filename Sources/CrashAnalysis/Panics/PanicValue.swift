// The argument of panic, before the runtime converted it to a text: its type, its fields, the errors that
// it wraps, and the details of the runtime's own errors.

package import ElfCore
package import GoRuntime

/// A field of a value.
package struct ValueField: Sendable, Equatable {
  /// Its name after those of the structures around it: `Range.From`.
  package let path: String
  package let type: String
  /// What it holds; nil where it cannot be read.
  package let value: GoScalar?

  package init(path: String, type: String, value: GoScalar?) {
    self.path = path
    self.type = type
    self.value = value
  }
}

/// An error inside another.
package struct ErrorCause: Sendable, Equatable {
  /// How many errors are wrapped around it.
  package let depth: Int
  /// The field that holds it, with its index if that is a slice: `errs[1]`.
  package let field: String
  package let type: String
  /// Its message, if its type is known to keep one.
  package let text: String?
  /// Whether the message is no secret: it is part of the text that the runtime printed, or one of the
  /// system's messages.
  package let isPublic: Bool

  package init(depth: Int, field: String, type: String, text: String?, isPublic: Bool) {
    self.depth = depth
    self.field = field
    self.type = type
    self.text = text
    self.isPublic = isPublic
  }
}

/// An index, a slice expression or a conversion that was out of range (`runtime.boundsError`).
package struct BoundsFailure: Sendable, Equatable {
  /// The form of the expression in the source: `s[x]`, `s[x:y]`.
  package let form: String
  /// The value that was out of range.
  package let index: String
  /// The limit that it exceeds, and what that is: `length`, `capacity`, or the `y` of the form. No limit
  /// for a negative index.
  package let limit: Int64?
  package let limitName: String

  package init(form: String, index: String, limit: Int64?, limitName: String) {
    self.form = form
    self.index = index
    self.limit = limit
    self.limitName = limitName
  }
}

/// A type assertion that failed (`runtime.TypeAssertionError`).
package struct AssertionFailure: Sendable, Equatable {
  /// The static type of the interface; nil if it is not known.
  package let interface: String?
  /// The type of its value; nil for a nil interface.
  package let concrete: String?
  package let asserted: String?
  /// The method that `concrete` lacks.
  package let missingMethod: String?

  package init(interface: String?, concrete: String?, asserted: String?, missingMethod: String?) {
    self.interface = interface
    self.concrete = concrete
    self.asserted = asserted
    self.missingMethod = missingMethod
  }
}

/// A panic's value.
package struct PanicValue: Sendable {
  /// The name of its type as `%T` prints it.
  package let type: String
  /// The import path of the type's package; empty where it has none.
  package let package: String
  /// The value's address.
  package let address: Address
  package internal(set) var fields: [ValueField] = []
  /// How many fields are left out.
  package internal(set) var omittedFields = 0
  /// Errors that it wraps, outermost first, each before its own causes.
  package internal(set) var causes: [ErrorCause] = []
  package internal(set) var bounds: BoundsFailure?
  package internal(set) var assertion: AssertionFailure?

  /// The packages whose errors count as the runtime's own.
  static let packagesOfRuntime: Set<String> = ["runtime", "internal/runtime/maps"]
}
