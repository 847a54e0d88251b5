// A process at one moment: all that an analysis needs of it, wherever it was taken from.

/// How the pages of a mapping may be used.
package struct Protection: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let executable = Protection(rawValue: 1)
  package static let writable = Protection(rawValue: 2)
  package static let readable = Protection(rawValue: 4)
}

/// A run of addresses that the process had mapped with one protection.
package struct MemoryMapping: Sendable, Equatable {
  package let range: AddressRange
  package let protection: Protection

  package init(range: AddressRange, protection: Protection) {
    self.range = range
    self.protection = protection
  }
}

/// A process at one moment.
package struct ProcessImage: Sendable {
  /// What the image was taken from.
  package enum Origin: String, Sendable {
    case core
  }

  package let origin: Origin
  package let architecture: Architecture
  /// The threads with their registers, the one that died first.
  package let threads: [ProcessThread]
  /// The process's ids and name, where they are known.
  package let process: ProcessInformation?
  /// The signal that killed the process, as the kernel described it.
  package let signal: SignalInformation?
  package let auxiliaryVector: AuxiliaryVector?
  /// All that was mapped, dumped or not, in the order of the origin.
  package let mappings: [MemoryMapping]
  /// Those mappings that were of files, with the files' paths.
  package let fileMappings: [FileMapping]
  package private(set) var memory: AddressSpace

  /// The same process with the pages of `executables` in its memory that the core leaves out; their
  /// `loadBias` must be set.
  package func adding(_ executables: [ExecutableFile]) -> ProcessImage {
    var whole = self
    whole.memory = memory.adding(executables)
    return whole
  }

  /// The mapping that holds `address`.
  package func mapping(of address: Address) -> MemoryMapping? {
    mappings.first { $0.range.contains(address) }
  }

  /// The mapping of a file that holds `address`.
  package func fileMapping(of address: Address) -> FileMapping? {
    fileMappings.first { $0.range.contains(address) }
  }

  /// The path from which an image was mapped; the path of the program's entry where the image is not
  /// known.
  package func path(of image: LoadedImage?) -> String? {
    let address = image?.base ?? auxiliaryVector?[AuxiliaryVector.entry].map { Address($0) }
    return address.flatMap { fileMapping(of: $0)?.path }
  }
}

extension CoreFile {
  /// The process that the core was made of.
  package func image() -> ProcessImage {
    ProcessImage(
      origin: .core, architecture: architecture, threads: threads, process: process,
      signal: signal, auxiliaryVector: auxiliaryVector,
      mappings: segments.filter { $0.type == ProgramHeader.load }.map(\.mapping),
      fileMappings: fileMappings, memory: memory())
  }
}

extension ProgramHeader {
  /// What a segment of a core says was mapped; its flags are the protection.
  fileprivate var mapping: MemoryMapping {
    let (end, overflow) = address.addingReportingOverflow(memorySize)
    return MemoryMapping(
      range: AddressRange(start: Address(address), end: Address(overflow ? .max : end)),
      protection: Protection(rawValue: flags))
  }
}
