// The conditions by which a configuration recognises a crash.

/// Conditions on a crash; all given ones must hold.
package struct CrashPattern: Sendable, Equatable {
  package var signature: String?
  package var crashClass: Glob?
  package var function: Glob?
  package var package: Glob?
  package var text: Glob?

  package init() {}

  /// Whether it says anything at all.
  package var isEmpty: Bool { self == CrashPattern() }

  /// Whether all given conditions hold.
  package func matches(_ crash: CrashTraits) -> Bool {
    guard !isEmpty else { return false }
    if let signature, signature != crash.signature { return false }
    if let crashClass, !crashClass.matches(crash.crashClass) { return false }
    if let function, !crash.functions.contains(where: function.matches) { return false }
    if let package, !crash.packages.contains(where: package.matches) { return false }
    if let text, !crash.texts.contains(where: text.matches) { return false }
    return true
  }
}
