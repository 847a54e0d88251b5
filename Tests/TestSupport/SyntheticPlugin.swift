// A plugin of Go that a test draws: a shared library with functions of its own, as `go build
// -buildmode=plugin` links it, and what its loading leaves in the process.

import DebugInfo
import ElfCore

/// A plugin and where the process has it.
package struct SyntheticPlugin: Sendable {
  /// The path that the core names.
  package let path: String
  /// Where the file's first byte was mapped.
  package let base: UInt64
  /// The descriptor of its GNU build ID.
  package var buildID: [UInt8]
  package let table: FunctionTable
  private static let textStart: UInt64 = 0x10000
  private static let pageSize = 0x1000

  package init(
    _ functions: [SyntheticFunction], path: String, base: UInt64 = 0x7f10_0000_0000,
    buildID: [UInt8]
  ) {
    self.path = path
    self.base = base
    self.buildID = buildID
    table = FunctionTableWriter(functions, magic: RuntimeShape.go125.magic).write()
  }

  /// Where its function table lies in the process.
  package var tableAddress: UInt64 { base + UInt64(layout.contentOffsets[1]) }
  private var functionDataAddress: UInt64 { tableAddress + UInt64(table.table.count + 7) / 8 * 8 }
  private var text: UInt64 { base + Self.textStart }

  /// The address of an instruction of a function.
  package func pc(_ function: String) -> UInt64 {
    guard let entry = table.entries[function] else {
      preconditionFailure("no function \(function)")
    }
    return text + UInt64(entry) + 0x40
  }

  /// The note, the first segment without its place, and the code.
  private var layout: ELFWriter {
    var data = ByteWriter()
    data.raw(table.table)
    data.align(8)
    data.raw(table.functionData)
    var note = ELFWriter.Segment.note([CoreNotes.note("GNU", 3, buildID)])
    note.memorySize = nil
    return ELFWriter(
      type: ELFWriter.shared,
      segments: [
        note, .load(0, data.bytes, flags: 4),
        .load(Self.textStart, [UInt8](repeating: 0, count: Int(table.textSize)), flags: 5),
      ])
  }

  /// The file. Its first segment begins with the file itself, as linkers make it.
  package var bytes: [UInt8] {
    var elf = layout
    let offsets = elf.contentOffsets
    elf.segments[0].address = UInt64(offsets[0])
    elf.segments[1].claimedOffset = 0
    elf.segments[1].claimedFileSize = UInt64(offsets[1] + elf.segments[1].contents.count)
    return elf.bytes
  }

  /// Puts the plugin into a process: into the runtime's list of modules and the kernel's list of mapped
  /// files. `isShown`: whether the core has its first page.
  package func load(into process: inout SyntheticProcess, isShown: Bool = true) {
    let module = process.onHeap(process.types["runtime.moduledata"]?.size ?? 0)
    let members: [(String, UInt64)] = [
      ("pcHeader", tableAddress), ("text", text), ("etext", text + UInt64(table.textSize)),
      ("gofunc", functionDataAddress), ("minpc", text), ("maxpc", text + UInt64(table.textSize)),
    ]
    for (name, value) in members { process.set("runtime.moduledata", name, of: module, value) }
    guard let first = process.variables["runtime.firstmoduledata"] else {
      preconditionFailure("a process without a first module")
    }
    process.set("runtime.moduledata", "next", of: first.address &+ process.loadBias, module)
    guard isShown else { return }
    let file = bytes
    process.memory.map(base, size: Self.pageSize)
    process.memory.write(Array(file.prefix(Self.pageSize)), at: base)
    process.notes.append(
      CoreNotes(process.architecture).fileMappings([
        .init(
          base, max(base + UInt64(file.count), text + UInt64(table.textSize)), page: 0, path)
      ]))
  }
}
