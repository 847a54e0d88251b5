// ELF notes: the records of a PT_NOTE segment.

/// One note of a core file.
package struct Note: Sendable {
  /// The owner's name, `CORE` or `LINUX` for the kernel's.
  package let name: String
  /// `n_type`: its meaning depends on the name.
  package let type: UInt32
  /// The descriptor.
  package let bytes: [UInt8]

  package static let prstatus: UInt32 = 1
  package static let prpsinfo: UInt32 = 3
  package static let auxiliaryVector: UInt32 = 6
  package static let siginfo: UInt32 = 0x5349_4749
  package static let fileMappings: UInt32 = 0x4649_4c45

  /// Parses consecutive notes. `alignment` is 4 but for the rare segments that say 8. Damage ends the
  /// list: `complete` is then false.
  package static func parse(
    _ bytes: [UInt8], alignment: Int = 4
  ) -> (notes: [Note], complete: Bool) {
    var notes: [Note] = []
    var offset = 0
    let step = alignment == 8 ? 8 : 4
    while offset + 12 <= bytes.count {
      guard let nameSize = bytes.field(at: offset, size: 4),
        let size = bytes.field(at: offset + 4, size: 4),
        let type = bytes.field(at: offset + 8, size: 4)
      else { return (notes, false) }
      let start = offset + 12
      guard nameSize <= UInt64(bytes.count), size <= UInt64(bytes.count) else {
        return (notes, false)
      }
      let descriptor = aligned(start + Int(nameSize), step)
      let end = descriptor + Int(size)
      guard end <= bytes.count else { return (notes, false) }
      notes.append(
        Note(
          name: bytes.text(at: start, limit: Int(nameSize)) ?? "", type: UInt32(type),
          bytes: Array(bytes[descriptor..<end])))
      offset = aligned(end, step)
    }
    return (notes, bytes.count - offset < 12)
  }

  private static func aligned(_ value: Int, _ step: Int) -> Int {
    (value + step - 1) & ~(step - 1)
  }
}
