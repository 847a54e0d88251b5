// `-`: what comes over standard input, as a file that can be mapped.

internal import Basics
internal import Glibc

/// The name by which the user means standard input.
let standardInputName = "-"

extension OwnedDescriptor {
  /// Standard input: itself where it is a regular file, and otherwise all that comes over it, in a
  /// temporary file.
  static func standardInput(
    _ options: InputOptions
  ) throws(InputError) -> (descriptor: OwnedDescriptor, status: FileStatus) {
    let name = standardInputName
    let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    guard number >= 0 else { throw .unreadable(path: name, reason: lastSystemMessage()) }
    let input = OwnedDescriptor(adopting: number)
    guard isatty(number) == 0 else {
      throw .unreadable(path: name, reason: "standard input is a terminal")
    }
    let status = try input.status()
    guard !status.isRegular else { return (input, status) }
    let spooled = try input.spooled(options)
    return (spooled, try spooled.status())
  }

  private func status() throws(InputError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(rawValue, &status) == 0 else {
      throw .unreadable(path: standardInputName, reason: lastSystemMessage())
    }
    return FileStatus(status)
  }

  /// Everything that can be read, in a file without a name.
  private func spooled(_ options: InputOptions) throws(InputError) -> OwnedDescriptor {
    let folder = try TemporaryFolder(options: options)
    let budget = try folder.budget(options: options)
    var file = try SparseFile(in: folder)
    while true {
      guard let bytes = readSome(from: rawValue, limit: 1 << 18) else {
        throw .unreadable(path: standardInputName, reason: lastSystemMessage())
      }
      if bytes.isEmpty { break }
      guard budget.covers(file.end &+ UInt64(bytes.count)) else {
        throw budget.exceeded(path: standardInputName)
      }
      try file.write(bytes.span, at: file.end)
    }
    try file.finish(size: file.end)
    return file.descriptor
  }
}
