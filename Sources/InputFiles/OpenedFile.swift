// What opening an input yields: ELF files as descriptors, and what is known of where they came from.

/// One ELF file ready to be mapped.
package struct OpenedFile: Sendable {
  /// The name as the user wrote it. For something out of an archive, the archive's.
  package let path: String
  /// The name inside an archive. It is hostile text, to be shown and never to be used as a path.
  package let member: String?
  /// The open file; for compressed and archived input a temporary file that has no name any more.
  package let descriptor: OwnedDescriptor
  /// The size in bytes of the ELF file, expanded.
  package let size: UInt64
  /// The bytes that the file which the user named takes on its device.
  package let sizeOnDisk: UInt64
  /// When the file that the user named last changed, in seconds since the epoch.
  package let modificationTime: Int64
  /// When the member changed according to its archive, in seconds since the epoch.
  package let memberModificationTime: Int64?
  /// The layers around the ELF file from the inside out, as in a file name: `zstd`, `tar+zstd`,
  /// `zip`, `gzip+tar`. Nil for a plain file.
  package let compression: String?
  /// The expanded bytes obtained from input that broke off; nil when it was complete.
  package let truncatedAt: UInt64?
  /// What systemd-coredump left in the attributes `user.coredump.*` of a core file, without that
  /// prefix: `timestamp`, `signal`, `hostname`, `exe`, `comm`, `pid`, `rlimit`. Hostile text.
  package let coredumpAttributes: [String: String]
  /// The head of the file.
  let header: ELFHeader

  /// What the file is for.
  package var kind: ELFKind { header.kind }
  /// The width of addresses: 32 or 64 bits.
  package var elfClass: ELFClass { header.elfClass }
  /// The order of bytes in the file's numbers.
  package var byteOrder: ELFByteOrder { header.byteOrder }
  /// The processor, `e_machine`, read in the file's byte order.
  package var machine: UInt16 { header.machine }
}

/// The ELF files that one name on the command line stands for.
package struct OpenedInput: Sendable {
  /// The core file; the first of an archive that holds several.
  package let core: OpenedFile?
  /// Programs, and libraries that may be programs: the likeliest first.
  package let executables: [OpenedFile]
  /// What was left out or is damaged, one line for each, escaped.
  package let problems: [String]
  /// Small texts in JSON that lie beside the core in its archive: name and contents, both hostile.
  package var documents: [(name: String, contents: [UInt8])] = []
}

/// What the user may set about opening inputs.
package struct InputOptions: Sendable {
  /// The most bytes that all of one input may expand to; by default what is free in the
  /// temporary folder less a tenth.
  package var maximumExpandedBytes: UInt64?
  /// Where expanded files go; by default the first that works of `$TMPDIR`, `/var/tmp`, `/tmp`.
  package var temporaryDirectory: String?
  /// Expand only so many bytes of a compressed file, and look into an archive no further than to its
  /// first core: enough to tell what a file is. Nil expands all.
  package var headSize: UInt64?

  /// Makes options; nil takes the default.
  package init(
    maximumExpandedBytes: UInt64? = nil, temporaryDirectory: String? = nil,
    headSize: UInt64? = nil
  ) {
    self.maximumExpandedBytes = maximumExpandedBytes
    self.temporaryDirectory = temporaryDirectory
    self.headSize = headSize
  }
}
