// Core files and executables made of bytes, opened through a file without a name.

package import ElfCore
import Glibc

/// Why a synthetic file could not be made.
package enum SyntheticFileError: Error {
  case system(call: String, errno: Int32)
}

/// A file without a name that holds these bytes, mapped.
package func mappedFile(_ bytes: [UInt8], path: String = "synthetic") throws -> MappedFile {
  try withFile(bytes) { try MappedFile(descriptor: $0, path: path) }
}

/// Calls `body` with the descriptor of a file without a name that holds these bytes.
package func withFile<Result>(
  _ bytes: [UInt8], _ body: (_ descriptor: Int32) throws -> Result
) throws -> Result {
  guard let stream = tmpfile() else {
    throw SyntheticFileError.system(call: "tmpfile", errno: errno)
  }
  defer { fclose(stream) }
  let descriptor = fileno(stream)
  var sent = 0
  while sent < bytes.count {
    let count = bytes.withUnsafeBytes {
      write(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent)
    }
    guard count > 0 else { throw SyntheticFileError.system(call: "write", errno: errno) }
    sent += count
  }
  return try body(descriptor)
}

extension Architecture: CustomStringConvertible {
  /// The name, so that the arguments of a test are short.
  package var description: String { name }
}

extension Architecture {
  /// An empty ELF file of this architecture.
  package func elf(_ type: UInt16, _ segments: [ELFWriter.Segment] = []) -> ELFWriter {
    ELFWriter(
      type: type, machine: elfMachine, is64Bit: pointerSize == 8, segments: segments)
  }
}

/// A core file that a test draws: notes, then memory.
package struct SyntheticCore: Sendable {
  package let architecture: Architecture
  /// The notes, encoded, in the order of the file.
  package var notes: [[UInt8]] = []
  /// The PT_LOAD segments.
  package var memory: [ELFWriter.Segment] = []

  package init(
    _ architecture: Architecture = .amd64, notes: [[UInt8]] = [],
    memory: [ELFWriter.Segment] = []
  ) {
    self.architecture = architecture
    self.notes = notes
    self.memory = memory
  }

  /// The ELF file.
  package var elf: ELFWriter {
    architecture.elf(ELFWriter.core, [.note(notes)] + memory)
  }

  /// The core, opened.
  package func open() throws -> CoreFile {
    try openCore(elf.bytes)
  }
}

/// Opens bytes as a core file.
package func openCore(_ bytes: [UInt8], path: String = "core") throws -> CoreFile {
  try CoreFile(file: try mappedFile(bytes, path: path), path: path)
}

/// Opens bytes as an executable.
package func openExecutable(_ bytes: [UInt8], path: String = "app") throws -> ExecutableFile {
  try ExecutableFile(file: try mappedFile(bytes, path: path), path: path)
}
