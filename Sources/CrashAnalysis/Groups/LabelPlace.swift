// Which frame of a stack stands for a group of goroutines: the first that means something to whoever
// wrote the program, behind the locks, sockets and buffers in which goroutines wait.

/// A frame as the search for a label sees it.
package struct LabelFrame: Sendable {
  package let name: FunctionName
  let kind: CodeOrigin.Kind
  /// Whether the compiler made it.
  package let isWrapper: Bool

  package init(name: FunctionName, kind: CodeOrigin.Kind, isWrapper: Bool) {
    self.name = name
    self.kind = kind
    self.isWrapper = isWrapper
  }

  /// How much it says in a list of goroutines: 3 for the program's own code, 2 for a library's, 1 for
  /// machinery.
  var rank: Int {
    switch kind {
    case .mainModule: isStub ? 1 : 3
    case .library: SignatureLists.standard.plumbing.contains(name.text) ? 1 : 2
    case .standard: 1
    }
  }

  /// Whether cgo made it to call a function of C.
  fileprivate var isStub: Bool {
    name.text.dropFirst(name.package.count).hasPrefix("._Cfunc_")
  }

  /// Whether everything passes through the function, or it keeps connections and the like alive.
  fileprivate func isPlumbing(_ lists: SignatureLists) -> Bool {
    lists.isIrrelevant(name) || lists.plumbing.contains(name.text)
  }
}

/// Whose code it is that a label names. Lists begin with the program's own.
package enum LabelOwner: Int, Sendable, Comparable {
  case program, library, standard, runtime

  package static func < (left: LabelOwner, right: LabelOwner) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The frame that stands for a stack.
package struct LabelPlace: Sendable, Equatable {
  /// Its index, from the innermost frame on.
  package let index: Int
  package let owner: LabelOwner

  private init(_ index: Int, _ owner: LabelOwner) {
    self.index = index
    self.owner = owner
  }

  /// The place in a stack, innermost frame first; nil for a stack without frames.
  package init?(_ frames: [LabelFrame], _ lists: SignatureLists = .standard) {
    func first(_ isWanted: (LabelFrame) -> Bool) -> Int? { frames.firstIndex(where: isWanted) }
    if let index = first({
      $0.kind == .mainModule && !$0.isWrapper && !$0.isStub && !lists.isIrrelevant($0.name)
    }) {
      self.init(index, .program)
    } else if let index = first({
      $0.kind == .library && !$0.isWrapper && !$0.isPlumbing(lists)
    }) {
      self.init(index, .library)
    } else if let index = first({ $0.kind == .mainModule && !$0.name.package.isEmpty }) {
      // `go http.Get(url)`: the wrapper stands for the statement.
      self.init(index, .program)
    } else if let index = frames.lastIndex(where: {
      !$0.isWrapper && !lists.isIrrelevant($0.name)
    }) {
      // Of machinery the outermost function says most: the loop that a connection lives in.
      self.init(index, .standard)
    } else if let index = frames.lastIndex(where: {
      !$0.isWrapper && $0.name.text != "runtime.goexit"
    }) ?? frames.indices.first {
      self.init(index, .runtime)
    } else {
      return nil
    }
  }

  /// The callers of the label's function in program and libraries, from the nearest on.
  package func callers(_ frames: [LabelFrame], _ lists: SignatureLists = .standard) -> [Int] {
    let found = frames.indices.dropFirst(index + 1).lazy.filter {
      let frame = frames[$0]
      return !frame.isWrapper && frame.kind != .standard && !frame.isPlumbing(lists)
    }
    return Array(found.prefix(Self.callerLimit))
  }

  /// The wrapper that stands for the program's `go` statement, further out; nil where there is none.
  func statement(_ frames: [LabelFrame]) -> Int? {
    frames.indices.dropFirst(index + 1).last {
      frames[$0].isWrapper && frames[$0].kind == .mainModule
    }
  }

  private static let callerLimit = 64

  /// The function that the label's called, in which goroutines wait, where it says more than what they wait
  /// for; nil where it does not.
  package func callee(_ frames: [LabelFrame], _ lists: SignatureLists = .standard) -> Int? {
    guard owner != .runtime,
      let inner = frames[..<index].lastIndex(where: { !$0.isWrapper }),
      !lists.isIrrelevant(frames[inner].name), frames[inner].name.package != "time"
    else { return nil }
    return inner
  }

  /// `main.main` of `main.main.gowrap1`, which stands for a `go` statement in it.
  package static func withoutWrapper(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return name }
    let last = name[name.index(after: dot)...]
    guard last.hasPrefix("gowrap"), last.dropFirst(6).allSatisfy(\.isNumber) else { return name }
    return String(name[..<dot])
  }
}
