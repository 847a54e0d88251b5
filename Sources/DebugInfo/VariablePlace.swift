// Location expressions (DWARF 5, section 2.6) as far as Go's compiler writes them: registers, slots of
// the frame, addresses, and pieces of these.

internal import CElfutils
internal import ElfCore

/// One operation with its operands.
struct PlaceOperation {
  let code: UInt8
  let number: UInt64

  /// The operations of an expression's bytes; nil where one is not understood. libdw's own reader
  /// refuses the block form in which Go writes locations that hold in a whole function.
  static func parse(_ bytes: [UInt8], addressSize: Int) -> [PlaceOperation]? {
    var operations: [PlaceOperation] = []
    var index = 0
    while index < bytes.count {
      let code = bytes[index]
      index += 1
      var number: UInt64 = 0
      switch Int(code) {
      case Int(DW_OP_addr):
        guard let value = bytes.field(at: index, size: addressSize) else { return nil }
        number = value
        index += addressSize
      case Int(DW_OP_fbreg), Int(DW_OP_consts):
        guard let value = variableLength(bytes, &index, isSigned: true) else { return nil }
        number = value
      case Int(DW_OP_piece), Int(DW_OP_plus_uconst), Int(DW_OP_regx):
        guard let value = variableLength(bytes, &index, isSigned: false) else { return nil }
        number = value
      case Int(DW_OP_call_frame_cfa), Int(DW_OP_plus), Int(DW_OP_reg0)...Int(DW_OP_reg31): break
      default: return nil
      }
      operations.append(PlaceOperation(code: code, number: number))
      guard operations.count <= 1_000 else { return nil }
    }
    return operations
  }

  /// A LEB128 number.
  static func variableLength(
    _ bytes: [UInt8], _ index: inout Int, isSigned: Bool
  ) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard index < bytes.count else { return nil }
      let byte = bytes[index]
      index += 1
      if shift < 64 { value |= UInt64(byte & 0x7f) << shift }
      if byte & 0x80 == 0 {
        if isSigned, byte & 0x40 != 0, shift + 7 < 64 { value |= ~0 << (shift + 7) }
        return value
      }
    }
    return nil
  }
}

extension VariablePiece {
  /// The pieces that an expression describes; empty where the variable is nowhere, nil where the
  /// expression cannot be read. Go's frame base is the canonical frame address.
  static func pieces(of operations: [PlaceOperation]) -> [VariablePiece]? {
    var pieces: [VariablePiece] = []
    var place: VariablePlace?
    var constant: Int64?
    var offset = 0
    for operation in operations {
      switch Int(operation.code) {
      case Int(DW_OP_reg0)...Int(DW_OP_reg31):
        guard place == nil else { return nil }
        place = .register(Int(operation.code) - Int(DW_OP_reg0))
      case Int(DW_OP_regx):
        guard place == nil, let number = Int(exactly: operation.number) else { return nil }
        place = .register(number)
      case Int(DW_OP_fbreg):
        guard place == nil else { return nil }
        place = .frame(Int64(bitPattern: operation.number))
      case Int(DW_OP_call_frame_cfa):
        guard place == nil else { return nil }
        place = .frame(0)
      case Int(DW_OP_addr):
        guard place == nil else { return nil }
        place = .address(operation.number)
      case Int(DW_OP_consts):
        constant = Int64(bitPattern: operation.number)
      case Int(DW_OP_plus):
        guard case .frame(let start)? = place, let value = constant else { return nil }
        place = .frame(start &+ value)
        constant = nil
      case Int(DW_OP_plus_uconst):
        guard case .frame(let start)? = place, let value = Int64(exactly: operation.number) else {
          return nil
        }
        place = .frame(start &+ value)
      case Int(DW_OP_piece):
        guard let size = Int(exactly: operation.number), size <= 1 << 24 else { return nil }
        pieces.append(VariablePiece(place: place ?? .unavailable, offset: offset, size: size))
        offset += size
        guard offset <= 1 << 30 else { return nil }
        place = nil
      default: return nil
      }
    }
    if let place {
      guard pieces.isEmpty else { return nil }
      return [VariablePiece(place: place, offset: 0, size: nil)]
    }
    return pieces
  }
}
