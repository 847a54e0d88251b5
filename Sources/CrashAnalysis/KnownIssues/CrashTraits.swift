// The parts of a diagnosis that a team's patterns are matched against.

/// What patterns are matched against.
package struct CrashTraits: Sendable {
  package let signature: String
  package let crashClass: String
  /// The functions of WHERE and of the signature, normalised.
  package let functions: [String]
  /// Texts of panics and of the throw.
  package let texts: [String]

  package init(signature: String, crashClass: String, functions: [String], texts: [String]) {
    self.signature = signature
    self.crashClass = crashClass
    self.functions = functions
    self.texts = texts
  }

  /// The packages of the functions.
  var packages: [String] { functions.map { FunctionName($0).package } }
}

extension Diagnosis {
  /// What a team's patterns are matched against.
  package var traits: CrashTraits {
    let place = programFrame.flatMap { NormalizedName.of(stack.frames[$0].name.text) }
    return CrashTraits(
      signature: signature.id, crashClass: verdict.crashClass,
      functions: [place].compactMap { $0 } + signature.functions
        // Package main goes by two names.
        + signature.parts.parts.map(\.name).filter { !signature.functions.contains($0) },
      texts: facts.panics.compactMap(\.text) + [facts.throwText].compactMap { $0 })
  }
}
