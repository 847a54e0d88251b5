// The fault explained, in words: what was touched, whose pointer was bad, the code around it, and what
// was found damaged in the heap. Text and Markdown dress the same lines.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Puts a fault into words.
struct FaultText {
  let diagnosis: Diagnosis

  /// FAULT and HEAP with the lines under them; empty for other deaths. Displayable text.
  var lines: [HeadLine] {
    labelled("FAULT", diagnosis.fault.map(lines(of:)) ?? [])
      + labelled("HEAP", diagnosis.heapDamage.map(lines(of:)) ?? [])
  }

  /// Writes the lines as a paragraph of the text report.
  func write(_ style: TextStyle, to out: TextWriter) {
    for (index, line) in lines.enumerated() {
      if index == 0 { out.write("\n") }
      let label =
        line.label.isEmpty ? String(repeating: " ", count: 8) : style.label(line.label)
      out.write(label + line.text + "\n")
    }
  }

  private func labelled(_ label: String, _ lines: [String]) -> [HeadLine] {
    lines.enumerated().map { HeadLine($0 == 0 ? label : "", displayable($1)) }
  }

  // MARK: - The fault

  private func lines(of fault: Fault) -> [String] {
    var lines: [String] = []
    if let touched = touched(fault) { lines.append(touched) }
    if let pointer = fault.pointer {
      lines.append("\(pointer.words)  [\(pointer.confidence.rawValue)]")
    }
    let width = fault.listing.map(\.text.count).max() ?? 0
    for line in fault.listing {
      var text = (line.isFaulting ? "=> " : "   ") + "\(line.address)  "
      if let note = note(line, fault) {
        text += padded(line.text, width) + "  " + note
      } else {
        text += line.text
      }
      lines.append(text)
    }
    return lines
  }

  /// `read of 0x18: nil page`.
  private func touched(_ fault: Fault) -> String? {
    guard let words = fault.placeWords else { return nil }
    let access =
      switch fault.access {
      case .read?: "read of "
      case .write?: "write to "
      case .execute?: "jump to "
      case nil: ""
      }
    let address = fault.address?.description ?? fault.operand?.text ?? "?"
    return "\(access)\(address): \(words)"
  }

  private func note(_ line: ListedInstruction, _ fault: Fault) -> String? {
    if let target = line.target { return "<\(target)>" }
    guard line.isFaulting, let operand = fault.operand, let base = operand.base,
      let value = operand.baseValue
    else { return nil }
    return "\(base) = \(hexadecimal(value))" + (operand.isDeduced ? " (by the address)" : "")
  }

  // MARK: - The heap

  private func lines(of damage: HeapDamage) -> [String] {
    ["\(damage.pointer): \(damage.words)"]
      + damage.holders.map { holder in
        let type = holder.object.typeName.map { " of \($0)" } ?? ""
        return "held at \(hexadecimal(holder.offset)) of the heap object\(type) "
          + "\(holder.object.start) (\(holder.object.slot.count) bytes)"
      }
      + damage.neighbours.map { object in
        "beside \(object.slot.start)" + (object.isAllocated == false ? ", free" : "")
          + (object.typeName.map { ", \($0)" } ?? "")
      }
  }
}
