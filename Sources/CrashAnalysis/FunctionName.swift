// The parts of a function's name.

/// A function's name as the linker writes it, taken apart.
package struct FunctionName: Sendable {
  /// The whole name.
  package let text: String
  /// The import path of its package; empty for code that the compiler made.
  package let package: String

  package init(_ text: String) {
    self.text = text
    package = Self.packagePath(of: text)
  }

  /// The import path: all up to the first dot after the last slash, outside of type arguments. The linker
  /// writes dots in the last element as `%2e`.
  private static func packagePath(of name: String) -> String {
    let bytes = Array(name.utf8)
    let end = bytes.firstIndex { $0 == 0x5b || $0 == 0x28 } ?? bytes.count
    let slash = bytes[..<end].lastIndex(of: 0x2f).map { $0 + 1 } ?? 0
    guard let dot = bytes[slash..<end].firstIndex(of: 0x2e) else { return "" }
    let path = Array(bytes[..<dot])
    guard !path.starts(with: "type:".utf8), !path.starts(with: "go:".utf8) else { return "" }
    guard path.contains(0x25) else { return String(decoding: path, as: UTF8.self) }
    return String(decoding: decoded(path[...]), as: UTF8.self)
  }

  /// Decodes `%2e`, which the linker writes for a dot in a path's last element.
  static func decoded(_ path: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = path.startIndex
    while index < path.endIndex {
      if path[index] == 0x25, index + 2 < path.endIndex,
        let value = UInt8(String(decoding: path[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        result.append(value)
        index += 3
      } else {
        result.append(path[index])
        index += 1
      }
    }
    return result
  }

  /// Whether the function belongs to the runtime.
  package var isOfRuntime: Bool {
    package == "runtime" || package.hasPrefix("runtime/internal/")
      || package.hasPrefix("internal/runtime/") || package == "internal/abi"
      || package == "internal/bytealg" || package.isEmpty
  }
}
