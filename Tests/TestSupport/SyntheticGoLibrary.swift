// A shared library of Go that a test draws, as `go build -buildmode=c-shared` links it, as far as a core
// shows it.

/// A library of Go in a process: its first page, which is its code, too, and its data.
package struct SyntheticGoLibrary: Sendable {
  /// Where the file's first byte was mapped.
  package let base: UInt64
  private let id: String
  private let mode: String
  private static let pageSize = 0x1000

  /// `id`: its Go build ID. `mode`: its `-buildmode`.
  package init(at base: UInt64, id: String, mode: String = "c-shared") {
    self.base = base
    self.id = id
    self.mode = mode
  }

  /// The file.
  package var bytes: [UInt8] {
    var elf = ELFWriter(
      type: ELFWriter.shared,
      segments: [
        .note([CoreNotes.note("Go", 4, Array(id.utf8))]),
        .load(0, [UInt8](repeating: 0, count: 16), memorySize: UInt64(Self.pageSize), flags: 5),
        .load(0x2000, data, flags: 6),
      ])
    let offsets = elf.contentOffsets
    elf.segments[0].address = UInt64(offsets[0])
    elf.segments[1].claimedOffset = 0
    elf.segments[1].claimedFileSize = UInt64(offsets[2])
    return elf.bytes
  }

  private var data: [UInt8] {
    Self.padded(
      SyntheticProcess.buildInformation("go1.25.5", "path\tapp\nbuild\t-buildmode=\(mode)\n"))
  }

  /// What a core has of it.
  package var segments: [ELFWriter.Segment] {
    [
      .load(base, Self.padded(Array(bytes.prefix(Self.pageSize))), flags: 5),
      .load(base + 0x2000, data, flags: 6),
    ]
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: max(0, pageSize - bytes.count))
  }
}
