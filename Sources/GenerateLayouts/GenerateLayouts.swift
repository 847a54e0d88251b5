// Prints the layouts of the Go runtime that the DWARF of the named binaries tells, as the entries of
// KnownLayouts+Generated.swift. Run through the script beside this file.

internal import DebugInfo
internal import ElfCore
internal import Glibc
internal import GoRuntime

/// `GenerateLayouts RELEASE=BINARY…`
@main
enum GenerateLayouts {
  static func main() {
    var entries: [String] = []
    for argument in CommandLine.arguments.dropFirst() {
      guard let equals = argument.firstIndex(of: "=") else {
        fail("\(argument): no RELEASE=BINARY")
      }
      let path = String(argument[argument.index(after: equals)...])
      entries.append(entry(release: String(argument[..<equals]), path: path))
    }
    print(
      "// Made by Sources/GenerateLayouts/generate-layouts from the DWARF of each toolchain's binaries."
    )
    print("// Do not edit.\n")
    print("/// Entries parted by empty lines; KnownLayout parses them.")
    print("let generatedLayouts = \"\"\"")
    for (index, entry) in entries.enumerated() {
      if index > 0 { print() }
      for line in entry.split(separator: "\n") { print("  \(line)") }
    }
    print("  \"\"\"")
  }

  private static func entry(release: String, path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { fail("\(path): cannot be opened") }
    defer { close(descriptor) }
    do {
      let file = try MappedFile(descriptor: descriptor, path: path)
      let executable = try ExecutableFile(file: file, path: path)
      let facts = try DwarfFile(descriptor: descriptor, path: path).facts(
        for: RuntimeFacts.request)
      return layoutEntry(
        release: release, architecture: executable.image.architecture.name, facts: facts)
    } catch {
      fail("\(path): \(error)")
    }
  }

  private static func fail(_ message: String) -> Never {
    let bytes = Array((message + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
    exit(1)
  }
}
