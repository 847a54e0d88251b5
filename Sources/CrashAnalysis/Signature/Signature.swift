// What all occurrences of a crash have in common, as a line and as an id (Documentation/Contract.md,
// Signature). It is made of what a report stores, so it can be made again without the core.

internal import Basics

/// What a signature is made of.
package struct SignatureInput: Sendable, Equatable {
  /// The class of the verdict.
  package var crashClass: String
  /// The frames of the subject, innermost first.
  package var frames: [SignatureFrame]
  /// The text of the throw or of the oldest panic.
  package var message: String?
  /// The path of the main module; nil if the core does not say.
  package var mainModule: String?
  /// Whose stack it is; nil if a stored report does not say.
  package var subject: Subject?

  /// Whose stack the frames are.
  package enum Subject: Sendable, Equatable {
    /// Of the goroutine with this id, which crashed.
    case crashed(UInt64)
    /// Of the thread that died, when no goroutine crashed.
    case thread
    /// Of a goroutine that did not stop when the world was being stopped.
    case unstopped
    /// Of the goroutine with this id, for which a watchdog lost patience.
    case hung(UInt64)
    /// Of the first by name of this number of goroutines, which wait for each other.
    case cycle(Int)
    /// Of the largest group of parked goroutines, with the number of them.
    case largestGroup(Int)
    /// There are none: no goroutine of the program was parked.
    case nobody
    /// What a stored report says.
    case stored(String)
  }

  package init(
    crashClass: String, frames: [SignatureFrame], message: String?, mainModule: String?,
    subject: Subject? = nil
  ) {
    self.crashClass = crashClass
    self.frames = Array(frames.prefix(Signature.frameLimit))
    self.message = message
    self.mainModule = mainModule
    self.subject = subject
  }
}

extension SignatureInput.Subject {
  private static let mark = "subject: "

  /// Reads a note of a stored report; nil for a note on something else.
  package init?(note: String) {
    guard note.hasPrefix(Self.mark) else { return nil }
    self = .stored(String(note.dropFirst(Self.mark.count)))
  }

  /// The note of the signature: `subject: goroutine 7, which crashed`.
  package var note: String {
    let words =
      switch self {
      case .crashed(let id): "goroutine \(id), which crashed"
      case .thread: "the thread that died; no goroutine crashed"
      case .unstopped: "the goroutine that did not stop"
      case .hung(let id): "goroutine \(id), which took too long"
      case .cycle(let count): "the first by name of \(count) goroutines in a cycle"
      case .largestGroup(let count): "the largest group of parked goroutines, \(count) of them"
      case .nobody: "none; no goroutine of the program's was parked"
      case .stored(let words): words
      }
    return Self.mark + words
  }
}

/// The signature of a crash, by the algorithm `go1`.
package struct Signature: Sendable, Equatable {
  /// The algorithm. The id begins with its name, so another algorithm never gives the same id.
  package static let algorithm = "go1"
  /// The number of frames that it is made of.
  package static let frameLimit = 40

  /// `GO1-7f3a9c21`.
  package let id: String
  /// What its text is made of.
  package let parts: SignatureParts
  /// `class | A | B`.
  package let text: String
  /// The functions of the text.
  package let functions: [String]
  /// The frames it was made of.
  package let proto: [String]
  /// What each step did.
  package let notes: [String]

  /// Makes the signature.
  package init(_ input: SignatureInput, lists: SignatureLists = .standard) {
    var steps = SignatureSteps(input, lists)
    parts = SignatureParts(crashClass: input.crashClass, parts: steps.parts())
    text = parts.text
    id = Self.id(of: text)
    functions = steps.functions
    proto = input.frames.map(\.text)
    notes = (input.subject.map { [$0.note] } ?? []) + steps.notes
  }

  private static func id(of text: String) -> String {
    "GO1-" + SHA256.digest(of: Array(text.utf8)).prefix(4).hexadecimalDigits
  }
}

/// The steps from frames to the parts of the text.
private struct SignatureSteps {
  private let input: SignatureInput
  private let lists: SignatureLists
  private(set) var notes: [String] = []
  private(set) var functions: [String] = []

  init(_ input: SignatureInput, _ lists: SignatureLists) {
    self.input = input
    self.lists = lists
    if !lists.replaced.isEmpty {
      notes.append("lists replaced: " + lists.replaced.map(\.rawValue).joined(separator: ", "))
    }
  }

  /// The kinds of frames that a signature is made of, in the order of preference.
  private enum Tier: CaseIterable {
    case mainModule, outsideStandardLibrary, standardLibrary, runtime

    var words: String {
      switch self {
      case .mainModule: "of the main module"
      case .outsideStandardLibrary: "outside the standard library"
      case .standardLibrary: "of the standard library"
      case .runtime: "of the runtime"
      }
    }
  }

  mutating func parts() -> [SignatureParts.Part] {
    let start = self.start()
    let candidates = relevant(from: start)
    for tier in Tier.allCases where tier != .runtime {
      guard candidates.contains(where: { isOf(tier, $0) }) else { continue }
      let chosen = choose(candidates, tier)
      return tier == .standardLibrary ? chosen + message() : chosen
    }
    let text = message()
    guard text.isEmpty else { return text }
    let frames = input.frames.dropFirst(start).filter { !$0.isForeign }.prefix(2)
    notes.append(
      frames.isEmpty ? "no frame to name" : "no frame but the runtime's: took the first two")
    return frames.map { label($0) }
  }

  /// The index of the first frame that counts: the one after the outermost sentinel.
  private mutating func start() -> Int {
    let last = input.frames.lastIndex { !$0.isForeign && lists.sentinel.contains($0.name) }
    guard let last else {
      notes.append("no sentinel: began with the innermost frame")
      return 0
    }
    if !input.frames[(last + 1)...].contains(where: { !isIrrelevant($0) }),
      input.frames[..<last].contains(where: { !isIrrelevant($0) })
    {
      notes.append("nothing behind the sentinel \(input.frames[last].name): began before it")
      return 0
    }
    notes.append("began behind the sentinel \(input.frames[last].name) (frame \(last))")
    return last + 1
  }

  private func isIrrelevant(_ frame: SignatureFrame) -> Bool {
    frame.isForeign || lists.isIrrelevant(FunctionName(frame.name))
  }

  private mutating func relevant(from start: Int) -> [SignatureFrame] {
    let frames = input.frames[start...]
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

  private func isOf(_ tier: Tier, _ frame: SignatureFrame) -> Bool {
    let name = FunctionName(frame.name)
    switch tier {
    case .mainModule:
      guard let path = input.mainModule else { return false }
      // In a normalised name a dot in the path's last element looks like the one that ends the path.
      return name.package == "main" || name.text.hasPrefix(path + ".")
        || name.text.hasPrefix(path + "/")
    case .outsideStandardLibrary:
      return !name.package.isEmpty
        && (name.package == "main" || name.package.prefix { $0 != "/" }.contains("."))
    case .standardLibrary, .runtime:
      return true
    }
  }

  /// The first two frames of the tier, with prefix frames before them.
  private mutating func choose(_ candidates: [SignatureFrame], _ tier: Tier) -> [SignatureParts
    .Part]
  {
    var parts: [SignatureParts.Part] = []
    var prefixes: [SignatureFrame] = []
    var taken = 0
    for frame in candidates {
      // In the last tier they are frames like others: there is nothing else.
      if tier != .standardLibrary, lists.prefix.contains(frame.name) {
        let package = FunctionName(frame.name).package
        if let last = prefixes.last, FunctionName(last.name).package == package {
          prefixes.removeLast()
        }
        prefixes.append(frame)
        continue
      }
      guard isOf(tier, frame) else { continue }
      if !prefixes.isEmpty { notes.append("prefix: " + abbreviated(prefixes.map(\.name))) }
      parts += (prefixes + [frame]).map { label($0) }
      prefixes = []
      taken += 1
      if taken == 2 { break }
    }
    if taken == 0 {
      prefixes = Array(prefixes.prefix(2))
      parts = prefixes.map { label($0) }
      notes.append("only prefix frames are \(tier.words): " + abbreviated(prefixes.map(\.name)))
    } else {
      notes.append("took \(taken) \(tier.words)")
    }
    return parts
  }

  private mutating func label(_ frame: SignatureFrame) -> SignatureParts.Part {
    functions.append(frame.name)
    return frame.part
  }

  private mutating func message() -> [SignatureParts.Part] {
    guard let message = input.message, !message.isEmpty else { return [] }
    notes.append("no frame of the program's: took the message, normalised")
    return [SignatureParts.Part(NormalizedMessage.of(message))]
  }
}
