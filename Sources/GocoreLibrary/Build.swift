// How a program was built, and which file is its binary.

internal import ElfCore
internal import GoRuntime

/// How a program was built, and whether a file is at hand that is this build.
public struct Build: Sendable, Equatable {
  /// How a binary relates to the core.
  public enum Match: String, Sendable {
    /// Their build IDs are the same.
    case matched
    /// They have no kind of build ID in common.
    case unverified
    /// It is another build, used because ``Core/Options/acceptsMismatchedBinary`` says so.
    case mismatched
    /// There is none.
    case absent
  }

  /// The Go release, such as `go1.25.5`; nil where nothing names it.
  public let goVersion: String?
  /// The import path of the main package.
  public let mainPackage: String?
  /// The path of the main module.
  public let module: String?
  /// The version of the main module, such as `v1.4.2` or `(devel)`.
  public let moduleVersion: String?
  /// Build settings by name: `GOARCH`, `-ldflags`, `vcs.revision` and so on.
  public let settings: [String: String]
  /// The GNU build ID, as lower-case hexadecimal digits.
  public let buildID: String?
  /// Go's own build ID.
  public let goBuildID: String?
  /// The file that is taken for the program's binary.
  public let binaryPath: String?
  /// How that file relates to the core.
  public let match: Match

  init(_ build: BuildDescription) {
    goVersion = build.information?.goVersion
    mainPackage = build.information?.path
    module = build.information?.main?.path
    moduleVersion = build.information?.main?.version
    settings = build.information?.settings ?? [:]
    buildID = build.ids.gnu
    goBuildID = build.ids.go
    binaryPath = build.binaryPath
    match =
      switch build.binary {
      case .matched: .matched
      case .unverified: .unverified
      case .mismatched: .mismatched
      case .absent: .absent
      }
  }
}
