// The registers of a thread or goroutine.

internal import ElfCore
internal import GoRuntime

/// Registers with known values. What nothing kept is absent, never zero.
public struct Registers: Sendable {
  /// A register and its value.
  public typealias Entry = (name: String, value: UInt64)

  /// The known registers, in the processor's order.
  public let entries: [Entry]
  /// Where the values come from, in words: `thread`, `signal frame`, `g.sched` and so on.
  public let source: String

  init(_ registers: RegisterSet, _ source: RegisterSource) {
    entries = registers.entries.map { ($0.name, $0.value) }
    self.source = source.name
  }

  /// The value of the register called `name`, such as `rip`; nil where it is unknown.
  public subscript(name: String) -> UInt64? { entries.first { $0.name == name }?.value }
}
