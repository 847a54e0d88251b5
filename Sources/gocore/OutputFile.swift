// Where reports go: standard output, or a file that appears whole or not at all.

internal import Basics
internal import Glibc
internal import Reporting

/// One destination of a report.
struct OutputFile {
  private let path: String?
  /// `O_TMPFILE` (fcntl.h): a file without a name in the folder that is opened.
  private static let unnamedFile: Int32 = __O_TMPFILE | O_DIRECTORY

  /// Standard output when `path` is nil.
  init(path: String?) {
    self.path = path
  }

  /// Runs `body` with a writer, and puts the file in place when all of it was written.
  func write(_ body: (TextWriter) throws -> Void) throws {
    guard let path else {
      let writer = Self.writer(descriptor: 1)
      try body(writer)
      writer.flush()
      if writer.hasFailed { throw Failure(.internalError, "standard output: \(Self.reason())") }
      return
    }
    if Self.isDevice(path) { return try writeThrough(path, body) }
    // Without a name until it is whole, so that a kill leaves nothing behind.
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    var temporary: String?
    var descriptor = unsafe open(folder, Self.unnamedFile | O_WRONLY | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      let name = "\(path).\(getpid()).part"
      descriptor = unsafe open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
      temporary = name
    }
    guard descriptor >= 0 else {
      throw Failure(.internalError, "\(displayable(path)): cannot be written: \(Self.reason())")
    }
    defer { close(descriptor) }
    do {
      let writer = Self.writer(descriptor: descriptor)
      try body(writer)
      writer.flush()
      guard !writer.hasFailed else {
        throw Failure(.internalError, "\(displayable(path)): \(Self.reason())")
      }
      try putInPlace(descriptor, temporary: temporary, path: path)
    } catch {
      if let temporary { _ = unsafe unlink(temporary) }
      throw error
    }
  }

  /// Whether `path` is something other than a file, such as a pipe or /dev/null: a file that takes its
  /// place would destroy it.
  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  private func writeThrough(_ path: String, _ body: (TextWriter) throws -> Void) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.internalError, "\(displayable(path)): cannot be written: \(Self.reason())")
    }
    defer { close(descriptor) }
    let writer = Self.writer(descriptor: descriptor)
    try body(writer)
    writer.flush()
    if writer.hasFailed { throw Failure(.internalError, "\(displayable(path)): \(Self.reason())") }
  }

  private func putInPlace(_ descriptor: Int32, temporary: String?, path: String) throws {
    var name = temporary
    if name == nil {
      let visible = "\(path).\(getpid()).part"
      let source = "/proc/self/fd/\(descriptor)"
      guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, visible, AT_SYMLINK_FOLLOW) == 0 else {
        throw Failure(.internalError, "\(displayable(path)): \(Self.reason())")
      }
      name = visible
    }
    guard let name, unsafe rename(name, path) == 0 else {
      let reason = Self.reason()
      if let name { _ = unsafe unlink(name) }
      throw Failure(.internalError, "\(displayable(path)): \(reason)")
    }
  }

  private static func writer(descriptor: Int32) -> TextWriter {
    TextWriter { writeAll($0, to: descriptor) }
  }

  private static func reason() -> String { SystemRefusal(code: errno).reason }
}

/// Whether escape sequences are wanted on standard output.
func wantsColor(_ mode: ColorMode, toFile: Bool) -> Bool {
  switch mode {
  case .always: return true
  case .never: return false
  case .auto:
    if toFile { return false }
    if environmentVariable("NO_COLOR") != nil { return false }
    if let force = environmentVariable("CLICOLOR_FORCE"), force != "0" { return true }
    return isatty(1) == 1 && environmentVariable("TERM") != "dumb"
  }
}
