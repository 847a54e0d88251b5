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
    var reasons: [[String]] = []
    for argument in CommandLine.arguments.dropFirst() {
      guard let equals = argument.firstIndex(of: "=") else {
        fail("\(argument): no RELEASE=BINARY")
      }
      let path = String(argument[argument.index(after: equals)...])
      let (entry, names) = read(release: String(argument[..<equals]), path: path)
      entries.append(entry)
      if !reasons.contains(names) { reasons.append(names) }
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
    print("\n/// The names of wait reasons by number, `-` for an empty one: a table for each set")
    print("/// of them, parted by empty lines.")
    print("let generatedWaitReasons = \"\"\"")
    for (index, names) in reasons.enumerated() {
      if index > 0 { print() }
      for name in names { print("  \(name.isEmpty ? "-" : name)") }
    }
    print("  \"\"\"")
  }

  private static func read(release: String, path: String) -> (entry: String, reasons: [String]) {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { fail("\(path): cannot be opened") }
    defer { close(descriptor) }
    do {
      let file = try MappedFile(descriptor: descriptor, path: path)
      let executable = try ExecutableFile(file: file, path: path)
      let facts = try DwarfFile(descriptor: descriptor, path: path).facts(
        for: RuntimeFacts.request)
      let entry = layoutEntry(
        release: release, architecture: executable.image.architecture.name, facts: facts)
      let names = stringTable(.waitReasons, facts, executable)
      guard names.count > 20 else { fail("\(path): no names of wait reasons") }
      return (entry, names)
    } catch {
      fail("\(path): \(error)")
    }
  }

  /// The strings of a variable that is an array of them, from the file.
  private static func stringTable(
    _ variable: RuntimeVariable, _ facts: DebugFacts, _ executable: ExecutableFile
  ) -> [String] {
    let word = executable.image.architecture.pointerSize
    guard let place = facts.variables[variable.rawValue], let size = place.size,
      let start = executable.fileOffset(of: Address(place.address)),
      let bytes = executable.file.bytes(at: start, count: size)
    else { return [] }
    return stride(from: 0, to: bytes.count, by: 2 * word).map { offset in
      guard let data = bytes.field(at: offset, size: word),
        let length = bytes.field(at: offset + word, size: word), length > 0,
        let text = executable.fileOffset(of: Address(data))
      else { return "" }
      return String(
        decoding: executable.file.bytes(at: text, count: Int(length)) ?? [], as: UTF8.self)
    }
  }

  private static func fail(_ message: String) -> Never {
    let bytes = Array((message + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
    exit(1)
  }
}
