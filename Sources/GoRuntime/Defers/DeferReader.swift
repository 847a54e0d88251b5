// Pending deferred calls: those in the goroutine's list of records, and open-coded ones, for which there
// is only a bit in the frame.
//
// Source: runtime/panic.go, runtime2.go (_defer) and FUNCDATA_OpenCodedDeferInfo of
// cmd/compile/internal/ssagen/ssa.go, go1.19 to go1.27.

internal import ElfCore

/// Reads pending deferred calls. One for each task.
package struct DeferReader {
  private let runtime: RuntimeMemory
  private let architecture: Architecture
  private let program: GoProgram
  private var names: ClosureNames
  /// Code points of functions without open-coded calls.
  private var pointsWithout: Set<Int32> = []
  private static let recordLimit = 10_000

  package init(_ program: GoProgram) {
    self.program = program
    runtime = program.process.runtime
    architecture = program.process.architecture
    names = ClosureNames(program)
  }

  /// The calls that the frames of `stack`, a stack of `goroutine`, have still to make.
  package mutating func pending(of goroutine: Goroutine, stack: StackTrace) -> PendingDefers {
    var result = PendingDefers()
    var byFrame: [Int: [DeferredCall]] = [:]
    for (index, frame) in stack.frames.enumerated() where !frame.isOnSystemStack {
      let calls = openCoded(in: frame)
      if !calls.isEmpty { byFrame[index] = calls }
    }
    let (records, problem) = self.records(of: goroutine)
    result.problem = problem
    for record in records {
      // Of two frames of the same place the outer one deferred: the inner one has no room.
      let owner = stack.frames.lastIndex {
        $0.stackPointer == record.stackPointer && !$0.isOnSystemStack
      }
      if let owner {
        byFrame[owner, default: []].append(record.call)
      } else {
        result.elsewhere += 1
      }
    }
    result.frames = byFrame.sorted { $0.key < $1.key }
      .map { FrameDefers(frame: $0.key, calls: $0.value) }
    return result
  }

  // MARK: - Open-coded calls

  /// The open-coded calls of a frame whose bits are set, the next to run first.
  package mutating func openCoded(in frame: RawFrame) -> [DeferredCall] {
    guard let slots = openCodedSlots(of: frame),
      let bits = try? runtime.memory.load(slots.bits, as: UInt8.self), bits != 0
    else { return [] }
    return (0..<8).reversed().compactMap { bit in
      guard bits & (1 << UInt8(bit)) != 0, bit < slots.closures.count else { return nil }
      return call(slots.closures[bit], source: .slot(slots.closures[bit]))
    }
  }

  /// Whether a frame has room for an open-coded call of `function`, pending or not: a slot keeps its
  /// closure when the call has been made.
  package mutating func hasSlot(for function: String, in frame: RawFrame) -> Bool {
    guard !frame.isOnSystemStack, let slots = openCodedSlots(of: frame) else { return false }
    for slot in slots.closures where call(slot, source: .slot(slot))?.function == function {
      return true
    }
    return false
  }

  /// Where a frame keeps the bits and the closures of its open-coded calls; nil when it has none.
  private mutating func openCodedSlots(
    of frame: RawFrame
  ) -> (bits: Address, closures: [Address])? {
    guard !pointsWithout.contains(frame.point) else { return nil }
    guard let slots = readOpenCodedSlots(of: frame) else {
      pointsWithout.insert(frame.point)
      return nil
    }
    return slots
  }

  private func readOpenCodedSlots(of frame: RawFrame) -> (bits: Address, closures: [Address])? {
    let point = program[frame.point]
    guard program.modules.indices.contains(Int(point.module)) else { return nil }
    let module = program.modules[Int(point.module)]
    guard let base = module.functionDataBase,
      let offset = module.table.functionData(.openCodedDefers, point.function),
      let data = module.functionDataFile.bytes(
        at: base &+ Int(offset), count: 64)
    else { return nil }
    var numbers = VariableLengthNumbers(data)
    guard let bits = numbers.next() else { return nil }
    let variables = variablesEnd(of: frame)
    var closures: [Address] = []
    if runtime.facts[.deferOpenCoded] != nil {
      // Up to go1.21: the number of calls, and the place of each, from the last to the first.
      guard let count = numbers.next(), count <= 8 else { return nil }
      for _ in 0..<count {
        guard let distance = numbers.next() else { return nil }
        closures.insert(variables &- Int(distance), at: 0)
      }
    } else {
      // Since go1.22 the closures lie one after the other.
      guard let distance = numbers.next() else { return nil }
      closures = (0..<8).map { variables &- Int(distance) &+ $0 * architecture.pointerSize }
    }
    return (variables &- Int(bits), closures)
  }

  /// The end of a frame's local variables (`stkframe.varp`): below the return address and the saved
  /// frame pointer. arm64 keeps the caller's frame pointer below the frame, and the runtime counts as
  /// if it did not.
  private func variablesEnd(of frame: RawFrame) -> Address {
    let pushed = architecture.returnAddress == .pushedByCall ? architecture.pointerSize : 0
    let end = frame.framePointer &- pushed
    return architecture.savesFramePointer && end > frame.stackPointer
      ? end &- architecture.pointerSize : end
  }

  // MARK: - Records

  private struct Record {
    let stackPointer: Address
    let call: DeferredCall
  }

  /// The goroutine's records that have not begun to run, the next to run first.
  private mutating func records(of goroutine: Goroutine) -> ([Record], problem: String?) {
    var found: [Record] = []
    var seen: Set<Address> = []
    do throws(RecordError) {
      var next = try runtime.record(at: goroutine.address)[.gDefer].target()
      while let record = next {
        guard seen.insert(record.address).inserted else {
          return (
            found, "the list of deferred calls does not end: \(record.address) is in it again"
          )
        }
        guard seen.count <= Self.recordLimit else {
          return (found, "only the first \(Self.recordLimit) deferred calls were read")
        }
        let stackPointer = try record[.deferSP].pointer()
        if try record.flag(ifPresent: .deferIsRange) {
          for member in try rangeRecords(of: record, &seen) {
            if let call = try call(of: member) {
              found.append(Record(stackPointer: stackPointer, call: call))
            }
          }
        } else if try !record.flag(ifPresent: .deferStarted),
          try !record.flag(ifPresent: .deferOpenCoded), let call = try call(of: record)
        {
          found.append(Record(stackPointer: stackPointer, call: call))
        }
        next = try record[.deferLink].target()
      }
    } catch .noField {
      // The facts say what is lost with it.
      return ([], nil)
    } catch {
      return (found, "the list of deferred calls ends early: \(error.message)")
    }
    return (found, nil)
  }

  /// The records that the body of a range over a function added to the group `record`.
  private func rangeRecords(
    of record: RuntimeRecord, _ seen: inout Set<Address>
  ) throws(RecordError) -> [RuntimeRecord] {
    guard let head = record[ifPresent: .deferHead] else { return [] }
    var records: [RuntimeRecord] = []
    var next = try runtime.place(at: head.pointer()).target()
    // 1 marks a group that takes no more calls.
    while let member = next, member.address.rawValue > 1, seen.insert(member.address).inserted,
      seen.count <= Self.recordLimit
    {
      records.append(member)
      next = try member[.deferLink].target()
    }
    return records
  }

  private mutating func call(of record: RuntimeRecord) throws(RecordError) -> DeferredCall? {
    call(try record[.deferFunction].address(), source: .record(record.address))
  }

  /// The call of the func value that lies at `slot`.
  private mutating func call(_ slot: Address, source: DeferredCall.Source) -> DeferredCall? {
    let memory = runtime.memory
    guard let closure = memory.pointerIfThere(slot), !closure.isNull,
      let code = memory.pointerIfThere(closure), let found = names.function(at: code)
    else { return nil }
    return DeferredCall(
      source: source, closure: closure, code: code, function: found.function,
      isWrapped: found.isWrapped)
  }
}

/// Reads numbers of seven bits a byte, as FUNCDATA has them.
private struct VariableLengthNumbers {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next number; nil at the end, or when it has more than 28 bits.
  mutating func next() -> UInt32? {
    var value: UInt32 = 0
    for shift in stride(from: UInt32(0), through: 21, by: 7) {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      value |= UInt32(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
