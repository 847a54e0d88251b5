// Which goroutine or thread an address on a stack belongs to.

internal import Basics
internal import ElfCore
internal import GoRuntime

/// The stacks of goroutines and threads, in the order of their addresses.
struct StackIndex: Sendable {
  struct Owner: Sendable {
    let low: UInt64
    let high: UInt64
    /// Below it is what calls that have returned left behind.
    let stackPointer: Address
    /// The `g`; null for a thread's own stack.
    let goroutine: Address
  }

  private let owners: ContiguousArray<Owner>

  /// Reads the goroutines on up to `threads` threads.
  init(_ process: GoProcess, threads: Int) {
    var owners = ContiguousArray(
      process.mapGoroutines(threads: threads) { [process] goroutine -> Owner? in
        let start = process.stackPointer(of: goroutine) ?? goroutine.stack.start
        return Owner(
          low: goroutine.stack.start.rawValue, high: goroutine.stack.end.rawValue,
          stackPointer: goroutine.stack.containsOrEnds(at: start) ? start : goroutine.stack.start,
          goroutine: goroutine.address)
      })
    for thread in process.threads {
      guard let stack = thread.machine?.systemStack, stack.count > 0 else { continue }
      let sp = thread.registers.stackPointer(process.architecture) ?? stack.start
      owners.append(
        Owner(
          low: stack.start.rawValue, high: stack.end.rawValue,
          stackPointer: stack.containsOrEnds(at: sp) ? sp : stack.start, goroutine: .null))
    }
    owners.sort { $0.low < $1.low }
    self.owners = owners
  }

  /// Whose stack an address is on; nil if it is on none.
  func owner(of address: Address) -> Owner? {
    let next = owners.partitioningIndex { $0.low > address.rawValue }
    guard next > 0, address.rawValue < owners[next - 1].high else { return nil }
    return owners[next - 1]
  }

  /// `ranges`, which ascend and do not overlap, without the whole words of `wordSize` bytes that returned
  /// calls have left on stacks: most of the memory of a program with many goroutines.
  func withoutRemains(of ranges: [AddressRange], wordSize: Int) -> [AddressRange] {
    let mask = UInt64(wordSize) &- 1
    func firstWord(at address: UInt64) -> UInt64 { (address &+ mask) & ~mask }
    var parts: [AddressRange] = []
    for range in ranges {
      var start = range.start.rawValue
      let end = range.end.rawValue
      // An owner before the range may still reach into it.
      var next = max(0, owners.partitioningIndex { $0.low > start } - 1)
      while next < owners.count, owners[next].low < end {
        let owner = owners[next]
        next += 1
        // Where stacks seem to overlap, the address belongs to the one that begins last.
        let behind = next < owners.count ? owners[next].low : .max
        let low = firstWord(at: owner.low)
        let high = min(firstWord(at: min(owner.stackPointer.rawValue, behind)), end)
        guard low < high, owner.low <= low, start < high else { continue }
        if start < low {
          parts.append(AddressRange(start: Address(start), end: Address(low)))
        }
        start = high
      }
      if start < end { parts.append(AddressRange(start: Address(start), end: Address(end))) }
    }
    return parts
  }
}
