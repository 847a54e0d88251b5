// swift-tools-version: 6.2
// The targets below are the architecture: each may import only what its line names.
import PackageDescription

#if canImport(Glibc)
  import Glibc
#endif

/// Whether a C header is found, so that what needs its library is left out where it is not.
func hasHeader(_ name: String) -> Bool {
  access("/usr/include/" + name, R_OK) == 0
}

let environment = Context.environment
let hasArchive = hasHeader("archive.h") && environment["GOCORE_WITHOUT_LIBARCHIVE"] == nil
let hasCapstone =
  hasHeader("capstone/capstone.h") && environment["GOCORE_WITHOUT_CAPSTONE"] == nil

/// Continuous integration takes warnings for errors; a newer compiler's warnings stop nobody else.
let warnings: [SwiftSetting] =
  environment["GOCORE_WARNINGS_ARE_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)]
let imports: [SwiftSetting] =
  [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + warnings
/// Each use of unsafe code must say so.
let strict: [SwiftSetting] = imports + [.strictMemorySafety()]

let targets: [Target] = [
  .systemLibrary(name: "CElfutils", providers: [.apt(["libdw-dev", "libelf-dev"])]),
  .systemLibrary(name: "CDemangle", providers: [.apt(["libstdc++-12-dev"])]),
  .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
  .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
  .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
  .systemLibrary(name: "CCapstone", providers: [.apt(["libcapstone-dev"])]),
  .target(name: "Basics", dependencies: [], swiftSettings: strict),
  .target(
    name: "ElfCore", dependencies: ["Basics", "CElfutils"], swiftSettings: strict,
    linkerSettings: [.linkedLibrary("dw"), .linkedLibrary("elf")]),
  .target(
    name: "DebugInfo", dependencies: ["Basics", "CDemangle", "CElfutils", "ElfCore"],
    swiftSettings: strict),
  .target(
    name: "GoRuntime", dependencies: ["Basics", "ElfCore", "DebugInfo"], swiftSettings: strict),
  .target(
    name: "Disassembly", dependencies: ["CCapstone", "ElfCore"],
    swiftSettings: strict + (hasCapstone ? [.define("GOCORE_CAPSTONE")] : [])),
  .target(
    name: "CrashAnalysis", dependencies: ["Basics", "ElfCore", "GoRuntime", "Disassembly"],
    resources: [.embedInCode("Signature/Lists")], swiftSettings: strict),
  .target(
    name: "Reporting", dependencies: ["Basics", "ElfCore", "GoRuntime", "CrashAnalysis"],
    exclude: ["Schema/Files"], swiftSettings: strict),
  .target(
    name: "InputFiles", dependencies: ["Basics", "CArchive"],
    swiftSettings: strict + (hasArchive ? [.define("GOCORE_LIBARCHIVE")] : [])),
  .target(
    name: "Loading", dependencies: ["Basics", "InputFiles", "ElfCore", "DebugInfo", "GoRuntime"],
    swiftSettings: strict),
  .target(
    name: "Configuration", dependencies: ["Basics", "CYAML", "CrashAnalysis"],
    swiftSettings: strict),
  .target(
    name: "StoredReports",
    dependencies: ["Basics", "CSQLite", "ElfCore", "GoRuntime", "CrashAnalysis", "Reporting"],
    swiftSettings: strict),
  // The library; a folder named as the target would be one with `gocore` where case counts for nothing.
  .target(
    name: "Gocore",
    dependencies: [
      "Basics", "InputFiles", "ElfCore", "GoRuntime", "Loading", "CrashAnalysis", "Reporting",
    ],
    path: "Sources/GocoreLibrary", swiftSettings: strict),
  .target(
    name: "Triage",
    dependencies: [
      "Basics", "InputFiles", "ElfCore", "Loading", "CrashAnalysis", "Reporting", "Gocore",
      "StoredReports",
    ],
    swiftSettings: strict),
  // Not shipped: makes the table of known layouts.
  .executableTarget(
    name: "GenerateLayouts", dependencies: ["ElfCore", "DebugInfo", "GoRuntime"],
    exclude: ["generate-layouts", "program"], swiftSettings: strict),
  .executableTarget(
    name: "gocore",
    dependencies: [
      "Basics", "InputFiles", "ElfCore", "DebugInfo", "GoRuntime", "Loading", "CrashAnalysis",
      "Reporting", "Gocore", "Configuration", "StoredReports", "Triage",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: strict),
  // The example of Documentation/Library.md, so that the tests can run it; it is a package of its own, too.
  .executableTarget(
    name: "MutexCallers", dependencies: ["Gocore"],
    path: "Documentation/Example/Sources/MutexCallers", swiftSettings: imports),
  .target(
    name: "TestSupport", dependencies: ["ElfCore", "DebugInfo", "GoRuntime"],
    path: "Tests/TestSupport", swiftSettings: imports),
  .testTarget(name: "BasicsTests", dependencies: ["Basics", "TestSupport"]),
  .testTarget(
    name: "InputFilesTests", dependencies: ["Basics", "InputFiles"],
    swiftSettings: hasArchive ? [.define("GOCORE_LIBARCHIVE")] : []),
  .testTarget(name: "ElfCoreTests", dependencies: ["ElfCore", "TestSupport"]),
  .testTarget(
    name: "DebugInfoTests", dependencies: ["DebugInfo", "ElfCore", "GoRuntime", "TestSupport"]),
  .testTarget(
    name: "GoRuntimeTests", dependencies: ["GoRuntime", "DebugInfo", "ElfCore", "TestSupport"]),
  .testTarget(
    name: "LoadingTests",
    dependencies: ["Basics", "Loading", "GoRuntime", "ElfCore", "TestSupport"]
  ),
  .testTarget(name: "DisassemblyTests", dependencies: ["Disassembly", "ElfCore"]),
  .testTarget(
    name: "CrashAnalysisTests",
    dependencies: ["CrashAnalysis", "GoRuntime", "DebugInfo", "ElfCore", "TestSupport"]),
  .testTarget(
    name: "ReportingTests",
    dependencies: [
      "Basics", "Reporting", "CrashAnalysis", "GoRuntime", "DebugInfo", "ElfCore", "TestSupport",
    ]),
  .testTarget(
    name: "GocoreTests",
    dependencies: [
      "Basics", "GoRuntime", "Loading", "CrashAnalysis", "Reporting", "Gocore", "gocore",
      "TestSupport",
    ]),
  .testTarget(
    name: "ConfigurationTests",
    dependencies: ["Basics", "Configuration", "CrashAnalysis", "TestSupport"]),
  .testTarget(
    name: "StoredReportsTests",
    dependencies: [
      "Basics", "StoredReports", "ElfCore", "GoRuntime", "CrashAnalysis", "Reporting",
      "TestSupport",
    ]),
  .testTarget(
    name: "TriageTests",
    dependencies: [
      "Basics", "Triage", "InputFiles", "ElfCore", "Loading", "CrashAnalysis", "Reporting",
      "StoredReports", "TestSupport",
    ]),
  .testTarget(name: "LayeringTests", dependencies: ["GoRuntime"]),
  .testTarget(
    name: "DocumentationTests",
    dependencies: [
      "gocore", "MutexCallers", "Basics", "ElfCore", "CrashAnalysis", "Reporting", "TestSupport",
    ]),
  .testTarget(name: "CommandLineTests", dependencies: ["gocore", "ElfCore", "TestSupport"]),
  .testTarget(
    name: "SampleCoreTests",
    dependencies: [
      "CElfutils", "ElfCore", "DebugInfo", "GoRuntime", "CrashAnalysis", "Reporting", "InputFiles",
      "TestSupport",
    ],
    swiftSettings: imports),
]

// To optimise tests takes longer than it saves; what they test is optimised. Those of the samples
// compare hundreds of megabytes. Nobody imports a test target, so that its module needs no job of its own.
for target in targets where target.type == .test && target.name != "SampleCoreTests" {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .unsafeFlags(["-Onone", "-no-emit-module-separately-wmo"], .when(configuration: .release))
    ]
}

let package = Package(
  name: "gocore",
  products: [
    .executable(name: "gocore", targets: ["gocore"]),
    .library(name: "Gocore", targets: ["Gocore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // Only `swift package generate-documentation` builds it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: targets,
  swiftLanguageModes: [.v6]
)
