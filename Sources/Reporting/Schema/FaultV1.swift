// Faults and damage of the heap as JSON.

internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// A fault of the processor.
enum FaultV1 {
  static let shape = JSONShape<Fault>.object("A fault of the processor.") { fault in
    fault.address("address", "What was touched; absent where it is unknown.") {
      $0.address?.rawValue
    }
    fault.member("place", "What lies there.", PlaceV1.shape) { fault in
      guard let place = fault.place, let words = fault.placeWords else { return nil }
      return PlaceV1(place: place, words: words)
    }
    fault.word("access", "How memory was used.") { $0.access }
    fault.word(
      "accessSource",
      "How that is known: by the processor's error code, or by what the instruction does."
    ) { $0.accessSource }
    fault.truth("wildJump", "Whether control went to a place that is no code of the program's.") {
      $0.isWildJump
    }
    fault.object("jump", "Where the target of a bad jump came from.") {
      $0.jump
    } members: { jump in
      jump.word("kind", "What transferred control.") { $0.kind }
      jump.text("operand", "The register or operand that held the target.") { $0.operand }
      jump.address("readFrom", "Where in memory the target was read.") { $0.address?.rawValue }
    }
    fault.word("nilCall", "What a read through nil was for, where a call follows it.") {
      $0.nilCall
    }
    fault.text(
      "instruction",
      "The faulting instruction, or the call that led astray; Intel's order on x86."
    ) { $0.instruction?.text }
    fault.list("disassembly", "That instruction and its neighbours.", of: instruction) {
      $0.listing.isEmpty ? nil : $0.listing
    }
    fault.object("operand", "The memory operand of the faulting instruction.") {
      $0.operand
    } members: {
      operand in
      operand.text("text", "The operand.") { $0.text }
      operand.text("base", "The register of its base.") { $0.base }
      operand.address("baseValue", "What that held; absent where it is unknown.") { $0.baseValue }
      operand.truth(
        "deduced",
        "Whether that was worked out from the fault's address, because the register was lost."
      ) { $0.isDeduced }
      operand.integer("displacement", "The distance from base and index, in bytes.") {
        $0.displacement
      }
    }
    fault.member(
      "pointer",
      "The pointer that was bad, as the program names it; absent where that is not sure.",
      pointer
    ) { $0.pointer }
  }

  private static let instruction = JSONShape<ListedInstruction>.object(
    "An instruction."
  ) { instruction in
    instruction.address("address", "Its address.") { $0.address.rawValue }
    instruction.text("text", "Mnemonic and operands.") { $0.text }
    instruction.text("target", "The function or variable that an operand names by its address.") {
      $0.target
    }
    instruction.truth("faulting", "True for the one that faulted, absent for the others.") {
      $0.isFaulting ? true : nil
    }
  }

  private static let pointer = JSONShape<BadPointer>.object("A bad pointer.") { pointer in
    pointer.text(
      "name", "The variable and the path in it, a global variable, or words for a receiver."
    ) { $0.name }
    pointer.text("type", "Its type.") { $0.typeName }
    pointer.text("function", "The function that has the variable.") { $0.function }
    pointer.text("readFrom", "Where its value had been read from.") { $0.origin }
    pointer.address("value", "What it held; absent where that is unknown.") { $0.value }
    pointer.text("field", "The member that was touched through it.") { $0.field }
    pointer.integer("fieldOffset", "That member's distance from the pointer, in bytes.") {
      $0.fieldOffset
    }
    pointer.member("confidence", "How sure the name is.", VerdictV1.confidence) { $0.confidence }
  }
}

/// Damage of the heap.
enum HeapDamageV1 {
  static let shape = JSONShape<HeapDamage>.object("Damage of the heap.") { damage in
    damage.address("pointer", "The pointer that the runtime complains of.") { $0.pointer.rawValue }
    damage.member("place", "Where it leads.", PlaceV1.shape) {
      PlaceV1(place: $0.place, words: $0.words)
    }
    damage.member("slot", "The word of a frame that holds the pointer.", slot) { $0.slot }
    damage.list("holders", "Objects that hold the pointer.", of: holder) { $0.holders }
    damage.list(
      "neighbours", "Objects beside the first holder, or beside the pointer's own.",
      of: PlaceV1.object
    ) { $0.neighbours }
    damage.truth("searchComplete", "Whether the whole heap was searched for holders.") {
      $0.isSearchComplete
    }
  }

  private static let slot = JSONShape<DamagedSlot>.object(
    "A word of a frame in which the runtime met a bad pointer."
  ) { slot in
    slot.address("address", "Where it is.") { $0.address.rawValue }
    slot.text("function", "The function whose frame it is in.") { $0.function }
    slot.text(
      "variable", "The variable that it belongs to; absent where no debug information says so."
    ) { $0.variable?.name }
    slot.text("type", "That variable's type.") { $0.variable?.typeName }
  }

  private static let holder = JSONShape<PointerHolder>.object("A holder.") { holder in
    holder.count("offset", "Where in the object, in bytes from its start.") { $0.offset }
    holder.member("object", "The object.", PlaceV1.object) { $0.object }
  }
}

/// What lies at an address.
struct PlaceV1 {
  let place: AddressPlace
  let words: String

  static let object = JSONShape<HeapObject>.object(
    "An object of the Go heap, or the slot of one.", name: "heapObject"
  ) { object in
    object.address("address", "Where the program's part begins.") { $0.start.rawValue }
    object.count("size", "Bytes that the program may use.") {
      $0.slot.count - UInt64($0.headerSize)
    }
    object.count("index", "Its number in the span.") { $0.index }
    object.truth("allocated", "Whether it is allocated; absent where that is unknown.") {
      $0.isAllocated
    }
    object.text(
      "type",
      """
      The type it was allocated as, or as an array of which; absent where the runtime does not \
      keep it.
      """
    ) { $0.typeName }
    object.address("span", "The start of its span.") { $0.span.range.start.rawValue }
  }

  static let shape = JSONShape<PlaceV1>.object(
    "What lies at an address.", name: "addressPlace"
  ) { place in
    place.word("kind", "The kind of place.") { $0.place.kind }
    place.text("text", "The same in words.") { $0.words }
    place.member("object", "The heap object.", object) {
      if case .heapObject(let object) = $0.place { object } else { nil }
    }
    place.address("span", "The start of the span.") {
      switch $0.place {
      case .freedSpan(let span), .spanTail(let span), .runtimePages(let span):
        span.range.start.rawValue
      default: nil
      }
    }
    place.count("goroutine", "The goroutine whose stack it is.") {
      if case .stack(.goroutine(let id), _) = $0.place { id } else { nil }
    }
    place.count("thread", "The thread whose stack it is.") {
      switch $0.place {
      case .stack(.systemOf(let id), _), .stack(.signalsOf(let id), _),
        .guardPage(.systemOf(let id)), .guardPage(.signalsOf(let id)):
        id
      default: nil
      }
    }
    place.text("file", "The path of the mapped file.") {
      if case .file(let path, _) = $0.place { path } else { nil }
    }
    place.count("fileOffset", "The offset in that file, in bytes.") {
      if case .file(_, let offset) = $0.place { offset } else { nil }
    }
    place.text("symbol", "The function or the global variable.") {
      switch $0.place {
      case .text(let function, _): function
      case .data(let symbol?): symbol.name
      default: nil
      }
    }
  }
}
