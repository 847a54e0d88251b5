// Why an input cannot be used, in words for the person who named it.

package import Basics

/// A refusal: what is wrong with the input, and what is needed to mend it.
package enum InputError: ReportableError, Equatable {
  /// Nothing has this name.
  case noSuchFile(path: String)
  /// The file is there, and this user may not read it.
  case permissionDenied(path: String)
  /// A directory was named.
  case directory(path: String)
  /// A pipe, a socket or a device was named: only regular files can be mapped.
  case notRegularFile(path: String, kind: String)
  /// The file holds no bytes: what a crash leaves when the disk was full or cores are limited to 0.
  case emptyFile(path: String)
  /// The system refused to open or to read the file.
  case unreadable(path: String, reason: String)
  /// The contents are of no kind that can be used; `found` says what they look like.
  case unrecognized(path: String, found: String)
  /// An ELF file that is neither a core nor a program.
  case unusableELF(path: String, found: String)
  /// An archive without a core and without a program.
  case nothingInside(path: String, reason: String)
  /// Compressed or archived input that breaks before anything useful was read.
  case damaged(path: String, reason: String)
  /// Expanding takes more than `limit` bytes.
  case expansionLimit(path: String, limit: UInt64, source: ExpansionLimitSource)
  /// The folder for expanded files cannot be used, or it is full.
  case temporaryFolder(path: String, reason: String)
  /// This build, or its libarchive, lacks what this file needs.
  case featureMissing(String, path: String)
  /// A library that is loaded on demand could not be.
  case libraryMissing(String, reason: String, path: String)
}

/// Where the limit on expanded bytes came from, which decides what the user can do about it.
package enum ExpansionLimitSource: Equatable, Sendable {
  /// The user set it.
  case option
  /// Nine tenths of what was free in this folder.
  case freeSpace(folder: String)
  /// The resource limit of the process on file sizes (`ulimit -f`).
  case processLimit
}

extension InputError {
  /// How a run ends that has nothing but this input.
  package var exitCode: ExitStatus {
    switch self {
    case .expansionLimit, .temporaryFolder, .featureMissing, .libraryMissing: .limit
    default: .unreadableInput
    }
  }

  /// One line that says what is wrong. Control characters of hostile names are escaped.
  package var message: String {
    problemLine(path, reason)
  }

  /// The path that is at fault: the input's, or the temporary folder's.
  package var path: String {
    switch self {
    case .noSuchFile(let path), .permissionDenied(let path), .directory(let path),
      .notRegularFile(let path, _), .emptyFile(let path), .unreadable(let path, _),
      .unrecognized(let path, _), .unusableELF(let path, _), .nothingInside(let path, _),
      .damaged(let path, _), .expansionLimit(let path, _, _), .temporaryFolder(let path, _),
      .featureMissing(_, let path), .libraryMissing(_, _, let path):
      path
    }
  }

  /// What is wrong, without the path and not escaped.
  package var reason: String {
    switch self {
    case .noSuchFile: "no such file"
    case .permissionDenied: "permission denied: this user may not read it"
    case .directory: "is a directory: name a core file or a program"
    case .notRegularFile(_, let kind): "is \(kind), not a regular file: save it to a file first"
    case .emptyFile: "is empty: was the disk full, or the core size limited to 0 (ulimit -c)?"
    case .unreadable(_, let reason): "cannot be read: \(reason)"
    case .unrecognized(_, let found):
      "is \(found): neither an ELF file nor a compressed or archived one"
    case .unusableELF(_, let found): "is \(found): neither a core file nor a program"
    case .nothingInside(_, let reason), .damaged(_, let reason): reason
    case .expansionLimit(_, let limit, let source):
      "expands to more than \(byteCount(limit)), \(advice(on: source))"
    case .temporaryFolder(_, let reason):
      "cannot hold expanded files: \(reason) (TMPDIR names another folder)"
    case .featureMissing(let feature, _):
      "cannot be expanded: this build lacks \(feature); expand it beforehand"
    case .libraryMissing(let library, let reason, _):
      "cannot be expanded without \(library): \(reason); install it, or expand the file beforehand"
    }
  }

  /// What the limit is and how it is raised.
  private func advice(on source: ExpansionLimitSource) -> String {
    switch source {
    case .option: "the limit that was set"
    case .freeSpace(let folder):
      "nine tenths of what is free in \(folder): TMPDIR names another folder"
    case .processLimit: "the limit on file sizes of this shell (ulimit -f)"
    }
  }
}

/// A number of bytes, exact and, where it is long, in a unit that can be read.
private func byteCount(_ count: UInt64) -> String {
  let units: [(shift: UInt64, name: String)] = [(40, "TiB"), (30, "GiB"), (20, "MiB")]
  for unit in units where count >> unit.shift > 0 {
    let tenths = (count >> (unit.shift - 4)) * 10 >> 4
    return "\(count) bytes (\(tenths / 10).\(tenths % 10) \(unit.name))"
  }
  return "\(count) bytes"
}
