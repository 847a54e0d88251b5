// The head of an ELF file, as far as it decides what the file is for.
//
// Layout: System V ABI, chapter 4, "ELF Header" and "Program Header".

/// What an ELF file is for, by `e_type`.
package enum ELFKind: Equatable, Sendable {
  /// A core file (ET_CORE).
  case core
  /// A program at a fixed address (ET_EXEC).
  case executable
  /// A position independent program or a shared library (ET_DYN).
  case sharedObject
  /// An object file or a kernel module (ET_REL).
  case relocatable
  /// Another type.
  case other(UInt16)
}

/// The width of an ELF file's addresses.
package enum ELFClass: Int, Equatable, Sendable {
  /// 32 bits.
  case bits32 = 32
  /// 64 bits.
  case bits64 = 64
}

/// The order of the bytes in an ELF file's numbers.
package enum ELFByteOrder: Equatable, Sendable {
  /// Least significant first.
  case littleEndian
  /// Most significant first.
  case bigEndian
}

/// The fields of the ELF header that are read before the file is mapped.
struct ELFHeader: Equatable, Sendable {
  /// What the file is for.
  let kind: ELFKind
  /// The width of addresses.
  let elfClass: ELFClass
  /// The byte order of the other fields.
  let byteOrder: ELFByteOrder
  /// The processor.
  let machine: UInt16
  /// Whether the file looks like something that is run, not linked against. A fixed address, an
  /// interpreter or an entry point says so; only for ET_DYN can it be wrong.
  let looksRunnable: Bool

  /// The bytes needed of a file: to the end of `e_machine`.
  static let minimumSize = 20

  /// The four bytes that every ELF file starts with.
  static let magic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]

  /// Reads the header out of the first bytes of a file; nil when it is cut short or no ELF header.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: ELFHeader.magic), bytes.count >= ELFHeader.minimumSize else {
      return nil
    }
    switch bytes[4] {
    case 1: elfClass = .bits32
    case 2: elfClass = .bits64
    default: return nil
    }
    switch bytes[5] {
    case 1: byteOrder = .littleEndian
    case 2: byteOrder = .bigEndian
    default: return nil
    }
    let fields = Fields(bytes: bytes, order: byteOrder)
    guard let type = fields.number(at: 16, width: 2), let machine = fields.number(at: 18, width: 2)
    else { return nil }
    self.machine = UInt16(truncatingIfNeeded: machine)
    switch type {
    case 1: kind = .relocatable
    case 2: kind = .executable
    case 3: kind = .sharedObject
    case 4: kind = .core
    default: kind = .other(UInt16(truncatingIfNeeded: type))
    }
    looksRunnable =
      kind == .executable
      || (kind == .sharedObject && fields.hasInterpreterOrEntry(elfClass: elfClass))
  }
}

/// Numbers out of the first bytes of a file.
private struct Fields {
  /// The bytes, as many as there were.
  let bytes: [UInt8]
  /// The order of the bytes in a number.
  let order: ELFByteOrder

  /// The unsigned number of `width` bytes at `offset`, or nil when it is not all there.
  func number(at offset: Int, width: Int) -> UInt64? {
    let (end, overflow) = offset.addingReportingOverflow(width)
    guard offset >= 0, !overflow, end <= bytes.count else { return nil }
    let field = bytes[offset..<end]
    return switch order {
    case .littleEndian: field.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    case .bigEndian: field.reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// Whether a program header in these bytes is PT_INTERP, or the entry point is set. A static PIE
  /// has no interpreter; today's libraries have no entry point, old linkers and libc set one.
  func hasInterpreterOrEntry(elfClass: ELFClass) -> Bool {
    let wide = elfClass == .bits64
    if let entry = number(at: 24, width: wide ? 8 : 4), entry != 0 { return true }
    guard let table = number(at: wide ? 32 : 28, width: wide ? 8 : 4).flatMap(Int.init(exactly:)),
      let entrySize = number(at: wide ? 54 : 42, width: 2).map(Int.init), entrySize > 0,
      let count = number(at: wide ? 56 : 44, width: 2).map(Int.init)
    else { return false }
    var offset = table
    for _ in 0..<count {
      guard let type = number(at: offset, width: 4) else { return false }
      if type == 3 { return true }  // PT_INTERP
      offset &+= entrySize
    }
    return false
  }
}
