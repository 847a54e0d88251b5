// Whose stack a signature is made of: that of the goroutine that crashed, or the one on which most
// goroutines waited (Documentation/Contract.md, Signature, step 1).

internal import ElfCore
package import GoRuntime

/// How the stack of a class's signature is chosen.
package enum SignatureBasis: Sendable {
  /// The goroutine that crashed; after a signal from outside, the largest group.
  case crashed
  /// The largest group of parked goroutines: such deaths differ in what the goroutines waited for.
  case largestGroup
  /// The first by name of the verdict's goroutines, which wait for each other.
  case cycle
  /// The first of the verdict's goroutines; if there is none, the largest group.
  case subject
  /// The first of the verdict's goroutines that is running; if none is, the largest group.
  case unstopped
}

/// Chooses the stack, and makes its frames comparable.
package struct SignatureSubject {
  /// How many groups are looked at, from the largest on; a program has a dozen.
  private static let groupLimit = 500

  private let process: GoProcess
  private var stacks: StackReader
  private let lists: SignatureLists
  private var describer: FrameDescriber
  /// The normalised names so far; nil for functions that are left out.
  private var names: [String: String?] = [:]
  /// How many frames are looked at: a damaged table may inline a thousand calls at each.
  private static let stackLimit = 1_000

  package init(_ program: GoProgram, lists: SignatureLists) {
    process = program.process
    stacks = StackReader(program)
    self.lists = lists
    describer = FrameDescriber(program)
  }

  /// What the signature of a death is made of. `rule` names its class, `goroutines` are those of the
  /// verdict, `stack` is the crashed thread's.
  package mutating func input(
    rule: any DiagnosisRule, goroutines: [Goroutine], facts: CrashFacts, stack: StackDescription,
    summary: GoroutineSummary
  ) -> SignatureInput {
    var input = SignatureInput(
      crashClass: rule.id, frames: [], message: Self.message(facts), mainModule: mainModule)
    switch rule.signatureBasis {
    case .cycle where !goroutines.isEmpty: chooseFirst(of: goroutines, for: &input)
    case .unstopped:
      if let running = goroutines.first(where: { $0.state == .running }) {
        input.frames = frames(of: running)
        input.subject = .unstopped
      } else {
        chooseLargest(of: summary.groups, for: &input)
      }
    case .subject:
      if let goroutine = goroutines.first {
        input.frames = frames(of: goroutine)
        input.subject = .hung(goroutine.id)
      } else {
        chooseLargest(of: summary.groups, for: &input)
      }
    case .largestGroup: chooseLargest(of: summary.groups, for: &input)
    case .crashed, .cycle:
      guard !facts.isFromOutside(process) else {
        chooseLargest(of: summary.groups, for: &input)
        break
      }
      input.frames = frames(of: stack)
      input.subject = facts.crashedGoroutine.map { .crashed($0.id) } ?? .thread
    }
    return input
  }

  private var mainModule: String? {
    guard let path = process.build?.main?.path, !path.isEmpty else { return nil }
    return path
  }

  /// The message for the signature: of the throw, or of the oldest panic.
  private static func message(_ facts: CrashFacts) -> String? {
    facts.throwText ?? facts.panics.first { !$0.isGoexit }?.text
  }

  private mutating func chooseFirst(
    of cycle: [Goroutine], for input: inout SignatureInput
  ) {
    let stacks = cycle.map { frames(of: $0) }
    input.frames =
      stacks.min { $0.map(\.text).lexicographicallyPrecedes($1.map(\.text)) } ?? []
    input.subject = .cycle(cycle.count)
  }

  /// Takes the largest group, by the text of its signature: differences in lines and in wait reasons, which
  /// releases name differently, do not matter.
  private mutating func chooseLargest(
    of groups: [GoroutineGroup], for input: inout SignatureInput
  ) {
    struct Candidate {
      var count: Int
      var frames: [SignatureFrame]
    }
    var candidates: [String: Candidate] = [:]
    for group in groups.filter({ $0.state.isWaiting && !$0.isSystem }).prefix(Self.groupLimit) {
      input.frames = frames(of: describer.describe(group.stack))
      let text = Signature(input, lists: lists).text
      if let known = candidates[text] {
        candidates[text]?.count += group.count
        let isSmaller = input.frames.map(\.text).lexicographicallyPrecedes(
          known.frames.map(\.text))
        if isSmaller { candidates[text]?.frames = input.frames }
      } else {
        candidates[text] = Candidate(count: group.count, frames: input.frames)
      }
    }
    let largest = candidates.min { left, right in
      left.value.count != right.value.count
        ? left.value.count > right.value.count : left.key < right.key
    }
    input.frames = largest?.value.frames ?? []
    input.subject = largest.map { .largestGroup($0.value.count) } ?? .nobody
  }

  private mutating func frames(of goroutine: Goroutine) -> [SignatureFrame] {
    frames(of: describer.describe(stacks.stack(of: goroutine)))
  }

  /// The frames with normalised names and folded recursion, without functions that the compiler made.
  private mutating func frames(of stack: StackDescription) -> [SignatureFrame] {
    var frames: [SignatureFrame] = []
    var seam: Int?
    for (index, frame) in stack.frames.prefix(Self.stackLimit).enumerated() {
      if stack.elided > 0, index == stack.elidedAfter { seam = frames.count }
      guard !frame.isWrapper, let name = normalized(frame.name.text), !name.isEmpty else {
        continue
      }
      frames.append(
        SignatureFrame(name: name, isForeign: frame.isNative, identity: frame.name.text))
    }
    return Array(RecursionFold.fold(frames, seam: seam).prefix(Signature.frameLimit))
  }

  private mutating func normalized(_ name: String) -> String? {
    if let known = names[name] { return known }
    let found = NormalizedName.of(name)
    names[name] = .some(found)
    return found
  }
}
