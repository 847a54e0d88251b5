// What a signature is made of: it is all in a report, so that signatures can be made again without cores.

/// What a signature is made of.
package struct SignatureInput: Sendable, Equatable {
  /// The class of the verdict.
  package var crashClass: String
  /// The frames of the subject, innermost first.
  package var frames: [SignatureFrame]
  /// The text of the throw or of the oldest panic.
  package var message: String?
  /// Whose code the frames are.
  package var origin: CodeOrigin
  /// The import path of package main, or what stands for it; nil where nothing is known.
  package var mainPackage: String?
  /// Whose stack it is; nil if a stored report does not say.
  package var subject: Subject?

  /// Whose stack the frames are.
  package enum Subject: Sendable, Equatable {
    /// Of the goroutine with this id, which crashed.
    case crashed(UInt64)
    /// Of that goroutine, from the frame on that the runtime found damaged.
    case damaged(UInt64)
    /// Of the thread that died, when no goroutine crashed.
    case thread
    /// Of a goroutine that did not stop when the world was being stopped.
    case unstopped
    /// Of the goroutine with this id, for which a watchdog lost patience.
    case hung(UInt64)
    /// Of one of those goroutines that used most of what ran out.
    case consumer
    /// Of the first by name of this number of goroutines, which wait for each other.
    case cycle(Int)
    /// Of the goroutine that probably holds a lock, for which this number of goroutines wait.
    case holder(Int)
    /// Of the largest group of parked goroutines, with the number of them.
    case largestGroup(Int)
    /// There are none: no goroutine of the program was parked.
    case nobody
    /// What a stored report says.
    case stored(String)
  }

  package init(
    crashClass: String, frames: [SignatureFrame], message: String?, origin: CodeOrigin,
    mainPackage: String? = nil, subject: Subject? = nil
  ) {
    self.crashClass = crashClass
    self.frames = Array(frames.prefix(Signature.frameLimit))
    self.message = message
    self.origin = origin
    self.mainPackage = mainPackage
    self.subject = subject
  }

  /// The import path of package main, by what the build says: its own, or that of the main module where
  /// the program was built from single files. Outside of any module the path is the folder's, which says where
  /// somebody built the program: then, as without build information, `name` stands for it
  /// (`GoProcess.programName`).
  package static func mainPackage(path: String?, module: String?, name: String?) -> String? {
    [path, module].lazy.compactMap(\.self)
      .first { !$0.isEmpty && $0 != "command-line-arguments" && !$0.hasPrefix("_/") } ?? name
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
      case .damaged(let id):
        "goroutine \(id), which crashed, from the frame on that the runtime found damaged"
      case .thread: "the thread that died; no goroutine crashed"
      case .unstopped: "the goroutine that did not stop"
      case .hung(let id): "goroutine \(id), which took too long"
      case .consumer: "one of the goroutines that hold most threads"
      case .cycle(let count): "the first by name of \(count) goroutines in a cycle"
      case .holder(let count):
        "the likely holder of a lock that \(count) goroutines wait for"
      case .largestGroup(let count): "the largest group of parked goroutines, \(count) of them"
      case .nobody: "none; no goroutine of the program's was parked"
      case .stored(let words): words
      }
    return Self.mark + words
  }
}
