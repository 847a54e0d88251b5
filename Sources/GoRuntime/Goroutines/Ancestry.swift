// The stacks of a goroutine's creators, which the runtime keeps under GODEBUG=tracebackancestors=N.

package import ElfCore

/// A creator of a goroutine, as it was when it ran the `go` statement (`runtime.ancestorInfo`).
package struct Ancestor: Sendable {
  package let id: UInt64
  /// The return addresses of its stack, innermost first.
  package let programCounters: [Address]
  /// The return address of the `go` statement that made it.
  package let creatorPC: Address
}

extension GoProcess {
  private static let ancestorLimit: UInt64 = 100
  /// The runtime keeps at most so many frames of each (runtime/traceback.go).
  package static let ancestorFrameLimit = 100

  /// The creators of `goroutine`, the nearest first; empty where the runtime was not asked for them.
  package func ancestors(of goroutine: Goroutine) -> [Ancestor] {
    (try? readAncestors(of: goroutine)) ?? []
  }

  private func readAncestors(of goroutine: Goroutine) throws(RecordError) -> [Ancestor] {
    guard let list = try record(at: goroutine.address)[.gAncestors].target() else { return [] }
    let (data, count) = try runtime.place(at: list.address).slice()
    guard count <= Self.ancestorLimit else { return [] }
    // pcs (three words), goid (8 bytes), gopc.
    let size = 4 * memory.pointerSize + 8
    return (0..<Int(count)).compactMap { try? ancestor(at: data &+ $0 * size) }
  }

  /// Reads an `ancestorInfo`; nil where it has more frames than the runtime keeps.
  private func ancestor(at entry: Address) throws(RecordError) -> Ancestor? {
    let idOffset = 3 * memory.pointerSize
    let (start, count) = try runtime.place(at: entry).slice()
    guard count <= UInt64(Self.ancestorFrameLimit) else { return nil }
    let counters = runtime.place(at: start)
    return Ancestor(
      id: try runtime.place(at: entry &+ idOffset).load(as: UInt64.self),
      programCounters: (0..<Int(count)).compactMap { counters.pointerIfThere($0) },
      creatorPC: try runtime.place(at: entry &+ (idOffset + 8)).pointer())
  }
}
