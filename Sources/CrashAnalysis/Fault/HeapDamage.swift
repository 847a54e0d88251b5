// The damage that the runtime found in the heap: the bad pointer that it printed, what that points to, and
// the objects that hold it.
//
// Sources: runtime/mbitmap.go badPointer, runtime/mgcsweep.go reportZombies and sweep,
// runtime/stack.go adjustpointers, runtime/checkptr.go; go1.19 to go1.27.

package import ElfCore
package import GoRuntime

/// An object that holds the bad pointer.
package struct PointerHolder: Sendable, Equatable {
  package let object: HeapObject
  /// Where in the object, in bytes from its start.
  package let offset: UInt64
}

/// The word of a frame in which the runtime met a bad pointer.
package struct DamagedSlot: Sendable {
  package let address: Address
  /// The function whose frame it is in.
  package let function: String
  /// The variable that the word belongs to; nil where no debug information says so.
  package let variable: VariableWord?

  /// `variable p (*int) of main.handle`.
  package var words: String {
    variable.map { "variable \($0.name) (\($0.typeName)) of \($0.function)" }
      ?? "a word in the frame of \(function)"
  }
}

/// Damage of the heap that the runtime found.
package struct HeapDamage: Sendable {
  /// The pointer that the runtime complains of, or the object that a check is about.
  package let pointer: Address
  package let place: AddressPlace
  /// The word of a stack that holds the pointer, where the runtime came from one.
  package var slot: DamagedSlot?
  /// The objects that hold the pointer, those that the runtime names first.
  package let holders: [PointerHolder]
  /// Whether more objects hold it than these.
  package let hasMoreHolders: Bool
  /// The objects beside the first holder or the pointer's own: what may have written there.
  package let neighbours: [HeapObject]
  /// Whether all of the heap was searched for holders.
  package let isSearchComplete: Bool

  /// Where the pointer leads, in words.
  package var words: String { place.words(of: pointer) }

  /// What the heap's records say of the pages that the pointer leads to, in words: no pointer of a correct
  /// program leads to such (runtime/mbitmap.go findObject, badPointer). Nil for pointers elsewhere.
  package var spanWords: String? {
    switch place {
    case .freedSpan: "a pointer to an unallocated span: mSpanDead, its pages were freed"
    case .unusedHeap: "a pointer to an unallocated span: its pages belong to no span now"
    case .runtimePages: "a pointer to a span that holds no objects: mSpanManual, the runtime's own"
    case .spanTail: "a pointer to an unused region of a span: mSpanInUse, behind its last object"
    case .heapObject(let object) where object.isAllocated == false:
      "a pointer to a free object of a span: mSpanInUse, but the object is not allocated"
    default: nil
    }
  }
}

/// Follows the runtime's diagnosis.
package struct HeapDamageReader {
  private let program: GoProgram
  private var process: GoProcess { program.process }
  private let map: MemoryMap
  private static let holderLimit = 5
  /// How many bytes are searched for holders, which takes about a second.
  private static let searchLimit: UInt64 = 1 << 28

  package init(_ program: GoProgram) {
    self.program = program
    map = MemoryMap(program)
  }

  /// The damage that the runtime's diagnostics in `facts` name; nil if they name no pointer. The checks of
  /// unsafe pointers print none, so theirs is taken from `stack`, the crashed thread's.
  package func read(_ facts: CrashFacts, _ stack: StackDescription) -> HeapDamage? {
    // The text is gone where a dump of the object followed; the frame keeps its arguments.
    let frame = badPointerFrame(stack)
    if let pointer = Self.badPointer(facts.diagnostics) ?? frame?.pointer {
      var found = damage(
        at: pointer, namedHolder: Self.holder(facts.diagnostics) ?? frame?.holder, searches: true)
      found.slot = slot(facts, stack)
      return found
    }
    if let zombie = zombie(stack) { return damage(at: zombie, namedHolder: nil, searches: true) }
    if let pointer = checkedPointer(stack) {
      return damage(at: pointer, namedHolder: nil, searches: false)
    }
    return nil
  }

  private func damage(
    at pointer: Address, namedHolder: (base: Address, offset: UInt64)?, searches: Bool
  ) -> HeapDamage {
    let place = map.place(of: pointer)
    var holders: [PointerHolder] = []
    // The runtime counts from the object's slot, which may begin with a header.
    if let named = namedHolder, case .heapObject(let object) = map.place(of: named.base),
      case let word = named.base &+ Int(truncatingIfNeeded: named.offset), word >= object.start
    {
      holders.append(
        PointerHolder(object: object, offset: word.rawValue - object.start.rawValue))
    }
    var isComplete = false
    if searches {
      let (found, complete) = search(pointer)
      isComplete = complete
      for holder in found where !holders.contains(holder) { holders.append(holder) }
    }
    var neighbours: [HeapObject] = []
    if let first = holders.first {
      neighbours = map.neighbours(of: first.object)
    } else if case .heapObject(let object) = place {
      neighbours = map.neighbours(of: object)
    }
    return HeapDamage(
      pointer: pointer, place: place,
      holders: Array(holders.prefix(Self.holderLimit)),
      hasMoreHolders: holders.count > Self.holderLimit, neighbours: neighbours,
      isSearchComplete: isComplete)
  }

  /// The allocated objects with a word equal to `pointer`.
  private func search(_ pointer: Address) -> (holders: [PointerHolder], isComplete: Bool) {
    var found: [PointerHolder] = []
    var searched: UInt64 = 0
    for range in process.memory.dumpedRanges {
      // Other ranges hold stacks of threads, the runtime's records or the binary.
      guard map.isHeap(range.start) || map.isHeap(range.end &- 1) else { continue }
      guard searched &+ range.count <= Self.searchLimit else { return (found, false) }
      searched += range.count
      process.memory.forEachWord(
        in: range, from: pointer.rawValue, below: pointer.rawValue &+ 1
      ) { address, _ in
        guard found.count <= Self.holderLimit,
          case .heapObject(let object) = map.place(of: address), object.isAllocated == true,
          address >= object.start
        else { return }
        found.append(
          PointerHolder(object: object, offset: address.rawValue - object.start.rawValue))
      }
      if found.count > Self.holderLimit { return (found, false) }
    }
    return (found, true)
  }

  // MARK: - The runtime's frames

  /// The arguments of `badPointer(span, pointer, base, offset)`: the pointer, and the object that holds it,
  /// where the collector came from one (runtime/mbitmap.go).
  private func badPointerFrame(
    _ stack: StackDescription
  ) -> (pointer: Address, holder: (base: Address, offset: UInt64)?)? {
    guard let frame = stack.frames.first(where: { $0.name.text == "runtime.badPointer" }),
      case let words = frame.argumentWords(in: program), words.count >= 4
    else { return nil }
    let base = words[2].flatMap { $0 == 0 ? nil : Address($0) }
    guard let pointer = words[1], pointer != 0 else {
      // Up to go1.20 the slot may be stale: the pointer is the object's first into the span.
      guard let base, let span = words[0] else { return nil }
      return pointerIntoSpan(at: Address(span), from: base)
    }
    guard let base, let offset = words[3] else { return (Address(pointer), nil) }
    return (Address(pointer), (base, offset))
  }

  /// The first word of the object at `base` that points into a span.
  private func pointerIntoSpan(
    at span: Address, from base: Address
  ) -> (pointer: Address, holder: (base: Address, offset: UInt64)?)? {
    guard let pages = Heap(process)?.range(ofSpanAt: span),
      case .heapObject(let object) = map.place(of: base)
    else { return nil }
    let word = process.memory.pointerSize
    let size = min(object.slot.end.rawValue &- base.rawValue, Self.objectLimit)
    for offset in stride(from: UInt64(0), to: size, by: word) {
      guard let value = try? process.memory.pointer(base &+ Int(offset)) else { return nil }
      if pages.contains(value) { return (value, (base, offset)) }
    }
    return nil
  }

  /// How much of an object is looked at.
  private static let objectLimit: UInt64 = 1 << 20

  /// The first object of a span that is marked although it is free, by the argument of reportZombies
  /// (runtime/mgcsweep.go).
  private func zombie(_ stack: StackDescription) -> Address? {
    guard
      let frame = stack.frames.first(where: {
        $0.name.text == "runtime.(*mspan).reportZombies"
      }), let span = frame.argumentWords(in: program).first, let span, span != 0
    else { return nil }
    return Heap(process)?.markedFreeObjects(inSpanAt: Address(span), limit: 1).first?.start
  }

  // MARK: - The runtime's words

  /// The pointer of `runtime: pointer 0x… to …`, `runtime: bad pointer in frame F at 0x…: 0x…`.
  static func badPointer(_ lines: [String]) -> Address? {
    for line in lines.reversed() {
      if line.hasPrefix("runtime: pointer ") {
        let words = line.split(separator: " ")
        if words.count > 2, let value = number(words[2]) { return Address(value) }
      }
      if line.hasPrefix("runtime: bad pointer in frame "),
        let last = line.split(separator: " ").last,
        let value = number(last)
      {
        return Address(value)
      }
    }
    return nil
  }

  /// The slot of `runtime: bad pointer in frame F at 0x…: 0x…`, and the variable that it belongs to where the
  /// function goes on: the one call that is under way does not move variables.
  private func slot(_ facts: CrashFacts, _ stack: StackDescription) -> DamagedSlot? {
    guard let name = facts.damagedFunction, let address = Self.slot(facts.diagnostics) else {
      return nil
    }
    let frame = stack.frames.first {
      !$0.isNative && !$0.isInlined && ($0.function == name || $0.name.text == name)
        && $0.frame.stackPointer <= address && address < $0.frame.framePointer
    }
    let variable = frame.flatMap { frame in
      ProgramVariables(process, program.debugFiles)?.word(
        in: .frame(Int64(bitPattern: address.rawValue &- frame.frame.framePointer.rawValue)),
        at: frame.frame.pc &- 1)
    }
    return DamagedSlot(address: address, function: name, variable: variable)
  }

  private static func slot(_ lines: [String]) -> Address? {
    for line in lines.reversed() where line.hasPrefix("runtime: bad pointer in frame ") {
      let words = line.split(separator: " ")
      // The name of a function may have blanks in it.
      if words.count > 2, words[words.count - 3] == "at", words[words.count - 2].hasSuffix(":"),
        let value = number(words[words.count - 2].dropLast())
      {
        return Address(value)
      }
    }
    return nil
  }

  /// The object of `runtime: found in object at *(0x…+0x…)`.
  static func holder(_ lines: [String]) -> (base: Address, offset: UInt64)? {
    let head = "runtime: found in object at *("
    for line in lines.reversed() where line.hasPrefix(head) && line.hasSuffix(")") {
      let parts = line.dropFirst(head.count).dropLast().split(separator: "+")
      if parts.count == 2, let base = number(parts[0]), let offset = number(parts[1]) {
        return (Address(base), offset)
      }
    }
    return nil
  }

  /// The first argument of the check that failed, unless it may be stale.
  private func checkedPointer(_ stack: StackDescription) -> Address? {
    let checks: Set = [
      "runtime.checkptrAlignment", "runtime.checkptrArithmetic", "runtime.checkptrStraddles",
    ]
    for frame in stack.frames where checks.contains(frame.name.text) {
      guard let word = frame.argumentWords(in: program).first, let value = word,
        value >= MemoryMap.nilPageSize
      else { continue }
      return Address(value)
    }
    return nil
  }

  /// A number as the runtime's `hex` prints it.
  private static func number(_ text: Substring) -> UInt64? {
    guard text.hasPrefix("0x") else { return nil }
    return UInt64(text.dropFirst(2), radix: 16)
  }
}
