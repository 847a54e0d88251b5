// The value that was given to panic, before the runtime made a text of it: its type, the fields of a
// structure, the errors that it wraps and what the runtime's own errors tell.

package import ElfCore
package import GoRuntime

/// A field of a value.
package struct ValueField: Sendable, Equatable {
  /// Its name, with those of the structures around it: `Range.From`.
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
  /// How many errors are around it.
  package let depth: Int
  /// The field that holds it, and its index where that is a slice: `errs[1]`.
  package let field: String
  package let type: String
  /// Its message, where its type is known to keep one.
  package let text: String?
  /// Whether the message is no secret: the runtime printed it as a part of the panic's text, or it
  /// is the system's own.
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
  /// What was asked for, as it stands in the source: `s[x]`, `s[x:y]`.
  package let form: String
  /// The value that was out of range.
  package let index: String
  /// What it was held against, and what that is: `length`, `capacity`, or the `y` of the form; nil for
  /// a negative index, which is wrong for any.
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
  /// The static type of the interface that was asked; nil where it is not known.
  package let interface: String?
  /// The type that it held; nil for a nil interface.
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
  /// The value's place in memory.
  package let address: Address
  package internal(set) var fields: [ValueField] = []
  /// How many fields are left out.
  package internal(set) var omittedFields = 0
  /// Errors that it wraps, outermost first, each before its own causes.
  package internal(set) var causes: [ErrorCause] = []
  package internal(set) var bounds: BoundsFailure?
  package internal(set) var assertion: AssertionFailure?

  /// The packages whose errors are the runtime's own.
  static let packagesOfRuntime: Set<String> = ["runtime", "internal/runtime/maps"]
}
