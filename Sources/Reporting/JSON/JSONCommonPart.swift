// Members that many objects have alike, as bytes: of a hundred thousand stacks, most frames stand in the
// same few places.

/// Some of the members of an object, which depend on nothing but one object.
final class JSONCommonPart: Sendable {}

/// What has been written of such parts. One for each writer.
struct JSONCommonParts {
  private struct Name: Hashable {
    let part: ObjectIdentifier
    let key: ObjectIdentifier
  }

  /// The key is kept, lest another object gets its identity.
  private struct Entry {
    let place: Range<Int>
    let key: AnyObject
  }

  private var entries: [Name: Entry] = [:]
  private var bytes: [UInt8] = []
  /// So many bytes are kept, about. No program is in as many places at once; a damaged core may seem to.
  private static let limit = 1 << 22

  /// Where the bytes of a part are; nil where it was not written yet.
  subscript(part: JSONCommonPart, key: AnyObject) -> Range<Int>? {
    entries[Name(part: ObjectIdentifier(part), key: ObjectIdentifier(key))]?.place
  }

  /// Appends the bytes at `place`.
  func append(_ place: Range<Int>, to written: inout [UInt8]) {
    written.append(contentsOf: bytes[place])
  }

  /// Keeps the bytes of a part.
  mutating func remember(_ part: JSONCommonPart, of key: AnyObject, _ written: ArraySlice<UInt8>) {
    guard written.count <= Self.limit / 16 else { return }
    if bytes.count > Self.limit {
      entries = [:]
      bytes = []
    }
    let start = bytes.count
    bytes.append(contentsOf: written)
    entries[Name(part: ObjectIdentifier(part), key: ObjectIdentifier(key))] = Entry(
      place: start..<bytes.count, key: key)
  }
}
