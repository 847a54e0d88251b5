// The runtime's list of all goroutines that ever were.

package import ElfCore

/// Where `runtime.allgs` keeps the addresses of the `g`s.
package struct AllGoroutines: Sendable {
  package let data: Address
  /// How many addresses of the list are in memory.
  package let count: Int
  /// Why goroutines are missing, in words.
  let problem: String?

  /// Reads the header of the list; empty where the facts do not say where it is.
  init(_ runtime: RuntimeMemory) {
    let memory = runtime.memory
    let list = runtime.variable(.allgs)
    do throws(RecordError) {
      let (data, count) = try list.slice()
      let limit = memory.readableCount(from: data) / UInt64(memory.pointerSize)
      self.data = data
      self.count = Int(clamping: min(count, limit))
      problem =
        count > limit
        ? "runtime.allgs names \(count) goroutines, of which \(limit) can be in memory" : nil
    } catch {
      (data, count) = (.null, 0)
      problem = (try? list.address()).map {
        "runtime.allgs at \($0) cannot be read; no goroutine is known"
      }
    }
  }
}
