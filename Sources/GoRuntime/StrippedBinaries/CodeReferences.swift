// Variables by the runtime's own code: which addresses a function refers to, and how. pclntab keeps
// every function's name and bounds, so this needs no symbols.

package import ElfCore

/// How an instruction uses the address of a variable.
package enum OperandUse: Sendable {
  /// The address itself.
  case address
  /// A word is read from there.
  case load
  /// A word is written there.
  case store
}

/// The references of a function's code to data.
package struct CodeReferences {
  private let code: [UInt8]
  private let start: Address
  private let operands: Architecture.DataOperands
  private let ranges: [AddressRange]

  /// Reads a function's code from `executable`; nil where its bounds or bytes are lost.
  init?(
    _ function: PCTable.Function, in module: Module, executable: ExecutableFile,
    dataRanges: [AddressRange]
  ) {
    let start = module.address(ofText: function.entryOffset)
    guard let offset = executable.fileOffset(of: start),
      let size = module.table.size(of: function), size > 0, size < 1 << 20,
      let code = executable.file.bytes(at: offset, count: size)
    else { return nil }
    self.init(
      code: code, start: start, operands: executable.image.architecture.dataOperands,
      dataRanges: dataRanges)
  }

  /// The references of `code`, which lies at `start`, to addresses in `dataRanges`.
  package init(
    code: [UInt8], start: Address, operands: Architecture.DataOperands, dataRanges: [AddressRange]
  ) {
    self.code = code
    self.start = start
    self.operands = operands
    ranges = dataRanges
  }

  /// The distinct addresses that the code uses so, in order.
  package func targets(_ use: OperandUse) -> [Address] {
    var found: [Address] = []
    forEachReference { kind, target in
      if kind == use, ranges.contains(where: { $0.contains(target) }), !found.contains(target) {
        found.append(target)
      }
    }
    return found
  }

  private func forEachReference(_ body: (OperandUse, Address) -> Void) {
    switch operands {
    case .displacement(let isRelative, let prefix):
      forEachDisplacement(isRelative: isRelative, prefix: prefix, body)
    case .pageAndOffset(let scratch): forEachPageAndOffset(scratch: scratch, body)
    }
  }

  /// x86: every byte is tried as the start of an operand. A chance match would have to name writable
  /// data, too.
  private func forEachDisplacement(
    isRelative: Bool, prefix: UInt8?, _ body: (OperandUse, Address) -> Void
  ) {
    for index in 2..<max(2, code.count - 4) where code[index] & 0xc7 == 5 {
      // index: the ModRM byte of [disp32]; before it the opcode, before that the prefix.
      if let prefix, code[index - 2] & 0xf8 != prefix { continue }
      let use: OperandUse
      switch code[index - 1] {
      case 0x8d: use = .address
      case 0x8b: use = .load
      case 0x89: use = .store
      default: continue
      }
      guard let raw = code.int32(at: index + 1) else { continue }
      body(
        use,
        isRelative
          ? start &+ (index + 5 + Int(raw)) : Address(UInt64(UInt32(bitPattern: raw))))
    }
  }

  /// arm64: ADRP makes the address of a page; ADD, LDR and STR right behind it have the rest.
  private func forEachPageAndOffset(scratch: UInt32, _ body: (OperandUse, Address) -> Void) {
    var known: (register: UInt32, address: Address)?
    for offset in stride(from: 0, to: code.count - 3, by: 4) {
      guard let raw = code.int32(at: offset) else { break }
      let word = UInt32(bitPattern: raw)
      let base = known.flatMap { $0.register == word >> 5 & 31 ? $0.address : nil }
      let immediate = Int(word >> 10 & 0xfff)
      known = nil
      if word & 0x9f00_0000 == 0x9000_0000 {
        let pages = Int((raw << 8) >> 13) << 2 | Int(word >> 29 & 3)
        let page = Address((start &+ offset).rawValue & ~0xfff)
        known = (word & 31, page &+ pages * 4_096)
      } else if let base {
        switch word >> 22 {
        case 0x244:
          let target = base &+ immediate
          known = (word & 31, target)
          // What is made in the assembler's own register is the operand of the next instruction.
          if word & 31 != scratch { body(.address, target) }
        case 0x3e5: body(.load, base &+ immediate * 8)
        case 0x3e4: body(.store, base &+ immediate * 8)
        default: break
        }
      }
    }
  }
}
