// Cores that hold the program's own pages, as the kernel writes them with bit 2 of coredump_filter:
// made of the committed ones, whose pages are put in where the kernel left them out.

import CrashAnalysis
import ElfCore
import Foundation
import GoRuntime
import Testing

/// The samples with goroutines in every state: one for each binary. Program headers are rewritten in
/// their 64-bit form, so those of 386 are left out.
private let subjects = SampleCatalog.all.filter {
  $0.name.hasPrefix("nil-inlined-method-") && !$0.name.contains("-386")
}

@Suite("A core that holds the program's pages")
struct ProgramPagesTests {
  /// A core in a folder where no binary is.
  private struct FullCore {
    let folder: ScratchFolder
    let url: URL

    init(_ sample: Sample, _ executable: ExecutableFile) throws {
      folder = try ScratchFolder()
      url = try folder.expand(sample.core, as: "core")
      let core = try openCore(url)
      let bias = LoadedImage(mainProgramOf: core.image())?.loadBias ?? 0
      let file = try FileHandle(forUpdating: url)
      defer { try? file.close() }
      var end = (UInt64(core.file.count) + 4095) & ~4095
      let table = try #require(core.file.load(at: 32, as: UInt64.self))
      for (index, segment) in core.segments.enumerated()
      where segment.type == ProgramHeader.load && segment.fileSize < segment.memorySize {
        let source = executable.image.segments.first {
          $0.type == ProgramHeader.load && $0.address &+ bias == segment.address
        }
        guard let source,
          let bytes = executable.file.bytes(
            at: Int(source.fileOffset), count: Int(segment.memorySize))
        else { continue }
        try file.seek(toOffset: end)
        try file.write(contentsOf: Data(bytes))
        // p_offset and p_filesz of a 64-bit program header (elf.h).
        for (field, value) in [(8, end), (32, UInt64(bytes.count))] {
          try file.seek(toOffset: table + UInt64(index * 56 + field))
          try file.write(contentsOf: withUnsafeBytes(of: value.littleEndian) { Data($0) })
        }
        end = (end + UInt64(bytes.count) + 4095) & ~4095
      }
      try file.truncate(atOffset: end)
    }
  }

  @Test("needs no binary: its traceback is the runtime's", arguments: subjects)
  func traceback(sample: Sample) async throws {
    let program = try await SampleShelf.shared.program(of: sample)
    let full = try FullCore(sample, program.executable)
    let run = try gocore(
      ["goroutines", "core", "--format", "traceback", "--show-values"], in: full.folder.url)
    #expect(run.end == .exited(0), "\(run.errors)")
    #expect(run.errors.contains("functions and lines are from the program's pages in the core"))
    let runtime = RuntimeTraceback(try readCompressedText(sample.runtimeWords))
    let comparison = TracebackComparison(runtime: runtime, ours: RuntimeTraceback(run.output))
    for difference in comparison.differences.prefix(3) {
      Issue.record("\(sample.name), \(difference)")
    }
    #expect(comparison.parked > 50)
  }

  @Test("gives the whole report, and nothing is missing from it", arguments: subjects)
  func report(sample: Sample) async throws {
    let program = try await SampleShelf.shared.program(of: sample)
    let full = try FullCore(sample, program.executable)
    let run = try gocore(["core", "--strict"], in: full.folder.url)
    #expect(run.end == .exited(0), "\(run.errors)")
    let accepted = try String(contentsOf: sample.acceptedReport, encoding: .utf8)
    func body(_ text: String) -> [Substring] {
      let lines = text.split(separator: "\n")
      // The commands of NEXT name other files, LIMITS has a line more, BUILD and CORE name the files.
      // DWARF is not in the core: the pointer that was nil has no name.
      return lines.prefix { !$0.hasPrefix("NEXT") }.filter {
        !$0.hasPrefix("BUILD") && !$0.hasPrefix("CORE") && !$0.contains(" was nil: field ")
      }
    }
    #expect(body(run.output) == body(accepted))
  }

  @Test("is tried with every binary")
  func floor() { #expect(subjects.count >= 17) }
}
