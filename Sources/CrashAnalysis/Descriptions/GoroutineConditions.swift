// What may be asked of goroutines, so that a list shows only some.

/// The goroutines that are wanted: every condition has to hold, and of each condition one of its values. A
/// condition without values takes every goroutine.
package struct GoroutineConditions: Sendable {
  package var ids: [UInt64] = []
  /// Statuses or wait reasons in the target's own words.
  package var statuses: [String] = []
  /// Parts of the names of functions on the stack.
  package var functions: [String] = []
  /// Parts of the names of the functions with the `go` statement.
  package var creators: [String] = []
  /// Labels; without a value, any value of that key.
  package var labels: [(key: String, value: String?)] = []
  /// What they wait for: an address, or whole words of the name of its type or of the program's variable.
  package var objects: [String] = []
  /// How long they have waited at least, in seconds.
  package var leastWait: UInt64?
  /// Whether they are the runtime's own; nil for both.
  package var isSystem: Bool?

  package init() {}

  /// Whether a text can be one of `objects`: it does not begin like an address and go on as none.
  package static func isAddressOrName(_ text: String) -> Bool {
    !WantedWaits.isAddress(text) || WantedWaits.address(text) != nil
  }

  /// Whether anything is asked for.
  var isActive: Bool {
    !ids.isEmpty || !statuses.isEmpty || !functions.isEmpty || !creators.isEmpty
      || !labels.isEmpty || !objects.isEmpty || leastWait != nil || isSystem != nil
  }

  /// Whether they can be told only with the program's functions.
  package var needsFunctions: Bool {
    !functions.isEmpty || !creators.isEmpty || isSystem != nil
  }
}
