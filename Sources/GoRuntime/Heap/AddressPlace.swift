// What an address of the process means: the answer to "what is there?".

package import ElfCore

/// Whose stack an address lies in.
package enum StackOwner: Sendable, Equatable {
  case goroutine(UInt64)
  /// The system stack of the thread with this id (its `g0`).
  case systemOf(UInt64)
  /// The signal stack of the thread with this id.
  case signalsOf(UInt64)
}

/// What is at an address.
package enum AddressPlace: Sendable, Equatable {
  /// In the first page, which is never mapped: nil, and the distance from it.
  case nilPage
  /// No address that a process can have.
  case nonCanonical
  case stack(StackOwner, AddressRange)
  /// Just below a thread's stack, in pages that nobody may touch.
  case guardPage(StackOwner)
  case heapObject(HeapObject)
  /// In pages of the heap that were freed.
  case freedSpan(Span)
  /// In the tail of a span, behind its last object.
  case spanTail(Span)
  /// In pages that the runtime uses for itself: free stacks, work of the collector.
  case runtimePages(Span)
  /// In the heap's address range, in pages without any use.
  case unusedHeap
  /// Go code: the function and the distance from its entry.
  case text(function: String, offset: UInt64)
  /// Code of the executable that is no Go function.
  case foreignText
  /// Read-only data of the executable: constants, strings, types.
  case readOnlyData
  /// Data of the executable; the variable where the symbol table names it.
  case data(DataSymbol?)
  /// A mapped file: its path and the offset in it.
  case file(path: String, offset: UInt64)
  /// Code that the kernel provides.
  case vdso
  /// Other memory: whether it may be written and run, and whether it may be of the heap, whose records are lost
  /// or damaged there.
  case anonymous(isWritable: Bool, isExecutable: Bool, mayBeHeap: Bool)
  /// Reserved, but neither readable nor writable.
  case reserved
  case unmapped

  /// The kinds of places by their stable words in reports.
  package enum Kind: String, Sendable, CaseIterable {
    case nilPage = "nil-page"
    case nonCanonical = "non-canonical"
    case stack
    case guardPage = "guard-page"
    case heapObject = "heap-object"
    case freedSpan = "freed-span"
    case spanTail = "span-tail"
    case runtimePages = "runtime-pages"
    case unusedHeap = "unused-heap"
    case text
    case foreignText = "foreign-text"
    case readOnlyData = "read-only-data"
    case data
    case file
    case vdso
    case anonymous
    case reserved
    case unmapped
  }

  package var kind: Kind {
    switch self {
    case .nilPage: .nilPage
    case .nonCanonical: .nonCanonical
    case .stack: .stack
    case .guardPage: .guardPage
    case .heapObject: .heapObject
    case .freedSpan: .freedSpan
    case .spanTail: .spanTail
    case .runtimePages: .runtimePages
    case .unusedHeap: .unusedHeap
    case .text: .text
    case .foreignText: .foreignText
    case .readOnlyData: .readOnlyData
    case .data: .data
    case .file: .file
    case .vdso: .vdso
    case .anonymous: .anonymous
    case .reserved: .reserved
    case .unmapped: .unmapped
    }
  }
}
