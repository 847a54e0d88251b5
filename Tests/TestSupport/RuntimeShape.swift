// The structures of the Go runtime as debug information tells them, in the shapes that the releases
// gave them. The offsets are a drawing's own: only the names and which members there are matter.

package import DebugInfo

/// How a release names and nests the runtime's structures.
package struct RuntimeShape: Sendable, CustomStringConvertible {
  /// `runtime.buildVersion`.
  package var release: String
  /// pclntab's first word.
  package var magic: UInt32 = 0xffff_fff1
  /// Whether `atomicstatus` and `lastpoll` are structures with a `value`.
  package var hasAtomicStructures = true
  package var hasParent = true
  package var hasRepanicked = true
  package var hasSyscallBP = true
  /// Whether records of deferred calls stay in the list while they run, and stand for open-coded ones.
  package var hasDeferMarks = false
  /// Whether `sudog.elem` and `sudog.c` have two words, and channels a timer (since go1.26).
  package var hasTracedWaiters = false
  /// The member of `g` for its synctest bubble.
  package var bubble: String?
  /// The type and path of a list of labels; nil for a map with buckets.
  package var labels: (type: String, path: String)?
  /// Whether type descriptors are `internal/abi.Type`.
  package var hasABIType = true
  /// The names of wait reasons, by number.
  package var waitReasons: [String]

  package var description: String { release }

  /// The table of wait reasons as go1.25 has it, its beginning.
  private static let usualReasons = [
    "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)",
    "dumping heap", "garbage collection", "garbage collection scan", "panicwait", "select",
    "select (no cases)", "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive",
    "chan send", "finalizer wait", "force gc (idle)", "semacquire", "sleep",
  ]

  package static let go119 = RuntimeShape(
    release: "go1.19.8", magic: 0xffff_fff0, hasAtomicStructures: false, hasParent: false,
    hasRepanicked: false, hasSyscallBP: false, hasDeferMarks: true, hasABIType: false,
    waitReasons: usualReasons)
  package static let go121 = RuntimeShape(
    release: "go1.21.13", hasRepanicked: false, hasSyscallBP: false, hasDeferMarks: true,
    waitReasons: usualReasons)
  package static let go124 = RuntimeShape(
    release: "go1.24.11", hasRepanicked: false, bubble: "syncGroup",
    labels: ("runtime/pprof.labelMap", "LabelSet.list"), waitReasons: usualReasons)
  package static let go125 = RuntimeShape(
    release: "go1.25.5", bubble: "bubble", labels: ("runtime/pprof.labelMap", "LabelSet.list"),
    waitReasons: usualReasons)
  package static let go127 = RuntimeShape(
    release: "go1.27.3", hasTracedWaiters: true, bubble: "bubble",
    labels: ("internal/runtime/pprof/label.Set", "List"), waitReasons: usualReasons)

  /// One for each difference that gocore has to bridge.
  package static let all = [go119, go121, go124, go125, go127]
}

/// Members laid out one after the other, each at a multiple of its size.
package struct LayoutDrawing {
  private var members: [String: Field] = [:]
  private var size = 0
  private let word: Int

  package init(word: Int) {
    self.word = word
  }

  /// Adds members of `size` bytes; of a word when nil.
  package mutating func add(_ names: String..., size bytes: Int? = nil) {
    for name in names {
      let length = bytes ?? word
      let alignment = min(length, word)
      size = (size + alignment - 1) / alignment * alignment
      members[name] = Field(offset: size, size: length)
      size += length
    }
  }

  /// The layout.
  package var layout: TypeLayout {
    TypeLayout(size: (size + word - 1) / word * word, members: members)
  }
}

extension RuntimeShape {
  /// The structures for a target whose words have `word` bytes.
  package func types(word: Int) -> [String: TypeLayout] {
    var types: [String: TypeLayout] = [:]
    func draw(_ name: String, _ body: (inout LayoutDrawing) -> Void) {
      var drawing = LayoutDrawing(word: word)
      body(&drawing)
      types[name] = drawing.layout
    }
    draw("runtime.g") {
      $0.add("stack.lo", "stack.hi", "_panic", "_defer", "m")
      $0.add("sched.sp", "sched.pc", "sched.g", "sched.lr", "sched.bp", "syscallsp", "syscallpc")
      if hasSyscallBP { $0.add("syscallbp") }
      $0.add(hasAtomicStructures ? "atomicstatus.value" : "atomicstatus", size: 4)
      $0.add("goid", "waitsince", size: 8)
      $0.add("waitreason", "asyncSafePoint", size: 1)
      $0.add("lockedm")
      $0.add("sig", size: 4)
      $0.add("sigcode0", "sigcode1", "sigpc")
      if hasParent { $0.add("parentGoid", size: 8) }
      $0.add("gopc", "ancestors", "startpc", "labels", "waiting", "timer")
      if let bubble { $0.add(bubble) }
    }
    draw("runtime.m") {
      $0.add("g0")
      $0.add("procid", size: 8)
      $0.add("gsignal", "curg", "caughtsig", "p")
      $0.add("id", size: 8)
      $0.add("throwing", "dying", size: 4)
      $0.add("incgo", size: 1)
      $0.add("alllink", "lockedg", "vdsoSP", "vdsoPC")
      $0.add("tls", size: 6 * word)
    }
    draw("runtime.p") {
      $0.add("status", size: 4)
      $0.add("m")
      $0.add("sysmontick.schedwhen", size: 8)
    }
    draw("runtime.schedt") {
      $0.add(hasAtomicStructures ? "lastpoll.value" : "lastpoll", size: 8)
    }
    drawWaits(draw, word)
    draw("runtime._panic") {
      // `arg` is an interface of two words.
      $0.add("arg", "arg.data", "link")
      $0.add("recovered", "goexit", size: 1)
      if hasRepanicked { $0.add("repanicked", size: 1) }
      $0.add("sp")
      if !hasDeferMarks { $0.add("startPC") }
    }
    draw("runtime._defer") {
      if hasDeferMarks {
        $0.add("started", "heap", "openDefer", size: 1)
        $0.add("sp", "pc", "fn", "_panic", "link")
      } else {
        $0.add("heap", "rangefunc", size: 1)
        $0.add("sp", "pc", "fn", "link", "head")
      }
    }
    draw("runtime.moduledata") {
      $0.add("pcHeader", "text", "etext", "types", "etypes", "gofunc")
      $0.add("textsectmap", size: 3 * word)
      $0.add("next", "data", "edata", "bss", "ebss", "minpc", "maxpc")
    }
    drawTypeDescriptor(draw)
    switch bubble {
    case "bubble": draw("runtime.synctestBubble") { $0.add("id", size: 8) }
    case "syncGroup": draw("runtime.synctestGroup") { $0.add("root") }
    default: break
    }
    if let labels {
      // Not at the beginning, so that a forgotten offset shows.
      draw(labels.type) {
        $0.add("something")
        $0.add(labels.path, size: 3 * word)
      }
    }
    return types
  }

  /// What waiting and deferring leave behind.
  private func drawWaits(
    _ draw: (String, (inout LayoutDrawing) -> Void) -> Void, _ word: Int
  ) {
    draw("runtime.sudog") {
      $0.add("g", "next", "prev")
      if hasTracedWaiters {
        $0.add("elem.vp", "elem.vu")
      } else {
        $0.add("elem")
      }
      $0.add("ticket", size: 4)
      $0.add("parent", "waitlink", "waittail")
      if hasTracedWaiters {
        $0.add("c.maybeTraceablePtr.vp", "c.maybeTraceablePtr.vu")
      } else {
        $0.add("c")
      }
    }
    draw("runtime.hchan") {
      $0.add("qcount", "dataqsiz", "buf")
      $0.add("elemsize", size: 2)
      $0.add("closed", size: 4)
      if hasTracedWaiters { $0.add("timer") }
      $0.add("elemtype", "sendx", "recvx", "recvq.first", "recvq.last")
      $0.add("sendq.first", "sendq.last", "lock")
    }
    draw("runtime.semaRoot") {
      $0.add("lock", "treap")
      $0.add("nwait", size: 4)
    }
    draw("runtime.timer") { $0.add("f", "when") }
  }

  private func drawTypeDescriptor(
    _ draw: (String, (inout LayoutDrawing) -> Void) -> Void
  ) {
    if hasABIType {
      draw("internal/abi.Type") {
        $0.add("Size_", "PtrBytes")
        $0.add("Hash", size: 4)
        $0.add("TFlag", "Align_", "FieldAlign_", "Kind_", size: 1)
        $0.add("Equal", "GCData")
        $0.add("Str", "PtrToThis", size: 4)
      }
    } else {
      draw("runtime._type") {
        $0.add("size", "ptrdata")
        $0.add("hash", size: 4)
        $0.add("tflag", "align", "fieldAlign", "kind", size: 1)
        $0.add("equal", "gcdata")
        $0.add("str", "ptrToThis", size: 4)
      }
    }
  }
}
