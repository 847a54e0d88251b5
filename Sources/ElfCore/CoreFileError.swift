// The errors of opening a core file or an executable, and of reading memory.

/// Why a file cannot be used at all.
package enum CoreFileError: Error, Equatable {
  /// The file could not be mapped; `errno` is the system's reason.
  case unmappable(path: String, errno: Int32)
  /// libelf does not accept the file.
  case notELF(path: String, reason: String)
  /// An ELF file, but not of the type that is needed here.
  case wrongType(path: String, expected: String, found: String)
  /// A processor, word size or byte order that gocore does not read.
  case unsupportedArchitecture(path: String, found: String)
  /// The file has neither threads nor memory.
  case empty(path: String, reason: String)

  /// One line that says what is wrong.
  package var message: String {
    switch self {
    case .unmappable(let path, let errno): "\(path): cannot be mapped: error \(errno)"
    case .notELF(let path, let reason): "\(path): not an ELF file: \(reason)"
    case .wrongType(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    case .unsupportedArchitecture(let path, let found):
      "\(path): \(found) is not supported (amd64, arm64 and 386, little-endian, are)"
    case .empty(let path, let reason): "\(path): \(reason)"
    }
  }
}

/// Why memory of the process could not be read.
public enum MemoryError: Error, Equatable, Sendable {
  /// Nothing was mapped at the address.
  case unmapped(Address)
  /// Mapped in the process, but the kernel or its filter left it out of the core.
  case notDumped(Address)
  /// Lost because the core file ends before it.
  case truncated(Address)

  /// The address at which the read failed.
  public var address: Address {
    switch self {
    case .unmapped(let address), .notDumped(let address), .truncated(let address): address
    }
  }

  /// A few words that say what is wrong.
  package var message: String {
    switch self {
    case .unmapped(let address): "\(address) is not mapped"
    case .notDumped(let address): "\(address) was not dumped"
    case .truncated(let address): "\(address) is beyond the end of the truncated core"
    }
  }
}
