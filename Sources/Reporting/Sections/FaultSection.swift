// The fault explained, in words: what was touched, whose pointer was bad, the code around it, and what
// was found damaged in the heap.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts a fault into words.
struct FaultSection {
  private let diagnosis: Diagnosis

  init(_ diagnosis: Diagnosis) {
    self.diagnosis = diagnosis
  }

  /// FAULT and HEAP; empty for other deaths.
  var passages: [Passage] {
    [
      diagnosis.fault.flatMap(passage(of:)),
      Passage("HEAP", lines: diagnosis.heapDamage.map(lines(of:)) ?? []),
    ].compactMap { $0 }
  }

  // MARK: - The fault

  private func passage(of fault: Fault) -> Passage? {
    var lines: [Line] = []
    if let touched = touched(fault) { lines.append(Line(touched)) }
    if let words = fault.tagWords { lines.append(Line(words)) }
    if let pointer = fault.pointer {
      lines.append(Line(pointer.words, mark: pointer.confidence.rawValue))
    }
    guard !lines.isEmpty || !fault.listing.isEmpty else { return nil }
    return Passage("FAULT", [.lines(lines), .table(listing(of: fault))])
  }

  /// The code around the fault: address, instruction, what an operand names or held.
  private func listing(of fault: Fault) -> Table {
    Table(
      [Table.Column(), Table.Column(.widest(limit: .max)), Table.Column()],
      rows: fault.listing.map { line in
        Table.Row([
          (line.isFaulting ? "=> " : "   ") + line.address.description, line.text,
          note(line, fault) ?? "",
        ])
      })
  }

  /// `read of 0x18: nil page`.
  private func touched(_ fault: Fault) -> String? {
    guard let words = fault.placeWords else { return nil }
    let access =
      switch fault.access {
      case .read?: "read of "
      case .write?: "write to "
      case .execute?: fault.jump.map { $0.words(hasTarget: fault.address != nil) } ?? "jump to "
      case nil: ""
      }
    let address = fault.address?.description ?? fault.operand?.text ?? fault.jump?.operand ?? "?"
    let source = fault.jump?.address.map { ", read from \($0)" } ?? ""
    let call = fault.nilCall.map { ", for the call of \($0.words)" } ?? ""
    return "\(access)\(address)\(source): \(words)\(call)"
  }

  private func note(_ line: ListedInstruction, _ fault: Fault) -> String? {
    if let target = line.target { return "<\(target)>" }
    guard line.isFaulting, let operand = fault.operand, let base = operand.base,
      let value = operand.baseValue
    else { return nil }
    return "\(base) = \(hexadecimal(value))" + Self.origin(operand)
  }

  /// How the value of an operand's base register is known, where its signal did not keep it.
  private static func origin(_ operand: FaultOperand) -> String {
    guard operand.isDeduced else { return "" }
    return operand.unknownBits == 0
      ? " (by the address)" : " (by the address, which lacks the upper \(operand.unknownBits) bits)"
  }

  // MARK: - The heap

  private func lines(of damage: HeapDamage) -> [Line] {
    let texts =
      ["\(damage.pointer): \(damage.words)"]
      + [
        damage.spanWords, damage.slot.map { "held in \($0.words), at \($0.address)" },
      ].compactMap(\.self)
      + damage.holders.map { holder in
        let type = holder.object.typeName.map { " of \($0)" } ?? ""
        return "held at \(hexadecimal(holder.offset)) of the heap object\(type) "
          + "\(holder.object.start) (\(holder.object.slot.count) bytes)"
      }
      + (damage.hasMoreHolders ? ["… and in more places"] : [])
      + damage.neighbours.map { object in
        "beside \(object.slot.start)" + (object.isAllocated == false ? ", free" : "")
          + (object.typeName.map { ", \($0)" } ?? "")
      }
    return texts.map { Line($0) }
  }
}
