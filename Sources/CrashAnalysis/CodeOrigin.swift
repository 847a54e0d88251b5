// Whose code a function is: the program's own, or the standard library's. Its name alone does not tell:
// GOPATH, Bazel and replaced modules give import paths that look like the standard library's.

internal import ElfCore
package import GoRuntime

/// What a program shows about the origin of its code.
package struct CodeOrigin: Sendable, Equatable {
  /// Whose code a function is.
  package enum Kind: Sendable {
    case mainModule, library, standard
  }

  /// The path of the main module; nil where the build does not say.
  package let mainModule: String?
  /// Modules whose path has no dot in its first element, as those of the standard library have none.
  private let plainModules: [String]
  /// The folder of Go's own sources; empty for a program built with `-trimpath`, nil where unknown.
  private let sourceRoot: String?
  /// All packages that are not of the standard library, where somebody found them out before.
  private let programPackages: Set<String>?

  /// The origin of code in a program whose main module and other modules are known, or not; `sourceRoot`
  /// is where Go's own sources lay when it was built.
  package init(mainModule: String?, modules: [String], sourceRoot: String?) {
    self.mainModule = mainModule.flatMap { $0.isEmpty ? nil : $0 }
    plainModules = ([self.mainModule].compactMap(\.self) + modules).filter {
      !Self.firstElement(of: $0).utf8.contains(0x2e)
    }
    self.sourceRoot = sourceRoot
    programPackages = nil
  }

  /// The origin of code of which all packages are known that are not of the standard library.
  package init(mainModule: String?, programPackages: Set<String>) {
    self.mainModule = mainModule.flatMap { $0.isEmpty ? nil : $0 }
    plainModules = []
    sourceRoot = nil
    self.programPackages = programPackages
  }

  /// The origin of code in a process.
  package init(_ process: GoProcess) {
    self.init(process.build, sourceRoot: process.sourceRoot)
  }

  /// The origin of code in a program as it was built.
  package init(_ build: BuildDescription) {
    self.init(build.information, sourceRoot: build.sourceRoot)
  }

  private init(_ build: BuildInformation?, sourceRoot: String?) {
    self.init(
      mainModule: build?.main?.path, modules: build?.dependencies.map(\.path) ?? [],
      sourceRoot: sourceRoot)
  }

  /// Whether a function belongs to the standard library. `file` is where it was written, as the function
  /// table names it; nil where that is not known.
  package func isStandard(_ name: FunctionName, file: String? = nil) -> Bool {
    let package = name.package
    if package.isEmpty { return true }
    if package == "main" { return false }
    if let programPackages { return !programPackages.contains(package) }
    if let root = sourceRoot, !root.isEmpty, let file, file.hasPrefix(root) {
      // Programs of the toolchain lie beside the library.
      return package != "cmd" && !package.hasPrefix("cmd/")
    }
    let first = Self.firstElement(of: package)
    if first.utf8.contains(0x2e) { return false }
    if plainModules.contains(where: { Self.isBelow(package, $0) }) { return false }
    if let root = sourceRoot, !root.isEmpty, let file, Self.isWritten(file) { return false }
    if Self.library.contains(String(first)) { return true }
    let second = package.dropFirst(first.count + 1).prefix { $0 != "/" }
    return !second.isEmpty && Self.library.contains("\(first)/\(second)")
  }

  /// Whose code a function is. `file` as above.
  package func kind(of name: FunctionName, file: String? = nil) -> Kind {
    isStandard(name, file: file) ? .standard : isOfMainModule(name) ? .mainModule : .library
  }

  /// Whose code a frame of a signature is; of C, not the program's.
  func kind(of frame: SignatureFrame) -> Kind {
    frame.isForeign ? .standard : kind(of: FunctionName(frame.name))
  }

  private func isOfMainModule(_ name: FunctionName) -> Bool {
    if name.package == "main" { return true }
    guard let mainModule else { return false }
    // In a normalised name a dot in the path's last element looks like the one that ends the path.
    return Self.isBelow(name.package, mainModule) || name.text.hasPrefix(mainModule + ".")
      || name.text.hasPrefix(mainModule + "/")
  }

  private static func firstElement(of path: String) -> Substring {
    path.prefix { $0 != "/" }
  }

  private static func isBelow(_ package: String, _ module: String) -> Bool {
    package == module || package.hasPrefix(module + "/")
  }

  /// Whether a person wrote the file; what the compiler and cgo generate lies anywhere.
  private static func isWritten(_ file: String) -> Bool {
    file.hasSuffix(".go") && !file.lastPathComponent.hasPrefix("_cgo_")
      || file.hasSuffix(".s")
  }

  /// The first elements of the standard library's paths.
  private static let library: Set<String> = Set(
    String(decoding: PackageResources.standard_txt, as: UTF8.self)
      .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map(String.init))
}
