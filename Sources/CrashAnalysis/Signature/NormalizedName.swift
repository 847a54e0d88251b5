// Function names without what changes when the same source is built again, or by another release.

/// Names for signatures (Documentation/Contract.md, Signature, step 3).
package enum NormalizedName {
  /// Longer names are cut. They come from the binary and may be anything.
  private static let limit = 200
  private static let typeArguments = Array("[…]".utf8)

  /// The name; nil for wrappers by the compiler, which not all releases make.
  package static func of(_ name: String) -> String? { of(name) { _ in false } }

  /// The same, of a program that is at hand: `isFunction` says whether it has a function of that name, as the
  /// linker writes it; nil for a closure of another package's function, as it has the package of the callers.
  package static func of(_ name: String, isFunction: ((String) -> Bool)?) -> String? {
    let bytes = withoutTypeArguments(Array(name.utf8.prefix(4 * limit)))
    let end = endOfPackage(bytes)
    let path = withoutFolder(withoutVendor(FunctionName.decoded(bytes[..<end])))
    let rest = withoutSuffixes(String(decoding: bytes[end...], as: UTF8.self))
    let package = String(decoding: bytes[..<end], as: UTF8.self)
    let symbol = withoutOrdinals(rest) { names in
      isFunction.map { isCaller(names, package: package, isFunction: $0) } ?? false
    }
    guard let symbol else { return nil }
    let text = String(decoding: path, as: UTF8.self) + symbol
    guard text.unicodeScalars.count > limit else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) + "…"
  }

  /// The name of a function of C, C++ or Rust, without what compilers add to it.
  package static func ofForeign(_ name: String) -> String {
    // `|` separates the parts of a signature.
    var text = Substring(name.prefix(limit).map { $0 == "|" ? "/" : $0 })
    for mark in [".constprop.", ".isra.", ".part.", ".cold", ".lto_priv.", ".llvm."] {
      if let range = text.firstRange(of: mark) { text = text[..<range.lowerBound] }
    }
    // Rust's hash of the crate, and cgo's of the package.
    let hash = text.suffix(17)
    if text.count > 19, text.dropLast(17).hasSuffix("::"), hash.first == "h",
      hash.dropFirst().allSatisfy(\.isHexDigit)
    {
      text = text.dropLast(19)
    }
    let mark = "_cgo_"
    if text.hasPrefix(mark) {
      let rest = text.dropFirst(mark.count)
      let digits = rest.prefix(while: \.isHexDigit)
      if digits.count >= 8, rest.dropFirst(digits.count).hasPrefix("_") {
        return mark + rest.dropFirst(digits.count + 1)
      }
    }
    return String(text)
  }

  /// `main.Map[go.shape.int]` as `main.Map[…]`; brackets nest.
  private static func withoutTypeArguments(_ name: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var depth = 0
    for byte in name {
      if byte == 0x5b {
        if depth == 0 { result += typeArguments }
        depth += 1
      } else if byte == 0x5d {
        depth = max(0, depth - 1)
      } else if depth == 0 {
        result.append(byte)
      }
    }
    return result
  }

  /// Where the package's path ends: at the first dot after the last slash outside the receiver.
  private static func endOfPackage(_ name: [UInt8]) -> Int {
    let end = name.firstIndex { $0 == 0x5b || $0 == 0x28 } ?? name.count
    let start = name[..<end].lastIndex(of: 0x2f).map { $0 + 1 } ?? 0
    return name[start..<end].firstIndex(of: 0x2e) ?? end
  }

  /// The path after the last `vendor/`: a dependency is the same wherever its copy lies.
  private static func withoutVendor(_ path: [UInt8]) -> ArraySlice<UInt8> {
    let elements = path.split(separator: 0x2f, omittingEmptySubsequences: false)
    guard let index = elements.lastIndex(where: { $0.elementsEqual("vendor".utf8) }),
      index + 1 < elements.count
    else { return path[...] }
    return path[elements[index + 1].startIndex...]
  }

  /// The last element of `_/home/me/store`: outside of any module a package is called after the folder that
  /// somebody built it in.
  private static func withoutFolder(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard path.starts(with: "_/".utf8), let slash = path.lastIndex(of: 0x2f) else { return path }
    return path[(slash + 1)...]
  }

  /// Without the marks of ABI wrappers and method values.
  private static func withoutSuffixes(_ symbol: String) -> String {
    var symbol = symbol
    for suffix in [".abi0", ".abiinternal", "-fm"] where symbol.hasSuffix(suffix) {
      symbol.removeLast(suffix.count)
    }
    return symbol
  }

  /// `.F.func1.2` as `.F.func`; nil for `.F.gowrap1`.
  ///
  /// A closure is named after the function around it. If that was inlined, some releases put the names of
  /// its callers first and others do not (.G.func1.F.func2 and .G.F.func2 until go1.26, .F.2 and .F.func2 in
  /// go1.27), so only what follows the last but one closure counts, and of that what follows the callers.
  private static func withoutOrdinals(
    _ symbol: String, isCaller: ([String]) -> Bool
  ) -> String? {
    let parts = symbol.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var names: [String] = []
    var isClosure = false
    for (index, part) in parts.enumerated().dropFirst() {
      // The body of a range over a function: main.F-range1 (go1.23).
      let name = withoutRange(part)
      if isNumbered(name, "gowrap") || isNumbered(name, "deferwrap") {
        if index == parts.count - 1 { return nil }
      } else if isNumber(name), names == ["init"], !isClosure {
        // init.0 is the first init of a package.
        continue
      } else if isNumbered(name, "func") || isNumber(name) {
        isClosure = true
      } else if name == "glob", index + 1 < parts.count, parts[index + 1].isEmpty {
        // Closures outside any function: glob..func1 until go1.20, init.func1 since.
        (names, isClosure) = (["init"], false)
      } else if name.isEmpty, parts[index - 1] == "glob" {
        continue
      } else {
        if isClosure { (names, isClosure) = ([], false) }
        names.append(withoutHash(name))
      }
    }
    if isClosure { names = closure(of: names, isCaller: isCaller) }
    return ([parts[0]] + names).joined(separator: ".")
  }

  /// The names of a closure's method, or function, and `func`, without those of the functions that these were
  /// inlined into: `main.T.M.func` is a closure of the method M, `main.F.G.func` one of G in F.
  private static func closure(of names: [String], isCaller: ([String]) -> Bool) -> [String] {
    var names = names[...]
    if let receiver = names.lastIndex(where: { $0.hasPrefix("(") }) {
      // Its method is a caller, too, if more follows.
      names = names.count > receiver + 2 ? names[(receiver + 2)...] : names[receiver...]
    }
    while names.count > 1 {
      if isCaller([names[names.startIndex]]) {
        names.removeFirst()
      } else if names.count > 2, isCaller(Array(names.prefix(2))) {
        names.removeFirst(2)
      } else {
        break
      }
    }
    return names + ["func"]
  }

  /// Whether names are those of a function, and not of a type: a package has one thing of a name. `init`, and
  /// `main` in package main, can be nothing else.
  private static func isCaller(
    _ names: [String], package: String, isFunction: (String) -> Bool
  ) -> Bool {
    if names == ["init"] || names == ["main"] && package == "main" { return true }
    let text = ([package] + names).joined(separator: ".")
    return isFunction(text.replacing(String(decoding: typeArguments, as: UTF8.self), with: "[...]"))
  }

  /// A name that an older gocore normalised, as this one would have.
  package static func ofStored(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let end = endOfPackage(bytes)
    var names = String(decoding: bytes[end...], as: UTF8.self).split(separator: ".")
      .map(String.init)
    guard names.count > 1, names.last == "func" else { return name }
    var path = [String(decoding: bytes[..<end], as: UTF8.self)]
    // What looks like a version is one: gopkg.in/yaml.v3.
    if let first = names.first, isNumbered(first, "v") {
      path.append(first)
      names.removeFirst()
    }
    let package = path.joined(separator: ".")
    let rest = closure(of: names.dropLast()) {
      isCaller($0, package: package, isFunction: { _ in false })
    }
    return (path + rest).joined(separator: ".")
  }

  private static func withoutRange(_ part: String) -> String {
    guard let dash = part.lastIndex(of: "-"),
      isNumbered(String(part[part.index(after: dash)...]), "range")
    else { return part }
    // Loops nest: F-range1-range2.
    return withoutRange(String(part[..<dash]))
  }

  /// `_cgoexp_0123456789ab_Name` without the hash of the package that cgo puts in.
  private static func withoutHash(_ part: String) -> String {
    let mark = "_cgoexp_"
    guard part.hasPrefix(mark) else { return part }
    let rest = part.dropFirst(mark.count)
    let hash = rest.prefix { $0.isHexDigit }
    let behind = rest.dropFirst(hash.count)
    return hash.count >= 8 && behind.first == "_" ? mark + behind.dropFirst() : part
  }

  private static func isNumbered(_ text: String, _ word: String) -> Bool {
    text.hasPrefix(word) && isNumber(String(text.dropFirst(word.count)))
  }

  private static func isNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
