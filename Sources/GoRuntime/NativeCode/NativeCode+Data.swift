// Data of C's in the process: variables by name, and texts, of which read-only ones stand in the file.

internal import DebugInfo
package import ElfCore

extension NativeCode {
  /// Where the variable called `name` lies, of the file that holds `address`.
  package func variable(_ name: String, ofFileAt address: Address) -> Address? {
    guard let module = module(at: address), let bias = module.loadBias,
      let place = module.file?.variable(name)
    else { return nil }
    return Address(place &+ bias)
  }

  /// `std::out_of_range` for `St12out_of_range`: the name of a type in C++'s own records of types.
  package static func typeName(_ symbol: String) -> String? { DemangledName.ofType(symbol) }

  /// The text at `address`, up to a zero byte; nil where there is none within `limit` bytes.
  package func text(at address: Address, limit: Int) -> String? {
    let (bytes, _) = memory.readablePrefix(at: address, count: limit)
    if let text = Self.terminated(bytes) { return text }
    guard let module = module(at: address), let bias = module.loadBias else { return nil }
    return (module.file?.bytes(at: address.rawValue &- bias, count: limit)).flatMap(Self.terminated)
  }

  private static func terminated(_ bytes: [UInt8]) -> String? {
    bytes.firstIndex(of: 0).map { String(decoding: bytes[..<$0], as: UTF8.self) }
  }
}
