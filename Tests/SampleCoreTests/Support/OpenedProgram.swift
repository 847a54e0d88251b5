// A core and its binary brought together without Loading: the samples are tested whatever it searches for.

import CrashAnalysis
import DebugInfo
import ElfCore
import Foundation
import GoRuntime
import InputFiles
import Reporting
import Testing

/// The binary of a sample, with what its debug information says.
struct Program: Sendable {
  let executable: ExecutableFile
  /// What DWARF says of the runtime; nil where there is none, so that each core has to tell.
  private let facts: RuntimeFacts?
  private let symbols: SymbolTable?

  /// Opens an executable.
  init(opening url: URL) throws {
    let input = try #require(try openSampleFile(url).executables.first)
    let file = try MappedFile(descriptor: input.descriptor.rawValue, path: url.path)
    executable = try ExecutableFile(file: file, path: url.path)
    symbols = SymbolTable(
      descriptor: input.descriptor.rawValue, names: RuntimeFacts.request.variables)
    do {
      let found = try DwarfFile(descriptor: input.descriptor.rawValue, path: url.path)
        .facts(for: RuntimeFacts.request)
      let facts = RuntimeFacts(facts: found, symbols: symbols)
      try #require(facts.canListGoroutines)
      self.facts = facts
    } catch DebugInfoError.absent {
      facts = nil
    }
  }

  /// The dead process: `core` together with this program.
  func process(of core: CoreFile) throws -> GoProcess {
    var executable = executable
    if let entry = core.auxiliaryVector?[AuxiliaryVector.entry] {
      executable.loadBias = entry &- executable.image.entry
    }
    let image = core.image().adding([executable])
    return GoProcess(
      image: image, executable: executable, facts: try facts ?? recoveredFacts(image, executable),
      build: .find(of: executable, in: image))
  }

  private func recoveredFacts(
    _ image: ProcessImage, _ executable: ExecutableFile
  ) throws -> RuntimeFacts {
    let build = try #require(BuildInformation.find(of: executable, in: image))
    let recovered = try StrippedFacts(
      image: image, executable: executable, release: build.goVersion, symbols: symbols)
    try #require(recovered.isExact)
    return recovered.facts
  }
}

/// Opens a file of SampleCores or an expanded one; expands it with the tool where the build lacks
/// libarchive.
func openSampleFile(_ url: URL) throws -> OpenedInput {
  let isReadable = expandsCompressedInput || url.pathExtension != "zst"
  if isReadable, url.pathExtension != "patch" { return try openInput(path: url.path) }
  let folder = try ScratchFolder()
  defer { withExtendedLifetime(folder) {} }
  return try openInput(path: folder.expand(url, as: "expanded").path)
}

/// Opens a core file.
func openCore(_ url: URL) throws -> CoreFile {
  let input = try #require(try openSampleFile(url).core)
  return try CoreFile(
    file: MappedFile(descriptor: input.descriptor.rawValue, path: url.path), path: url.path)
}

/// The bytes of a compressed text.
func readCompressedText(_ url: URL) throws -> String {
  let folder = try ScratchFolder()
  defer { withExtendedLifetime(folder) {} }
  let data = try Data(contentsOf: folder.expand(url, as: "text"))
  return String(decoding: data, as: UTF8.self)
}

/// The traceback of a process, as `gocore goroutines --format traceback` prints it.
func tracebackText(_ process: GoProcess, _ analyzer: CrashAnalyzer, _ crash: CrashFacts) -> String {
  var bytes: [UInt8] = []
  let writer = TextWriter {
    bytes.append(contentsOf: copy $0)
    return true
  }
  var options = TracebackOptions()
  // The runtime prints labels as they are.
  options.showsValues = true
  TracebackReport(analyzer.traceback(crash), options: options, out: writer).write()
  writer.flush()
  return String(decoding: bytes, as: UTF8.self)
}

extension CrashFacts {
  /// The goroutine that crashed. One that waits did not: a worker of the collector counts as waiting
  /// while its thread, on the system stack, finds the heap damaged.
  var crashedGoroutine: Goroutine? {
    goroutine.flatMap { $0.state == .waiting ? nil : $0 }
  }
}
