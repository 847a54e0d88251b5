// Small files and streams of lines: lists, configuration, stored reports.

internal import Basics
internal import Glibc
internal import Reporting

/// Reads a file, or standard input, line by line.
struct LineReader {
  /// The most that a line, or a file that is one value, may have.
  static let limit = 512 << 20

  private let descriptor: TextDescriptor
  /// What is told in messages.
  let name: String
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The number of the line that `next` gave last, counted from 1.
  private(set) var line = 0

  /// Opens `path`; `-` is standard input.
  init(path: String) throws {
    name = path == "-" ? "standard input" : displayable(path)
    descriptor = try TextDescriptor(path: path, name: name)
  }

  /// The next line without its newline; nil at the end.
  mutating func next() throws -> [UInt8]? {
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

  /// All that `next` did not give yet.
  mutating func rest() throws -> [UInt8] {
    while try fill() {}
    let found = Array(buffer[position...])
    position = buffer.count
    return found
  }

  private mutating func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    guard buffer.count < Self.limit else {
      throw Failure(.limit, "\(name): a report or line of more than 512 MB")
    }
    let block = try descriptor.read(upTo: 1 << 18)
    isAtEnd = block.isEmpty
    buffer += block
    return !isAtEnd
  }

  /// The whole of a small file.
  static func contents(of path: String) throws -> [UInt8] {
    var reader = try LineReader(path: path)
    return try reader.rest()
  }
}

/// An open descriptor that closes with its owner.
final class TextDescriptor {
  private let descriptor: Int32
  private let name: String

  init(path: String, name: String) throws {
    self.name = name
    descriptor = path == "-" ? dup(0) : unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw failure() }
  }

  deinit {
    close(descriptor)
  }

  /// The next bytes; none at the end.
  func read(upTo count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let found = unsafe Glibc.read(descriptor, &bytes, count)
      if found < 0 && errno == EINTR { continue }
      guard found >= 0 else { throw failure() }
      bytes.removeLast(count - found)
      return bytes
    }
  }

  private func failure() -> Failure {
    Failure(.unreadableInput, "\(name): \(SystemRefusal(code: errno).reason)")
  }
}

/// Whether something of that path is there.
func fileExists(_ path: String) -> Bool {
  unsafe access(path, F_OK) == 0
}

/// A variable of the environment; nil when it is unset or empty.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// The day it is, in UTC, as `2026-11-21`.
func today() -> String {
  String(CalendarTime(epoch: Int64(time(nil))).rfc3339.prefix(10))
}
