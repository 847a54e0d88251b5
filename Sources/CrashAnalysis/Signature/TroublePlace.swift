// Where on a stack the trouble began. WHERE and the signature ask the same question, one of a described
// stack and one of the names that a report stores.

/// A frame as the search for the trouble sees it.
struct TroubleFrame {
  let name: FunctionName
  let kind: CodeOrigin.Kind
  /// Whether it is a wrapper by the compiler, or of C.
  let isSkipped: Bool
}

/// Where on a stack the trouble began.
struct TroublePlace {
  /// The outermost function in which crashes surface.
  let sentinel: Int?
  /// The first frame behind it that counts.
  let start: Int
  /// Of a panic on purpose, the outermost of the functions whose purpose that is.
  let adapter: Int?

  /// The first frame that may be where the trouble began.
  var first: Int { adapter.map { $0 + 1 } ?? start }

  /// How many functions an adapter calls before the panic, at most.
  private static let innerLimit = 12

  /// What the runtime says where a loop's iterator swallowed a panic of the loop's body: it has returned, and
  /// the function with the loop is the innermost that is left (cmd/compile/internal/rangefunc, from go1.23 on).
  private static let swallowedPanic = "recovered a loop body panic"

  /// Searches `count` frames, innermost first. `message` is the text of the death.
  init(
    count: Int, _ lists: SignatureLists, message: String?, frame: (Int) -> TroubleFrame
  ) {
    sentinel = (0..<count).last {
      let found = frame($0)
      return !found.isSkipped && lists.sentinel.contains(found.name.text)
    }
    let name = sentinel.map { frame($0).name.text }
    var start = sentinel.map { $0 + 1 } ?? 0
    // The loop's body noticed that it was called once too often; its caller did that.
    if name == "runtime.panicrangestate", start + 1 < count,
      message?.containsBytes(Self.swallowedPanic) != true
    {
      start += 1
    }
    self.start = start
    adapter =
      name == "runtime.gopanic" ? Self.adapter(from: start, count, lists, frame: frame) : nil
  }

  private static func adapter(
    from start: Int, _ count: Int, _ lists: SignatureLists, frame: (Int) -> TroubleFrame
  ) -> Int? {
    var inner: [TroubleFrame] = []
    var outermost: Int?
    for index in start..<count {
      let found = frame(index)
      if found.isSkipped || lists.isIrrelevant(found.name) { continue }
      if lists.adapter.contains(found.name.text) {
        // The program's own code further in is what panicked, unless the adapter is made of it.
        if outermost == nil,
          inner.contains(where: {
            $0.kind == .mainModule && $0.name.package != found.name.package
          })
        {
          return nil
        }
        outermost = index
      } else {
        guard outermost == nil, inner.count < innerLimit else { break }
        inner.append(found)
      }
    }
    return outermost
  }
}
