// What was tried in a search that found nothing, and why it would not do.

internal import InputFiles

/// A place where a file was looked for in vain.
package struct Attempt: Sendable, Equatable {
  /// Why what is there was not taken.
  package enum Reason: Sendable, Equatable {
    /// Nothing usable is there.
    case absent
    /// A file is there, and reading it was refused: by the system, or by a limit.
    case refused(String)
    /// A binary of another build.
    case anotherBuild
    /// A file that holds only debug information.
    case onlyDebugInformation
    /// No debug file for this processor.
    case notDebugFile
    /// A debug file of another build.
    case unrelatedDebugFile
    /// A debug file whose check sum is not the one that the binary names.
    case wrongChecksum
    /// What a server or an index said.
    case answer(String)
  }

  /// The path, or the name of what was asked.
  package let place: String
  package let reason: Reason

  init(_ place: String, _ reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// Whether there was something that would not do, which is worth a word even when nothing depends on it.
  package var isRejection: Bool { reason != .absent }

  /// The place with the reason behind it, for a message.
  package var words: String {
    switch reason {
    case .absent: place
    case .refused(let reason): "\(place) (\(reason))"
    case .anotherBuild: "\(place) (another build)"
    case .onlyDebugInformation: "\(place) (only debug information)"
    case .notDebugFile: "\(place) (no debug file)"
    case .unrelatedDebugFile: "\(place) (of another build)"
    case .wrongChecksum: "\(place) (its check sum is not the one in the binary)"
    case .answer(let answer): "\(place) (\(answer))"
    }
  }
}

extension Attempt.Reason {
  /// What a failure to open a file says of it. What is merely no program is as good as absent; what the user
  /// can mend is worth a word.
  init(_ error: InputError) {
    switch error {
    case .permissionDenied, .unreadable, .damaged, .expansionLimit, .temporaryFolder,
      .featureMissing, .libraryMissing:
      self = .refused(error.reason)
    default: self = .absent
    }
  }
}
