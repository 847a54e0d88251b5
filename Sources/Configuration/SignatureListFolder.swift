// A team's own lists for signatures: text files in a folder, each in place of one of gocore's.

package import Basics
package import CrashAnalysis

/// Why a folder of lists cannot be used.
package enum SignatureListError: ReportableError {
  /// None of the lists is in the folder.
  case none(folder: String)
  /// A line has more than one pattern.
  case faulty(path: String, line: Int)

  package var exitCode: ExitStatus { .unreadableInput }

  package var message: String {
    switch self {
    case .none(let folder):
      "\(displayable(folder)): none of the lists is in this folder: "
        + SignatureLists.Kind.allCases.map { "\($0.rawValue).txt" }.joined(separator: ", ")
    case .faulty(let path, let line):
      "\(displayable(path)):\(line): one pattern a line is expected"
    }
  }
}

/// The lists of a folder.
package struct SignatureListFolder {
  /// The contents of the files that are there.
  package let contents: [SignatureLists.Kind: [UInt8]]

  /// Reads the lists below `folder`.
  ///
  /// - Throws: `SignatureListError` or `LineReaderError`.
  package init(path folder: String) throws {
    var contents: [SignatureLists.Kind: [UInt8]] = [:]
    for kind in SignatureLists.Kind.allCases {
      let path = "\(folder)/\(kind.rawValue).txt"
      guard fileExists(path) else { continue }
      let bytes = try LineReader.contents(of: path)
      if let line = NameList.faultyLine(in: String(decoding: bytes, as: UTF8.self)) {
        throw SignatureListError.faulty(path: path, line: line)
      }
      contents[kind] = bytes
    }
    guard !contents.isEmpty else { throw SignatureListError.none(folder: folder) }
    self.contents = contents
  }

  /// The lists, with gocore's own where the folder has none.
  package var lists: SignatureLists { SignatureLists(replacing: contents) }
}
