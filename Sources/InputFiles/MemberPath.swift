// How a file in an archive is named: `ARCHIVE::MEMBER`.

/// A file, or one in an archive.
package struct MemberPath: Sendable, Equatable {
  /// The path of the file.
  package let path: String
  /// The name in the archive; nil for the file itself.
  package let member: String?

  private static let mark = "::"

  /// The file at `path`, or `member` of it.
  package init(_ path: String, member: String?) {
    self.path = path
    self.member = member
  }

  /// The archives and members that `text` may name, the shortest path first: a folder, or a member, may have
  /// the mark in its own name.
  package static func readings(of text: String) -> [MemberPath] {
    text.ranges(of: Self.mark).map {
      MemberPath(String(text[..<$0.lowerBound]), member: String(text[$0.upperBound...]))
    }
  }

  /// The path, and behind it the member.
  package var text: String { path + (member.map { Self.mark + $0 } ?? "") }
}

extension OpenedFile {
  /// How users name it.
  package var memberPath: String { MemberPath(path, member: member).text }
}
