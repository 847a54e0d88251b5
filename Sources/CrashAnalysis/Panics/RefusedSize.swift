// The size that the runtime refused to make a slice or a channel of, which its text does not tell
// (runtime/slice.go makeslice, makeslicecopy; runtime/chan.go makechan).

internal import ElfCore
internal import GoRuntime

/// What a function of the runtime was asked to make.
struct RefusedSize {
  /// `make of []main.order, length -6, capacity 4`
  let words: String

  /// A function that refuses sizes: which of its arguments are the type and the numbers.
  private struct Maker {
    let function: String
    /// What its text says.
    let text: String
    let numbers: [(name: String, argument: Int)]
    /// What stands in front of the name of the type, which is its first argument.
    let typePrefix: String
  }

  private static let makers = [
    Maker(
      function: "runtime.makeslice", text: "makeslice: ",
      numbers: [("length", 1), ("capacity", 2)], typePrefix: "[]"),
    Maker(
      function: "runtime.makeslicecopy", text: "makeslice: ", numbers: [("length", 1)],
      typePrefix: "[]"),
    Maker(
      function: "runtime.makechan", text: "makechan: ", numbers: [("size", 1)], typePrefix: ""),
  ]

  /// nil where it is not proved what was asked for.
  init?(_ text: String, _ scene: CrashScene) {
    let frames = scene.stack.frames
    guard
      let maker = Self.makers.first(where: { maker in
        text.containsBytes(maker.text)
          && frames.contains { $0.name.text == maker.function && !$0.isInlined }
      }),
      let frame = frames.first(where: { $0.name.text == maker.function && !$0.isInlined })
    else { return nil }
    let live = frame.argumentWords(in: scene.program)
    let callee = scene.facts.stack.frames.firstIndex(of: frame.frame)
    let passed = PassedWords(scene.program, scene.facts.stack.frames)
    func word(_ argument: Int) -> UInt64? {
      (live.indices.contains(argument) ? live[argument] : nil)
        ?? callee.flatMap { passed?.word(argument, passedTo: $0) }
    }
    let type = word(0).map { Address($0) }
    let name = type.flatMap { scene.process.typeNames.name(of: $0) }
    let elementSize =
      maker.typePrefix.isEmpty ? nil : type.flatMap { scene.process.typeNames.size(of: $0) }
    let isWide = scene.process.memory.pointerSize == 8
    var numbers: [(name: String, value: Int64)] = []
    for number in maker.numbers {
      guard let word = word(number.argument) else { break }
      numbers.append(
        (
          number.name,
          isWide ? Int64(bitPattern: word) : Int64(Int32(truncatingIfNeeded: word))
        ))
    }
    // Where the length is at fault, it alone explains the refusal.
    let isOfCapacity = text.containsBytes(": cap ")
    guard let first = numbers.first, !isOfCapacity || numbers.count == 2,
      let blamed = isOfCapacity ? numbers.last : first,
      Self.isRefused(blamed.value, elementSize: elementSize, isWide: isWide)
        || isOfCapacity && blamed.value < first.value
    else { return nil }
    if numbers.count == 2, numbers[1].value == first.value { numbers.removeLast() }
    words =
      (name.map { "make of \(maker.typePrefix)\($0), " } ?? "")
      + numbers.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
  }

  /// Whether so many elements are more than any program can have (runtime/malloc.go maxAlloc).
  private static func isRefused(_ count: Int64, elementSize: UInt64?, isWide: Bool) -> Bool {
    guard count >= 0 else { return true }
    let (size, overflow) = UInt64(count).multipliedReportingOverflow(by: elementSize ?? 1)
    return overflow || size >= (isWide ? 1 << 47 : 1 << 31)
  }
}
