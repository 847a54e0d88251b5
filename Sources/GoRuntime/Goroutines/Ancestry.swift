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
    guard let place = facts[.gAncestors],
      let list = try? memory.pointer(goroutine.address &+ place.offset), !list.isNull,
      let (data, count) = try? memory.goSlice(at: list), count <= Self.ancestorLimit
    else { return [] }
    let word = memory.pointerSize
    // pcs (three words), goid (8 bytes), gopc.
    let size = 4 * word + 8
    return (0..<Int(count)).compactMap { index in
      let entry = data &+ index * size
      guard let (start, length) = try? memory.goSlice(at: entry),
        length <= UInt64(Self.ancestorFrameLimit),
        let id = try? memory.load(entry &+ 3 * word, as: UInt64.self),
        let creator = try? memory.pointer(entry &+ (3 * word + 8))
      else { return nil }
      let counters = (0..<Int(length)).compactMap { try? memory.pointer(start &+ $0 * word) }
      return Ancestor(id: id, programCounters: counters, creatorPC: creator)
    }
  }
}
