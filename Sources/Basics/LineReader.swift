// Small files and streams of lines: lists, configuration, stored reports.

internal import Glibc

/// Why lines cannot be read.
package enum LineReaderError: ReportableError {
  /// The system refuses to open or to read what is called `name`, which is escaped.
  case refused(name: String, SystemRefusal)
  /// A line, or a file that is one value, is longer than `LineReader.limit`.
  case tooLong(name: String)

  package var exitCode: ExitStatus {
    switch self {
    case .refused: .unreadableInput
    case .tooLong: .limit
    }
  }

  package var message: String {
    switch self {
    case .refused(let name, let refusal): "\(name): \(refusal.reason)"
    case .tooLong(let name): "\(name): a report or line of more than 512 MB"
    }
  }
}

/// Reads a file, or standard input, line by line.
package struct LineReader {
  /// The most bytes that a line, or a file that is one value, may have.
  package static let limit = 512 << 20

  private let descriptor: TextDescriptor
  /// What the file is called in messages, escaped.
  package let name: String
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The number of the line that `next` gave last, counted from 1.
  package private(set) var line = 0

  /// Opens `path`; `-` is standard input.
  package init(path: String) throws(LineReaderError) {
    name = path == "-" ? "standard input" : displayable(path)
    descriptor = try TextDescriptor(path: path, name: name)
  }

  /// The next line without its newline; nil at the end.
  package mutating func next() throws(LineReaderError) -> [UInt8]? {
    var searched = 0
    while true {
      if let end = buffer[(position + searched)...].firstIndex(of: 0x0a) {
        let found = Array(buffer[position..<end])
        position = end + 1
        line += 1
        return found
      }
      searched = buffer.count - position
      guard try fill() else {
        guard searched > 0 else { return nil }
        let found = Array(buffer[position...])
        position = buffer.count
        line += 1
        return found
      }
    }
  }

  /// Everything that `next` has not given yet.
  package mutating func rest() throws(LineReaderError) -> [UInt8] {
    while try fill() {}
    let found = Array(buffer[position...])
    position = buffer.count
    return found
  }

  private mutating func fill() throws(LineReaderError) -> Bool {
    guard !isAtEnd else { return false }
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    guard buffer.count < Self.limit else { throw .tooLong(name: name) }
    let block = try descriptor.read(upTo: 1 << 18)
    isAtEnd = block.isEmpty
    buffer += block
    return !isAtEnd
  }

  /// The whole of a small file; `-` is standard input.
  package static func contents(of path: String) throws(LineReaderError) -> [UInt8] {
    var reader = try LineReader(path: path)
    return try reader.rest()
  }

  /// The first bytes of the file at `path`, at most `count`.
  package static func start(of path: String, count: Int) throws(LineReaderError) -> [UInt8] {
    try TextDescriptor(path: path, name: displayable(path)).read(upTo: count)
  }
}

/// An open descriptor that closes with its owner.
private final class TextDescriptor {
  private let descriptor: Int32
  private let name: String

  init(path: String, name: String) throws(LineReaderError) {
    self.name = name
    descriptor = path == "-" ? dup(0) : unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw .refused(name: name, SystemRefusal(code: errno)) }
  }

  deinit {
    close(descriptor)
  }

  /// The next bytes; none at the end.
  func read(upTo count: Int) throws(LineReaderError) -> [UInt8] {
    guard let bytes = readSome(from: descriptor, limit: count) else {
      throw .refused(name: name, SystemRefusal(code: errno))
    }
    return bytes
  }
}
