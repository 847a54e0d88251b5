// Which cores belong to one binary, as far as their first bytes show: shards and workers are given cores
// by it.

package import ElfCore
internal import InputFiles

/// Groups cores by their notes. The build ID would be exact, but in a compressed core the page that has it
/// can lie behind gigabytes of heap.
package enum CoreGroup {
  /// The group of cores whose notes show nothing.
  package static let unknown = "?"

  /// A text that is equal for all cores of one build: the layout of the program's file by NT_FILE, and
  /// where it is entered. Cores of different builds share it only by chance, which does no harm.
  /// Without NT_FILE it is the program's name.
  package static func key(of core: CoreFile) -> String {
    let processor = core.architecture.name
    let entry = core.auxiliaryVector?[AuxiliaryVector.entry]
    if let entry,
      let mapping = core.fileMappings.first(where: { $0.range.contains(Address(entry)) })
    {
      let own = core.fileMappings.filter { $0.path == mapping.path }
      let base = own.map { $0.range.start.rawValue &- $0.offset }.min() ?? 0
      let end = own.map { $0.offset &+ ($0.range.end.rawValue &- $0.range.start.rawValue) }.max()
      return "\(processor) \(end ?? 0) \(entry &- base)"
    }
    if let process = core.process { return "\(processor) \(process.name)" }
    return unknown
  }

  /// The key of a core of which the head is open, and whether its notes were all there.
  static func key(ofHead head: OpenedFile) -> (key: String, isWhole: Bool) {
    // Why it cannot be read is for its own row to say.
    guard let core = try? open(head) else { return (unknown, true) }
    let end =
      core.segments.filter { $0.type == ProgramHeader.note }
      .map { $0.fileOffset.addingReportingOverflow($0.fileSize).partialValue }.max() ?? 0
    return (key(of: core), end <= UInt64(core.file.count))
  }

  private static func open(_ head: OpenedFile) throws(CoreFileError) -> CoreFile {
    try CoreFile(
      file: try MappedFile(descriptor: head.descriptor.rawValue, path: head.path),
      path: head.path)
  }
}
