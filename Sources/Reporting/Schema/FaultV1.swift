// `fault` and `heapDamage` of gocore.report/1.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// Writes the members about a fault.
enum FaultV1 {
  static func write(_ diagnosis: Diagnosis, to json: inout JSONWriter) {
    if let fault = diagnosis.fault { json.object("fault") { write(fault, to: &$0) } }
    if let damage = diagnosis.heapDamage {
      json.object("heapDamage") { json in
        json.member("pointer", hexadecimal: damage.pointer.rawValue)
        json.object("place") { write(damage.place, damage.words, to: &$0) }
        json.array("holders") { json in
          for holder in damage.holders {
            json.object { json in
              json.member("offset", holder.offset)
              json.object("object") { write(holder.object, to: &$0) }
            }
          }
        }
        json.array("neighbours") { json in
          for object in damage.neighbours { json.object { write(object, to: &$0) } }
        }
        json.member("searchComplete", damage.isSearchComplete)
      }
    }
  }

  private static func write(_ fault: Fault, to json: inout JSONWriter) {
    json.member("address", hexadecimal: fault.address?.rawValue)
    if let place = fault.place, let words = fault.placeWords {
      json.object("place") { write(place, words, to: &$0) }
    }
    json.member("access", fault.access?.rawValue)
    json.member("accessSource", fault.accessSource?.rawValue)
    json.member("wildJump", fault.isWildJump)
    json.member("instruction", fault.instruction?.text)
    if !fault.listing.isEmpty {
      json.array("disassembly") { json in
        for line in fault.listing {
          json.object {
            $0.member("address", hexadecimal: line.address.rawValue)
            $0.member("text", line.text)
            $0.member("target", line.target)
            if line.isFaulting { $0.member("faulting", true) }
          }
        }
      }
    }
    if let operand = fault.operand {
      json.object("operand") {
        $0.member("text", operand.text)
        $0.member("base", operand.base)
        $0.member("baseValue", hexadecimal: operand.baseValue)
        $0.member("deduced", operand.isDeduced)
        $0.member("displacement", operand.displacement)
      }
    }
    if let pointer = fault.pointer {
      json.object("pointer") {
        $0.member("name", pointer.name)
        $0.member("type", pointer.typeName)
        $0.member("function", pointer.function)
        $0.member("readFrom", pointer.origin)
        $0.member("value", hexadecimal: pointer.value)
        $0.member("field", pointer.field)
        $0.member("fieldOffset", pointer.fieldOffset)
        $0.member("confidence", pointer.confidence.rawValue)
      }
    }
  }

  private static func write(
    _ place: AddressPlace, _ words: String, to json: inout JSONWriter
  ) {
    json.member("kind", place.name)
    json.member("text", words)
    switch place {
    case .heapObject(let object): json.object("object") { write(object, to: &$0) }
    case .freedSpan(let span), .spanTail(let span), .runtimePages(let span):
      json.member("span", hexadecimal: span.range.start.rawValue)
    case .stack(.goroutine(let id), _): json.member("goroutine", id)
    case .stack(.systemOf(let id), _), .stack(.signalsOf(let id), _),
      .guardPage(.systemOf(let id)), .guardPage(.signalsOf(let id)):
      json.member("thread", id)
    case .file(let path, let offset):
      json.member("file", path)
      json.member("fileOffset", offset)
    case .text(let function, _): json.member("symbol", function)
    case .data(let symbol?): json.member("symbol", symbol.name)
    default: break
    }
  }

  private static func write(_ object: HeapObject, to json: inout JSONWriter) {
    json.member("address", hexadecimal: object.start.rawValue)
    json.member("size", object.slot.count - UInt64(object.headerSize))
    json.member("index", object.index)
    json.member("allocated", object.isAllocated)
    json.member("type", object.typeName)
    json.member("span", hexadecimal: object.span.range.start.rawValue)
  }
}
