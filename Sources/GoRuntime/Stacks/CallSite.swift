// The call before a return address: what it can have called tells whether a frame that was found by chance
// of its place can be the caller of the one above it.

internal import ElfCore

/// The call that ends at a return address.
struct CallSite {
  /// What the call names as its target; nil where no such call ends there.
  let target: Address?
  /// Whether a call may end there whose target is in a register or in memory.
  let isIndirect: Bool

  /// The call before `returnAddress`; nil where the code is not at hand. `code` gives bytes from an address
  /// on.
  init?(
    before returnAddress: Address, _ architecture: Architecture,
    code: (Address, Int) -> [UInt8]?
  ) {
    let longest = IndirectCode.longestCall
    // The first function of a file has nothing before it.
    var found: [UInt8]?
    for count in [longest, 5, 4, 2] where found == nil {
      found = code(returnAddress &- count, count)
    }
    guard let bytes = found else { return nil }
    let end = bytes.count
    isIndirect = architecture.indirectCode.isCall(endingAt: end, of: bytes)
    let size = architecture.directCall.size
    target =
      end >= size
      ? architecture.directCall.target(
        in: bytes, at: end - size, pc: returnAddress &- size) : nil
  }
}
