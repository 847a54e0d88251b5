// Variables by the runtime's own code: which addresses a function refers to, and how. pclntab keeps
// every function's name and bounds, so this needs no symbols.
//
// amd64 only: its position-independent operands name an address relative to the next instruction.

internal import ElfCore

/// How an instruction uses the address of a variable.
enum OperandUse: Sendable {
  /// LEA: the address itself.
  case address
  /// MOV from memory, 8 bytes.
  case load
  /// MOV to memory, 8 bytes.
  case store
}

/// The references of a function's code to data.
struct CodeReferences {
  private let code: [UInt8]
  private let start: Address
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
    self.code = code
    self.start = start
    ranges = dataRanges
  }

  /// The distinct addresses that the code uses so, in order. Every byte is tried as the start of an
  /// operand: a chance match would have to name writable data, too.
  func targets(_ use: OperandUse) -> [Address] {
    var found: [Address] = []
    for index in 2..<max(2, code.count - 4) where code[index] & 0xc7 == 5 {
      // index: the ModRM byte of [rip + disp32]; before it the opcode, before that REX.W.
      let isWide = code[index - 2] & 0xf8 == 0x48
      let opcode = code[index - 1]
      switch use {
      case .address: guard opcode == 0x8d, isWide else { continue }
      case .load: guard opcode == 0x8b, isWide else { continue }
      case .store: guard opcode == 0x89, isWide else { continue }
      }
      guard let raw = code.int32(at: index + 1) else { continue }
      let target = start &+ (index + 5 + Int(raw))
      if ranges.contains(where: { $0.contains(target) }), !found.contains(target) {
        found.append(target)
      }
    }
    return found
  }
}

extension PCTable {
  /// The bytes from a function's entry to the next function's.
  func size(of function: Function) -> Int? {
    var low = 0
    var high = functionCount
    while low < high {
      let middle = (low + high) / 2
      guard let entry = self.function(index: middle)?.entryOffset else { return nil }
      if entry <= function.entryOffset { low = middle + 1 } else { high = middle }
    }
    let end = low < functionCount ? self.function(index: low)?.entryOffset : endOffset
    return end.map { Int($0) - Int(function.entryOffset) }
  }
}
