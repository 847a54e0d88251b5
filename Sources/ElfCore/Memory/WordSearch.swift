// Searching memory for words whose value lies in a range. The loop visits every dumped byte; checking
// each word as a reader does would make it ten times slower.

extension AddressSpace {
  /// Calls `body` with the address and the value of every aligned, pointer-sized word of `range` whose
  /// value is at least `lowest` and below `highest`, ascending. Memory that was not dumped is skipped.
  package func forEachWord(
    in range: AddressRange, from lowest: UInt64, below highest: UInt64,
    _ body: (Address, UInt64) -> Void
  ) {
    let end = range.end.rawValue
    let index = firstRegion(endingAfter: range.start.rawValue)
    for region in regions[index...] {
      guard region.start < end else { return }
      guard region.provenance == .core, region.file >= 0 else { continue }
      let low = max(range.start.rawValue, region.start)
      // Round up to a multiple of the word; at the top of the address space there is none.
      let start = (low &+ UInt64(pointerSize) &- 1) & ~(UInt64(pointerSize) &- 1)
      let stop = min(end, region.end)
      guard start >= low, start < stop, let count = Int(exactly: stop &- start),
        let distance = Int(exactly: start &- region.start)
      else { continue }
      let (offset, overflow) = region.offset.addingReportingOverflow(distance)
      guard !overflow else { continue }
      files[region.file].forEachWord(
        at: offset, count: count, size: pointerSize, from: lowest, below: highest
      ) { body(Address(start &+ UInt64($0)), $1) }
    }
  }
}
