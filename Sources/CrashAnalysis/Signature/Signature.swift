// What all occurrences of a crash have in common, as a line and as an id (Documentation/Contract.md,
// Signature).

internal import Basics

/// The signature of a crash, by the algorithm `go2`.
package struct Signature: Sendable, Equatable {
  /// The algorithm. The id begins with its name, so another algorithm never gives the same id.
  package static let algorithm = "go2"
  /// The number of frames that it is made of.
  package static let frameLimit = 40

  private static let idPrefix = "GO2-"

  /// Whether an id is of this algorithm.
  package static func isCurrent(_ id: String) -> Bool { id.hasPrefix(idPrefix) }

  /// `GO2-7f3a9c21`.
  package let id: String
  /// What its text is made of.
  package let parts: SignatureParts
  /// The same for people who see the program's stacks beside it: package main is called `main`.
  package let spoken: SignatureParts
  /// `class | A | B`.
  package let text: String
  /// The functions of the text, as stacks name them.
  package let functions: [String]
  /// The frames it was made of.
  package let proto: [String]
  /// The packages among them that are not of the standard library, sorted.
  package let programPackages: [String]
  /// What each step did.
  package let notes: [String]

  /// Makes the signature.
  package init(_ input: SignatureInput, lists: SignatureLists = .standard) {
    var steps = SignatureSteps(input, lists)
    let found = steps.parts()
    spoken = SignatureParts(crashClass: input.crashClass, parts: found)
    parts = SignatureParts(
      crashClass: input.crashClass,
      parts: found.map { part in
        steps.functions.contains(part.name) ? part.withPath(ofMain: input.mainPackage) : part
      })
    text = parts.text
    id = Self.id(of: text)
    functions = steps.functions
    proto = input.frames.map(\.text)
    programPackages = Set(
      input.frames.filter { !$0.isForeign }.map { FunctionName($0.name) }
        .filter { !input.origin.isStandard($0) }.map(\.package)
    ).sorted()
    notes = (input.subject.map { [$0.note] } ?? []) + steps.notes
  }

  private static func id(of text: String) -> String {
    idPrefix + SHA256.digest(of: Array(text.utf8)).prefix(4).hexadecimalDigits
  }
}
