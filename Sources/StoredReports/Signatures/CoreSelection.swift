// Which cores of a store a table is about, and which signatures it shows.

/// What a user wants to see of a store. Time and program choose the cores that are counted; the rest chooses
/// among what was counted, and shares stay what they are.
package struct CoreSelection: Sendable {
  /// Only cores of this time or later: in UTC, as reports have it.
  package var since: String?
  /// Only cores before this time, in the same form.
  package var until: String?
  /// Only cores of these programs, by import path or its last word, by module or by command.
  package var programs: [String] = []
  /// Only signatures of these classes.
  package var classes: Set<String> = []
  /// Only these signatures.
  package var signatures: Set<String> = []
  /// So many signatures, or cores, at most.
  package var top: Int?

  package init() {}

  /// Whether it leaves nothing out.
  package var isOfAll: Bool {
    !choosesCores && classes.isEmpty && signatures.isEmpty && top == nil
  }

  /// Whether not all cores are counted.
  package var choosesCores: Bool { since != nil || until != nil || !programs.isEmpty }

  /// Whether not all signatures are shown.
  package var choosesSignatures: Bool { !classes.isEmpty || !signatures.isEmpty }

  /// Whether a core died in time.
  func isInTime(_ core: ListedCore) -> Bool {
    guard since != nil || until != nil else { return true }
    guard let time = core.time else { return false }
    return !isBefore(core) && until.map { time < $0 } ?? true
  }

  /// Whether a core died before the first time that counts.
  func isBefore(_ core: ListedCore) -> Bool {
    guard let since, let time = core.time else { return false }
    return time < since
  }

  /// Whether a core is of one of the programs.
  func isOfProgram(_ core: ListedCore) -> Bool {
    guard !programs.isEmpty else { return true }
    return core.programNames.contains { programs.contains($0) }
  }

  /// Whether a core has one of the signatures.
  func hasSignature(_ core: ListedCore) -> Bool {
    has(core.signature, core.crashClass)
  }

  /// Whether a row is one of the signatures.
  func hasSignature(_ row: SignatureRow) -> Bool { has(row.id, row.crashClass) }

  private func has(_ signature: String?, _ crashClass: String?) -> Bool {
    (signatures.isEmpty || signature.map(signatures.contains) ?? false)
      && (classes.isEmpty || crashClass.map(classes.contains) ?? false)
  }
}
