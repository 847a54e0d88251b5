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

  /// The archive and the member that `text` names; nil where it names no member.
  package init?(_ text: String) {
    guard let mark = text.firstRange(of: Self.mark) else { return nil }
    self.init(
      String(text[..<mark.lowerBound]), member: String(text[mark.upperBound...]))
  }

  /// The path, and behind it the member.
  package var text: String { path + (member.map { Self.mark + $0 } ?? "") }
}

extension OpenedFile {
  /// How users name it.
  package var memberPath: String { MemberPath(path, member: member).text }
}
