// Where reports go: standard output, or a file that appears whole or not at all.

package import Basics
internal import Glibc

/// One destination of a report. All that is thrown here is an ``OutputRefusal``, or what a body throws.
package struct OutputFile {
  /// Nil for standard output.
  private let path: String?
  /// `O_TMPFILE` (fcntl.h): a file without a name in the folder that is opened.
  private static let unnamedFile: Int32 = __O_TMPFILE | O_DIRECTORY

  /// Standard output when `path` is nil or `-`.
  package init(path: String?) {
    self.path = path == "-" ? nil : path
  }

  package var isStandardOutput: Bool { path == nil }

  /// Finds what is wrong with the place, as far as that shows before anything is written: a report may be
  /// hours of work.
  package func check() throws(OutputRefusal) {
    guard let path else {
      let mode = fcntl(STDOUT_FILENO, F_GETFL)
      if mode < 0 || mode & O_ACCMODE == O_RDONLY { throw refusal("it is closed") }
      return
    }
    if case .success(let stamp) = FileStamp.of(path), stamp.kind == .folder {
      throw refusal("it is a folder")
    }
    let (place, mode) = Self.isDevice(path) ? (path, W_OK) : (Self.folder(of: path), W_OK | X_OK)
    if unsafe access(place, mode) != 0 { throw refusal() }
  }

  /// Runs `body` with a writer, and puts the file in place when all of it was written. `paged`: what is
  /// too long for a terminal's screen goes through a pager.
  package func write(paged: Bool = false, _ body: (TextWriter) throws -> Void) throws {
    guard let path else {
      if paged, let pager = Pager() { return try write(through: pager, body) }
      return try write(to: STDOUT_FILENO, body)
    }
    if Self.isDevice(path) { return try writeThrough(path, body) }
    // Without a name until it is whole, so that a kill leaves nothing behind.
    var temporary: String?
    var descriptor = unsafe open(
      Self.folder(of: path), Self.unnamedFile | O_WRONLY | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      let name = "\(path).\(getpid()).part"
      descriptor = unsafe open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
      temporary = name
    }
    guard descriptor >= 0 else { throw refusal() }
    defer { close(descriptor) }
    do {
      try write(to: descriptor, body)
      try putInPlace(descriptor, temporary: temporary, path: path)
    } catch {
      if let temporary { _ = unsafe unlink(temporary) }
      throw error
    }
  }

  /// Whether `path` is something other than a file, such as a pipe or /dev/null: a file that takes its
  /// place would destroy it.
  private static func isDevice(_ path: String) -> Bool {
    guard case .success(let stamp) = FileStamp.of(path) else { return false }
    return stamp.kind == .other
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  }

  private func writeThrough(_ path: String, _ body: (TextWriter) throws -> Void) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal() }
    defer { close(descriptor) }
    try write(to: descriptor, body)
  }

  private func write(to descriptor: Int32, _ body: (TextWriter) throws -> Void) throws {
    let writer = TextWriter { writeAll($0, to: descriptor) }
    try body(writer)
    writer.flush()
    if writer.hasFailed { throw refusal() }
  }

  private func write(through pager: Pager, _ body: (TextWriter) throws -> Void) throws {
    let writer = TextWriter { pager.write($0) }
    do {
      try body(writer)
    } catch {
      _ = pager.finish()
      throw error
    }
    writer.flush()
    if !pager.finish() { throw refusal() }
  }

  private func putInPlace(_ descriptor: Int32, temporary: String?, path: String) throws {
    var name = temporary
    if name == nil {
      let visible = "\(path).\(getpid()).part"
      let source = "/proc/self/fd/\(descriptor)"
      guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, visible, AT_SYMLINK_FOLLOW) == 0 else {
        throw refusal()
      }
      name = visible
    }
    guard let name, unsafe rename(name, path) == 0 else {
      let refusal = refusal()
      if let name { _ = unsafe unlink(name) }
      throw refusal
    }
  }

  /// What to say of a place that does not take what is written, which the system gave as the reason unless
  /// `reason` does. A full one is a limit.
  private func refusal(_ reason: String? = nil) -> OutputRefusal {
    let code = errno
    let isFull = reason == nil && [ENOSPC, EDQUOT, EFBIG].contains(code)
    return OutputRefusal(
      exitCode: isFull ? .limit : .unreadableInput,
      message: "\(path.map { displayable($0) } ?? "standard output"): cannot be written: "
        + (reason ?? SystemRefusal(code: code).reason))
  }
}

/// Why a place does not take what is written.
package struct OutputRefusal: ReportableError {
  package let exitCode: ExitStatus
  package let message: String
}
