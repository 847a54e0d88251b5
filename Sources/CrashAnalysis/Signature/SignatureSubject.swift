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
  /// The first of the verdict's goroutines, which hold what ran out; the crashed one if there is none.
  case consumer
  /// The first of the verdict's goroutines that is running; if none is, the largest group.
  case unstopped
}

/// Chooses the stack, and makes its frames comparable.
package struct SignatureSubject {
  /// How many groups are looked at, from the largest on; a program has a dozen.
  private static let groupLimit = 500
  /// Of how many goroutines the first by name is looked for.
  private static let memberLimit = 500

  private let program: GoProgram
  private var process: GoProcess { program.process }
  private var stacks: StackReader
  private let lists: SignatureLists
  private var describer: FrameDescriber
  /// The normalised names so far; nil for functions that are left out.
  private var names: [String: String?] = [:]
  /// The packages so far that are not of the standard library.
  private var programPackages: Set<String> = []
  /// How many frames are looked at: a damaged table may inline a thousand calls at each.
  private static let stackLimit = 1_000

  package init(_ program: GoProgram, lists: SignatureLists) {
    self.program = program
    stacks = StackReader(program)
    self.lists = lists
    describer = FrameDescriber(program)
  }

  /// What the signature of a death is made of. `rule` names its class, `goroutines` are those of the
  /// verdict, `stack` is the crashed thread's; `crowd` finds a lock for which so many goroutines wait.
  package mutating func input(
    rule: any DiagnosisRule, goroutines: [Goroutine], facts: CrashFacts, stack: StackDescription,
    summary: GoroutineSummary, crowd: (Int) -> ContestedLock? = { _ in nil }
  ) -> SignatureInput {
    var input = SignatureInput(
      crashClass: rule.id, frames: [], message: facts.message, origin: origin,
      mainPackage: SignatureInput.mainPackage(
        path: process.build?.path, module: process.build?.main?.path,
        name: process.programName))
    switch rule.signatureBasis {
    case .cycle where !goroutines.isEmpty:
      chooseFirst(of: goroutines, for: &input)
      input.subject = .cycle(goroutines.count)
    case .unstopped:
      if let running = goroutines.first(where: { $0.state == .running }) {
        input.frames = frames(of: running)
        input.subject = .unstopped
      } else {
        chooseWaiting(summary, crowd, for: &input)
      }
    case .subject:
      if let goroutine = goroutines.first {
        input.frames = frames(of: goroutine)
        input.subject = .hung(goroutine.id)
      } else {
        chooseWaiting(summary, crowd, for: &input)
      }
    case .largestGroup: chooseWaiting(summary, crowd, for: &input)
    case .consumer where !goroutines.isEmpty:
      input.frames = frames(of: goroutines[0])
      input.subject = .consumer
    case .crashed, .cycle, .consumer:
      guard !facts.isFromOutside(process) else {
        chooseWaiting(summary, crowd, for: &input)
        break
      }
      let damaged = stack.damagedFrameIndex(facts)
      input.frames = frames(of: stack, from: damaged ?? 0)
      if rule.id == StackOverflow().id {
        input.frames = RecursionFold.withoutOtherCycles(input.frames)
      }
      input.frames = Array(input.frames.prefix(Signature.frameLimit))
      input.subject =
        facts.crashedGoroutine.map { damaged == nil ? .crashed($0.id) : .damaged($0.id) } ?? .thread
    }
    input.origin = origin
    return input
  }

  /// Whose code the frames are that were looked at.
  private var origin: CodeOrigin {
    CodeOrigin(mainModule: process.build?.main?.path, programPackages: programPackages)
  }

  private mutating func chooseFirst(of goroutines: [Goroutine], for input: inout SignatureInput) {
    let stacks = goroutines.prefix(Self.memberLimit).map { frames(of: $0) }
    input.frames =
      stacks.min { $0.map(\.text).lexicographicallyPrecedes($1.map(\.text)) } ?? []
  }

  // MARK: - Where goroutines wait

  /// From so many waiters on they are a crowd, whatever else goroutines wait for.
  private static let crowdSize = 10

  /// Takes the largest group; if a crowd, or as many as in that group, wait for one lock, its holder.
  private mutating func chooseWaiting(
    _ summary: GoroutineSummary, _ crowd: (Int) -> ContestedLock?,
    for input: inout SignatureInput
  ) {
    let largest = chooseLargest(of: summary.groups, for: &input)
    if let lock = crowd(min(Self.crowdSize, max(2, largest))), let first = lock.holders.first {
      // Of several that may hold it for writing each is a guess; readers hold it together.
      let holders = lock.holders.filter(\.isReader)
      if lock.holders.count == 1 || holders.count == lock.holders.count {
        chooseFirst(of: holders.isEmpty ? [first.goroutine] : holders.map(\.goroutine), for: &input)
        input.subject = .holder(lock.waiterCount)
      }
    }
  }

  /// Goroutines whose signatures are the same.
  private struct Candidate {
    var count = 0
    var frames: [SignatureFrame] = []
    /// Whether they do nothing but keep connections and the like alive.
    var isPlumbing = true
    /// Whether the goroutine that runs main is among them.
    var hasMain = false
  }

  /// Takes the largest group, by the text of its signature: differences in lines and in wait reasons, which
  /// releases name differently, do not matter. Returns how many goroutines it has.
  private mutating func chooseLargest(
    of groups: [GoroutineGroup], for input: inout SignatureInput
  ) -> Int {
    var candidates: [String: Candidate] = [:]
    for group in groups.filter({ $0.state.isWaiting && !$0.isSystem }).prefix(Self.groupLimit) {
      input.frames = frames(of: describer.describe(group.stack))
      input.origin = origin
      let text = Signature(input, lists: lists).text
      var candidate = candidates[text] ?? Candidate()
      let isSmaller = input.frames.map(\.text).lexicographicallyPrecedes(
        candidate.frames.map(\.text))
      if candidate.count == 0 || isSmaller { candidate.frames = input.frames }
      candidate.count += group.count
      candidate.isPlumbing = candidate.isPlumbing && isPlumbing(input.frames)
      candidate.hasMain = candidate.hasMain || group.ids.contains(1)
      candidates[text] = candidate
    }
    func rank(_ candidate: Candidate) -> (Int, Int, Int) {
      (candidate.isPlumbing ? 1 : 0, -candidate.count, candidate.hasMain ? 1 : 0)
    }
    let largest = candidates.min { left, right in
      let (first, second) = (rank(left.value), rank(right.value))
      return first != second ? first < second : left.key < right.key
    }
    input.frames = largest?.value.frames ?? []
    input.subject = largest.map { .largestGroup($0.value.count) } ?? .nobody
    return largest?.value.count ?? 0
  }

  private func isPlumbing(_ frames: [SignatureFrame]) -> Bool {
    frames.allSatisfy {
      $0.isForeign || lists.isIrrelevant(FunctionName($0.name)) || lists.plumbing.contains($0.name)
    }
  }

  // MARK: - Frames

  private mutating func frames(of goroutine: Goroutine) -> [SignatureFrame] {
    frames(of: describer.describe(stacks.stack(of: goroutine)))
  }

  private mutating func frames(of stack: StackDescription) -> [SignatureFrame] {
    Array(frames(of: stack, from: 0).prefix(Signature.frameLimit))
  }

  /// The frames from `first` on with normalised names and folded recursion, without functions that the
  /// compiler made.
  private mutating func frames(
    of stack: StackDescription, from first: Int
  ) -> [SignatureFrame] {
    var indices = Array(stack.frames.indices.dropFirst(first))
    if indices.count > Self.stackLimit {
      // Behind a recursion of any depth are those who began it.
      indices = Array(indices.prefix(Self.stackLimit / 2) + indices.suffix(Self.stackLimit / 2))
    }
    let folders = Self.folders(of: stack.frames)
    var frames: [SignatureFrame] = []
    var seams: [Int] = []
    var previous: Int?
    for index in indices {
      let isElided = stack.elided > 0 && index == stack.elidedAfter
      if isElided || previous.map({ index != $0 + 1 }) == true { seams.append(frames.count) }
      previous = index
      let frame = stack.frames[index]
      guard !frame.isWrapper, let name = normalized(frame, folders), !name.isEmpty else { continue }
      if !frame.isNative, frame.kind != .standard {
        programPackages.insert(FunctionName(name).package)
      }
      frames.append(
        SignatureFrame(name: name, isForeign: frame.isNative, identity: frame.name.text))
    }
    return RecursionFold.fold(frames, seams: seams)
  }

  /// The folders of the packages on a stack, by functions that are no closures. What cgo and the compiler write
  /// lies in none.
  private static func folders(of frames: [FrameDescription]) -> [String: Substring] {
    var folders: [String: Substring] = [:]
    for frame in frames.prefix(stackLimit)
    where !frame.isNative && folders[frame.name.package] == nil
      && !frame.name.text.containsBytes(".func") && !folder(of: frame).isEmpty
      && !frame.shortFile.hasPrefix("_cgo")
    {
      folders[frame.name.package] = folder(of: frame)
    }
    return folders
  }

  private static func folder(of frame: FrameDescription) -> Substring {
    frame.file.dropLast(frame.shortFile.count)
  }

  private mutating func normalized(
    _ frame: FrameDescription, _ folders: [String: Substring]
  ) -> String? {
    let name = frame.name.text
    if frame.isNative { return NormalizedName.ofForeign(name) }
    let isElsewhere = folders[frame.name.package].map { $0 != Self.folder(of: frame) } ?? false
    let key = isElsewhere ? name + "\0" : name
    if let known = names[key] { return known }
    let program = program
    let found = NormalizedName.of(
      name, isFunction: isElsewhere ? nil : { program.hasFunction(named: $0) })
    names[key] = .some(found)
    return found
  }
}
