// What `go build` wrote into the program: the Go release, the modules, the VCS stamp. It lies in
// writable memory, so the core alone has it.
//
// Source: debug/buildinfo and cmd/link/internal/ld/data.go, go1.18 to go1.27.

package import ElfCore

/// The build information of a Go program.
package struct BuildInformation: Sendable, Equatable {
  /// One module of the build list.
  package struct ModuleVersion: Sendable, Equatable {
    package let path: String
    package let version: String
    /// What replaces it (`=>`), when something does.
    package var replacement: String?
  }

  /// `runtime.buildVersion`: `go1.25.5`, with experiments behind a space.
  package var goVersion: String
  /// The import path of the main package.
  package var path: String?
  /// The main module.
  package var main: ModuleVersion?
  package var dependencies: [ModuleVersion] = []
  /// Build settings by name: `GOARCH`, `-ldflags`, `vcs.revision` and so on.
  package var settings: [String: String] = [:]

  private static let magic: [UInt8] = [
    0xff, 0x20, 0x47, 0x6f, 0x20, 0x62, 0x75, 0x69, 0x6c, 0x64, 0x69, 0x6e, 0x66, 0x3a,
  ]

  /// Finds the information in `ranges` of memory; nil when there is none.
  package static func find(in ranges: [AddressRange], memory: AddressSpace) -> BuildInformation? {
    for range in ranges.flatMap({ memory.dumpedParts(of: $0) }) {
      var start = Address((range.start.rawValue &+ 15) & ~15)
      // The section is the first of the writable segment; the limit is for programs linked otherwise.
      var searched = 0
      while start < range.end, searched < 1 << 26 {
        let wanted = min(
          searched == 0 ? 1 << 12 : 1 << 16, Int(clamping: range.end.rawValue - start.rawValue))
        let (bytes, _) = memory.readablePrefix(at: start, count: wanted)
        for offset in stride(from: 0, to: bytes.count - 32, by: 16)
        where bytes[offset] == 0xff && bytes[offset..<offset + magic.count].elementsEqual(magic) {
          if let found = BuildInformation(at: start &+ offset, memory) { return found }
        }
        guard bytes.count == wanted, wanted > 32 else { break }
        start = start &+ (wanted - 32)
        searched += wanted
      }
    }
    return nil
  }

  /// Finds the information of `executable`, whose load bias must be set, in the memory of its process.
  package static func find(
    of executable: ExecutableFile, in image: ProcessImage
  ) -> BuildInformation? {
    find(
      in: executable.image.segments.writableRanges(bias: executable.loadBias),
      memory: image.memory)
  }

  private init?(at address: Address, _ memory: AddressSpace) {
    let (head, _) = memory.readablePrefix(at: address, count: 33)
    // Bit 1 of the flags: the strings follow in place, as they do since go1.18.
    guard head.count > 32, head[15] & 2 != 0 else { return nil }
    var offset = 32
    guard let release = Self.string(at: address, &offset, memory),
      let details = Self.string(at: address, &offset, memory)
    else { return nil }
    goVersion = String(decoding: release, as: UTF8.self)
    guard goVersion.hasPrefix("go") || goVersion.hasPrefix("devel") else { return nil }
    // 16 bytes before and behind, which are no text, mark it for other tools.
    let marked = details.count >= 33
    parse(
      String(decoding: marked ? details.dropFirst(16).dropLast(16) : details[...], as: UTF8.self))
  }

  /// How many bytes both strings may have, with the header.
  private static let sizeLimit = 1 << 20
  /// Bytes that a length may take.
  private static let lengthSize = 4

  /// The string at `offset` behind `address`, which then stands behind the string.
  private static func string(
    at address: Address, _ offset: inout Int, _ memory: AddressSpace
  ) -> [UInt8]? {
    let (head, _) = memory.readablePrefix(at: address &+ offset, count: lengthSize)
    var length = 0
    for index in 0..<lengthSize {
      guard index < head.count else { return nil }
      offset += 1
      length |= Int(head[index] & 0x7f) << (7 * index)
      if head[index] & 0x80 == 0 { break }
    }
    guard length <= sizeLimit - offset else { return nil }
    let (bytes, _) = memory.readablePrefix(at: address &+ offset, count: length)
    offset += length
    return bytes.count == length ? bytes : nil
  }

  private mutating func parse(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 2 else { continue }
      let module = ModuleVersion(path: words[1], version: words.count > 2 ? words[2] : "")
      switch words[0] {
      case "path": path = words[1]
      case "mod": main = module
      case "dep": dependencies.append(module)
      case "=>":
        let replacement = module.version.isEmpty ? module.path : "\(module.path) \(module.version)"
        if dependencies.isEmpty {
          main?.replacement = replacement
        } else {
          dependencies[dependencies.count - 1].replacement = replacement
        }
      case "build":
        let setting = line.dropFirst("build\t".count)
        if let equals = setting.firstIndex(of: "=") {
          settings[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
        }
      default: break
      }
    }
  }

  /// The minor release: 25 of `go1.25.5`; nil for a development version.
  package var minorRelease: Int? {
    guard goVersion.hasPrefix("go1.") else { return nil }
    return Int(goVersion.dropFirst(4).prefix { $0.isNumber })
  }
}
