// How to get from a frame of compiled code to its caller: the call frame information for one address, and
// its evaluation with registers and memory (DWARF 5, sections 2.5 and 6.4).

package import ElfCore

/// One operation of a location expression, with its operands as libdw decodes them.
package struct LocationOperation: Sendable, Equatable {
  /// `DW_OP_…`.
  package let code: UInt8
  package let operands: (UInt64, UInt64)
  /// Its place in the expression, in bytes: what branches count.
  package let offset: UInt64

  package init(_ code: UInt8, _ first: UInt64 = 0, _ second: UInt64 = 0, offset: UInt64 = 0) {
    self.code = code
    operands = (first, second)
    self.offset = offset
  }

  package static func == (left: LocationOperation, right: LocationOperation) -> Bool {
    left.code == right.code && left.operands == right.operands && left.offset == right.offset
  }
}

/// Where the caller's value of a register is.
package enum RegisterRule: Sendable, Equatable {
  /// Nowhere.
  case undefined
  /// In the register itself: the frame has not changed it.
  case same
  /// Where, or what, an expression says.
  case expression([LocationOperation])
}

/// The registers at one point of a stack, by DWARF number; nil for a register that was not saved.
package struct NativeRegisters: Sendable, Equatable {
  package var values: [UInt64?]
  package var programCounter: UInt64

  package init(values: [UInt64?], programCounter: UInt64) {
    self.values = values
    self.programCounter = programCounter
  }
}

/// The call frame information for one address.
package struct FrameRules: Sendable, Equatable {
  /// Whether the frame is that of a signal handler's return: the caller was interrupted.
  package let isSignalFrame: Bool
  /// The number of the register, or of the column, that holds the return address.
  package let returnAddress: Int
  /// The canonical frame address.
  package let frameAddress: [LocationOperation]
  /// By register number.
  package let registers: [RegisterRule]

  package init(
    isSignalFrame: Bool, returnAddress: Int, frameAddress: [LocationOperation],
    registers: [RegisterRule]
  ) {
    self.isSignalFrame = isSignalFrame
    self.returnAddress = returnAddress
    self.frameAddress = frameAddress
    self.registers = registers
  }

  /// The caller of a frame.
  package enum Caller: Sendable, Equatable {
    case found(NativeRegisters, frameAddress: Address)
    /// The rules say that there is none.
    case none
    /// Memory that the rules need cannot be read.
    case unreadable(MemoryError)
    /// The rules need a register that is lost, or make no sense.
    case unknown
  }

  /// The registers of the caller. `stackPointer` is the DWARF number of the stack pointer.
  package func caller(
    of frame: NativeRegisters, stackPointer: Int, memory: AddressSpace
  ) -> Caller {
    var machine = LocationMachine(registers: frame.values, memory: memory)
    do throws(LocationError) {
      let place = try machine.run(frameAddress)
      let cfa = place.value
      machine.frameAddress = cfa
      var values = frame.values
      for (number, rule) in registers.enumerated() where number < values.count {
        switch rule {
        case .same:
          if number == stackPointer { values[number] = cfa }
        case .undefined: values[number] = number == stackPointer ? cfa : nil
        case .expression(let operations):
          // A register that cannot be had is lost; whether that matters shows further out.
          values[number] = try? machine.contents(operations)
        }
      }
      let next: UInt64?
      if registers.indices.contains(returnAddress) {
        switch registers[returnAddress] {
        case .undefined: return .none
        case .same:
          next = frame.values.indices.contains(returnAddress) ? frame.values[returnAddress] : nil
        case .expression(let operations): next = try machine.contents(operations)
        }
      } else {
        next = nil
      }
      guard let next else { return .unknown }
      if values.indices.contains(returnAddress) { values[returnAddress] = next }
      return .found(
        NativeRegisters(values: values, programCounter: next), frameAddress: Address(cfa))
    } catch {
      switch error {
      case .unreadable(let error): return .unreadable(error)
      case .unsupported: return .unknown
      }
    }
  }
}
