// What a frame of compiled code is called.

extension NativeFile {
  /// The symbol at `address` (in the file; no load bias), and where the function begins and ends. The end is
  /// the start where the symbol has no size.
  package func function(at address: UInt64) -> (name: String, start: UInt64, end: UInt64)? {
    symbols.function(at: address)
  }

  /// The inlined calls at `address`, innermost first, and the function itself, from DWARF; empty
  /// where there is none.
  package func places(at address: UInt64) -> [NativePlace] {
    lines.places(at: address)
  }
}
