// Whose stack a signature is made of: that of the goroutine that crashed, or of what everything waited
// for (Documentation/Contract.md, Signature, step 1).

internal import ElfCore
package import GoRuntime

/// Chooses the stack, and makes its frames comparable.
package struct SignatureSubject {
  /// Classes in which no goroutine crashed: what tells them apart is where the others waited.
  private static let classesOfWaiting: Set<String> = [
    "external-signal", "watchdog-quit", "hang", "goroutine-leak", "all-goroutines-asleep",
    "no-crash",
  ]
  /// The largest groups are looked at; a program has a dozen.
  private static let groupLimit = 500

  private let process: GoProcess
  private let lists: SignatureLists
  private var describer: FrameDescriber
  /// Names that were normalised already; nil for functions that are left out.
  private var names: [String: String?] = [:]
  /// More frames of a stack are not looked at: a damaged table may inline a thousand calls at each.
  private static let stackLimit = 1_000

  package init(_ program: GoProgram, lists: SignatureLists) {
    process = program.process
    self.lists = lists
    describer = FrameDescriber(program)
  }

  /// What the signature of a death is made of. `stack` is the crashed thread's; `cycle` has the stacks
  /// of goroutines that wait for each other, `unstopped` is that of one that kept the world from being
  /// stopped.
  package mutating func input(
    crashClass: String, facts: CrashFacts, stack: StackDescription, summary: GoroutineSummary,
    cycle: [StackTrace] = [], unstopped: StackTrace? = nil
  ) -> SignatureInput {
    var input = SignatureInput(
      crashClass: crashClass, frames: [], message: Self.message(facts), mainModule: mainModule)
    if !cycle.isEmpty {
      chooseFirst(of: cycle, for: &input)
    } else if let unstopped {
      input.frames = frames(of: describer.describe(unstopped))
      input.notes = ["subject: the goroutine that did not stop"]
    } else if Self.classesOfWaiting.contains(crashClass) || facts.isFromOutside(process) {
      chooseLargest(of: summary.groups, for: &input)
    } else {
      input.frames = frames(of: stack)
      input.notes = [
        facts.crashedGoroutine.map { "subject: goroutine \($0.id), which crashed" }
          ?? "subject: the thread that died; no goroutine crashed"
      ]
    }
    return input
  }

  private var mainModule: String? {
    guard let path = process.build?.main?.path, !path.isEmpty else { return nil }
    return path
  }

  /// The text that a signature may need: of the throw, or of the oldest panic.
  private static func message(_ facts: CrashFacts) -> String? {
    facts.throwText ?? facts.panics.first { !$0.isGoexit }?.text
  }

  private mutating func chooseFirst(of cycle: [StackTrace], for input: inout SignatureInput) {
    let stacks = cycle.map { frames(of: describer.describe($0)) }
    input.frames =
      stacks.min { $0.map(\.text).lexicographicallyPrecedes($1.map(\.text)) } ?? []
    input.notes = ["subject: the first by name of \(cycle.count) goroutines in a cycle"]
  }

  /// The largest group by what the signature will say, so that neither lines nor wait reasons, which
  /// releases name differently, divide it.
  private mutating func chooseLargest(
    of groups: [GoroutineGroup], for input: inout SignatureInput
  ) {
    struct Candidate {
      var count: Int
      var frames: [SignatureFrame]
    }
    var candidates: [String: Candidate] = [:]
    for group in groups.filter({ $0.state == .waiting && !$0.isSystem }).prefix(Self.groupLimit) {
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
    input.notes = [
      largest.map { "subject: the largest group of parked goroutines, \($0.value.count) of them" }
        ?? "subject: none; no goroutine of the program's was parked"
    ]
  }

  /// The frames under normalised names, recursion folded, without the functions that the compiler
  /// made.
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
