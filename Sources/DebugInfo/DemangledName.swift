// Names as C++ and Rust wrote them, of the symbols that their compilers made of them.

internal import CDemangle
internal import Glibc

/// Readable names of symbols.
package enum DemangledName {
  /// Longer symbols are left as they are.
  private static let limit = 1_024
  /// Each reference of a symbol to a part of itself may double what comes out. With so many, that is some
  /// megabytes at worst.
  private static let referenceLimit = 32

  /// `std::terminate()` for `_ZSt9terminatev`; nil for a name of C's, and for one that is too long.
  package static func of(_ symbol: String) -> String? {
    guard symbol.hasPrefix("_Z"), let text = demangled(symbol) else { return nil }
    return withoutHash(text).map(rustName) ?? text
  }

  /// `std::out_of_range` for `St12out_of_range`, a type's name in its type_info.
  package static func ofType(_ name: String) -> String? { demangled(name) }

  private static func demangled(_ symbol: String) -> String? {
    guard symbol.utf8.count <= limit, references(symbol) <= referenceLimit else { return nil }
    var status: Int32 = 0
    guard let text = unsafe __cxa_demangle(symbol, nil, nil, &status) else { return nil }
    defer { unsafe free(text) }
    return unsafe status == 0 ? String(cString: text) : nil
  }

  /// How many of the bytes may begin a substitution (`S_`, `S0_`) or name a template's parameter (`T_`).
  private static func references(_ symbol: String) -> Int {
    let bytes = Array(symbol.utf8)
    var count = 0
    for (index, byte) in bytes.enumerated().dropLast() where byte == 0x53 || byte == 0x54 {
      let next = bytes[index + 1]
      let isDigit = (0x30...0x39).contains(next) || (0x41...0x5a).contains(next)
      if isDigit || next == 0x5f { count += 1 }
    }
    return count
  }

  /// A name of Rust's before its own scheme (`_R`): `…::h` and 16 hexadecimal digits at the end are a
  /// hash of the build. Nil for a name of C++.
  private static func withoutHash(_ name: String) -> String? {
    let bytes = name.utf8
    guard bytes.count > 19 else { return nil }
    let end = bytes.suffix(19)
    guard end.starts(with: "::h".utf8),
      end.dropFirst(3).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    return String(name.dropLast(19))
  }

  /// What Rust writes for characters that symbols cannot have.
  private static let escapes = [
    "SP": "@", "BP": "*", "RF": "&", "LT": "<", "GT": ">", "LP": "(", "RP": ")", "C": ",",
  ]

  /// `<alloc::string::String as core::fmt::Debug>::fmt` for
  /// `_$LT$alloc..string..String$u20$as$u20$core..fmt..Debug$GT$::fmt`.
  private static func rustName(_ name: String) -> String {
    var text = ""
    var rest = name[...]
    if rest.hasPrefix("_$") { rest = rest.dropFirst() }
    while let character = rest.first {
      if character == "$", let end = rest.dropFirst().firstIndex(of: "$") {
        let word = String(rest[rest.index(after: rest.startIndex)..<end])
        let scalar = word.hasPrefix("u") ? UInt32(word.dropFirst(), radix: 16) : nil
        if let found = escapes[word]
          ?? scalar.flatMap({ Unicode.Scalar($0) }).map({ String(Character($0)) })
        {
          text += found
          rest = rest[rest.index(after: end)...]
          continue
        }
      }
      if rest.hasPrefix("..") {
        text += "::"
        rest = rest.dropFirst(2)
        continue
      }
      text.append(character)
      rest = rest.dropFirst()
    }
    return text
  }
}
