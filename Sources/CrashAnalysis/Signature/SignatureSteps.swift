// The steps from frames to the parts of a signature's text.

/// Goes the steps, and notes what each did.
struct SignatureSteps {
  private let input: SignatureInput
  private let lists: SignatureLists
  private let frames: [SignatureFrame]
  /// The class whose stack is all recursion: what repeats is what matters, not where it was noticed.
  private let isOverflow: Bool
  private(set) var notes: [String] = []
  private(set) var functions: [String] = []

  init(_ input: SignatureInput, _ lists: SignatureLists) {
    self.input = input
    self.lists = lists
    if !lists.replaced.isEmpty {
      notes.append("lists replaced: " + lists.replaced.map(\.rawValue).joined(separator: ", "))
    }
    isOverflow =
      input.crashClass == StackOverflow().id && input.frames.contains(where: \.isRepeated)
    guard isOverflow else {
      frames = input.frames
      return
    }
    frames = RecursionFold.beginningWithCycle(input.frames) { input.origin.kind(of: $0) }
    notes.append("began with the recursion")
  }

  mutating func parts() -> [SignatureParts.Part] {
    let place = TroublePlace(
      count: isOverflow ? 0 : frames.count, lists, message: input.message
    ) { trouble(at: $0) }
    let start = start(place)
    var parts: [SignatureParts.Part] = []
    var first = start
    if let adapter = place.adapter, start > 0 {
      first = adapter + 1
      // The program's own says no more than the class, unless it is all that there is of the program.
      if kind(frames[adapter]) == .mainModule,
        frames[first...].contains(where: { !isIrrelevant($0) && kind($0) != .standard })
      {
        notes.append("skipped the program's own \(frames[adapter].name)")
      } else {
        notes.append("prefix: \(frames[adapter].name)")
        parts.append(label(frames[adapter]))
      }
    }
    let candidates = relevant(from: first)
    let kinds = candidates.filter { !lists.adapter.contains($0.name) }.map { kind($0) }
    if input.origin.mainModule != nil, kinds.contains(.mainModule) {
      return parts + choose(candidates, .mainModule)
    }
    if candidates.contains(where: { kind($0) != .standard }) {
      return parts + choose(candidates, .library)
    }
    if !candidates.isEmpty { return parts + choose(candidates, .standard) + message() }
    parts += message()
    return parts.isEmpty ? last(from: start) : parts
  }

  private func trouble(at index: Int) -> TroubleFrame {
    let frame = frames[index]
    return TroubleFrame(
      name: FunctionName(frame.name), kind: kind(frame), isSkipped: frame.isForeign)
  }

  private func kind(_ frame: SignatureFrame) -> CodeOrigin.Kind { input.origin.kind(of: frame) }

  /// The index of the first frame that counts.
  private mutating func start(_ place: TroublePlace) -> Int {
    guard let sentinel = place.sentinel else {
      if !isOverflow { notes.append("no sentinel: began with the innermost frame") }
      return 0
    }
    if !frames[(sentinel + 1)...].contains(where: { !isIrrelevant($0) }),
      frames[..<sentinel].contains(where: { !isIrrelevant($0) })
    {
      notes.append("nothing behind the sentinel \(frames[sentinel].name): began before it")
      return 0
    }
    notes.append("began behind the sentinel \(frames[sentinel].name) (frame \(sentinel))")
    if place.start > sentinel + 1 { notes.append("skipped the body of a loop") }
    return place.start
  }

  private func isIrrelevant(_ frame: SignatureFrame) -> Bool {
    frame.isForeign || lists.isIrrelevant(FunctionName(frame.name))
  }

  private mutating func relevant(from start: Int) -> [SignatureFrame] {
    let frames = frames[start...]
    let foreign = frames.filter(\.isForeign)
    if !foreign.isEmpty { notes.append("skipped \(foreign.count) of C") }
    let skipped = frames.filter { !$0.isForeign && isIrrelevant($0) }
    if !skipped.isEmpty {
      notes.append("skipped \(skipped.count) irrelevant: " + abbreviated(skipped.map(\.name)))
    }
    return frames.filter { !isIrrelevant($0) }
  }

  private func abbreviated(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
  }

  // MARK: - Frames that count

  /// The first two functions of `tier`, with prefix frames before them; before those of the main module
  /// the library's function in which the trouble began.
  private mutating func choose(
    _ candidates: [SignatureFrame], _ tier: CodeOrigin.Kind
  ) -> [SignatureParts.Part] {
    var parts: [SignatureParts.Part] = []
    var prefixes = PrefixRun()
    var taken: Set<String> = []
    var library: String?
    for frame in candidates {
      let kind = self.kind(frame)
      // In the last tier they are frames like others: there is nothing else.
      if tier != .standard, lists.prefix.contains(frame.name) || lists.adapter.contains(frame.name)
      {
        prefixes.add(frame, isStandard: kind == .standard)
        continue
      }
      let leads = tier == .mainModule && kind == .library && taken.isEmpty && library == nil
      guard leads || kind == tier || tier == .library && kind == .mainModule,
        !taken.contains(frame.name)
      else { continue }
      if !prefixes.frames.isEmpty {
        notes.append("prefix: " + abbreviated(prefixes.frames.map(\.name)))
      }
      parts += (prefixes.frames + [frame]).map { label($0) }
      prefixes = PrefixRun()
      if leads {
        library = frame.name
        continue
      }
      taken.insert(frame.name)
      if taken.count == 2 { break }
    }
    if let library { notes.append("took \(library), a library's") }
    if taken.isEmpty {
      let left = prefixes.frames.prefix(2)
      parts += left.map { label($0) }
      notes.append("only prefix frames are \(Self.words(tier)): " + abbreviated(left.map(\.name)))
    } else {
      notes.append("took \(taken.count) \(Self.words(tier))")
    }
    return parts
  }

  private static func words(_ tier: CodeOrigin.Kind) -> String {
    switch tier {
    case .mainModule: "of the main module"
    case .library: "outside the standard library"
    case .standard: "of the standard library"
    }
  }

  /// Functions one behind the other that say what was done. Of several of the standard library, or of one
  /// package, the outermost stands for all: it is the one that was called, and the others change from
  /// release to release.
  private struct PrefixRun {
    private(set) var frames: [SignatureFrame] = []
    private var lastIsStandard = false

    mutating func add(_ frame: SignatureFrame, isStandard: Bool) {
      if let last = frames.last,
        isStandard
          ? lastIsStandard : FunctionName(last.name).package == FunctionName(frame.name).package
      {
        frames[frames.count - 1] = frame.repeated(frame.isRepeated || last.isRepeated)
      } else {
        frames.append(frame)
      }
      lastIsStandard = isStandard
    }
  }

  /// The frame as a part. How deep a recursion was at a crash is chance, unless it is the crash.
  private mutating func label(_ frame: SignatureFrame) -> SignatureParts.Part {
    functions.append(frame.name)
    return SignatureParts.Part(frame.name, isRepeated: isOverflow && frame.isRepeated)
  }

  // MARK: - Where no frame counts

  private mutating func message() -> [SignatureParts.Part] {
    guard let message = input.message, !message.isEmpty else { return [] }
    notes.append("no frame of the program's: took the message, normalised")
    return [SignatureParts.Part(NormalizedMessage.of(message))]
  }

  /// What is left: functions of C, of the runtime, or the program alone. The class by itself would put
  /// all programs into one bucket.
  private mutating func last(from start: Int) -> [SignatureParts.Part] {
    if frames.first?.isForeign == true {
      let found = foreign()
      if !found.isEmpty { return found }
    }
    let ofRuntime = frames.dropFirst(start).filter { !$0.isForeign }.prefix(2)
    if !ofRuntime.isEmpty {
      notes.append("no frame but the runtime's: took the first two")
      return ofRuntime.map { label($0) }
    }
    guard let program = input.mainPackage else {
      // Where the death surfaced says little, but more than the class.
      guard let frame = frames.first(where: { $0.isForeign && !$0.name.hasPrefix("0x") }) else {
        notes.append("no frame to name, and no name of the program")
        return []
      }
      notes.append("no name of the program: took the frame of C in which the death surfaced")
      return [SignatureParts.Part("[C] " + frame.name)]
    }
    notes.append("no frame to name: took the program")
    return [SignatureParts.Part(program)]
  }

  /// The innermost functions of C that have a name; without any, a place in a library.
  private mutating func foreign() -> [SignatureParts.Part] {
    let found = frames.prefix(while: \.isForeign).filter {
      !$0.name.hasPrefix("0x") && !lists.foreign.contains($0.name)
    }
    var named: [SignatureFrame] = []
    for frame in found
    where !frame.name.hasOffset && !named.contains(where: { $0.name == frame.name }) {
      named.append(frame)
    }
    if !named.isEmpty {
      notes.append("no frame of Go: took functions of C")
    } else if !found.isEmpty {
      notes.append("no frame of Go, and none of C with a name: took a place in a library")
    }
    return (named.isEmpty ? found.prefix(1) : named.prefix(2)).map {
      SignatureParts.Part("[C] " + $0.name)
    }
  }
}

extension String {
  /// Whether it is `library+0x1234`, which stands for a function without a name.
  fileprivate var hasOffset: Bool {
    guard let plus = utf8.lastIndex(of: 0x2b) else { return false }
    return self[plus...].hasPrefix("+0x")
  }
}
