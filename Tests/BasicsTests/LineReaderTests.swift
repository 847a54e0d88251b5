// Files read line by line.

import Basics
import TestSupport
import Testing

@Suite("Lines of a file")
struct LineReaderTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  private func lines(_ text: String) throws -> [String] {
    var reader = try LineReader(path: workspace.file("text", Array(text.utf8)))
    var lines: [String] = []
    while let line = try reader.next() {
      lines.append(String(decoding: line, as: UTF8.self))
      #expect(reader.line == lines.count)
    }
    return lines
  }

  @Test("are between newlines, the last one with or without its own")
  func ends() throws {
    #expect(try lines("") == [])
    #expect(try lines("a") == ["a"])
    #expect(try lines("a\n\nb\n") == ["a", "", "b"])
  }

  @Test("may be longer than what is read at a time")
  func long() throws {
    let long = String(repeating: "x", count: 700_000)
    #expect(try lines("a\n\(long)\nb") == ["a", long, "b"])
  }

  @Test("may be followed by all the rest at once")
  func rest() throws {
    var reader = try LineReader(path: workspace.file("text", Array("a\nb\nc".utf8)))
    #expect(try reader.next() == [0x61])
    #expect(try reader.rest() == Array("b\nc".utf8))
    #expect(try reader.next() == nil)
  }

  @Test("of a file that is not there are refused with its name")
  func missing() {
    do throws(LineReaderError) {
      _ = try LineReader(path: "/nowhere/a\u{1b}b")
      Issue.record("opened")
    } catch {
      #expect(error.message == "/nowhere/a\\u{1b}b: No such file or directory")
      #expect(error.exitCode == .unreadableInput)
    }
  }
}
