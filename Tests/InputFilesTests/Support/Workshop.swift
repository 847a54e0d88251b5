// A folder for one test, and the tools with which inputs are made at run time.

import Foundation
import InputFiles
import Testing

/// A folder that one test fills with inputs; it is removed when the test is done.
final class Workshop {
  /// Where inputs are made.
  let folder: URL
  /// Where expanded files go. Nothing may ever be left in it.
  let temporary: URL

  /// Makes the folders.
  init() throws {
    folder = URL(fileURLWithPath: "/var/tmp/gocore-inputs-\(UUID().uuidString)")
    temporary = folder.appendingPathComponent("expanded")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The path of something in the folder.
  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes a file and gives its path.
  @discardableResult
  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  /// The bytes of a file.
  func contents(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// Opens an input with this workshop's folder for expanded files.
  func open(_ name: String, limit: UInt64? = nil) throws(InputError) -> OpenedInput {
    try openInput(path: path(name), options: options(limit: limit))
  }

  /// The error of opening an input; nil when it can be opened.
  func error(_ name: String, limit: UInt64? = nil) -> InputError? {
    failure(opening: path(name), options(limit: limit))
  }

  /// Options with this workshop's folder for expanded files.
  private func options(limit: UInt64?) -> InputOptions {
    InputOptions(maximumExpandedBytes: limit, temporaryDirectory: temporary.path)
  }

  /// What is in the folder for expanded files.
  func leftovers() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: temporary.path)
  }

  /// Runs a tool in the folder; the test fails when the tool does.
  func run(_ tool: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Tool.path(tool)))
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(tool) \(arguments)")
  }
}

/// A program that makes inputs.
enum Tool {
  /// Where a tool is, or nil when it is not installed.
  static func path(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(
      separator: ":")
    return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
  }

  /// Whether this build expands anything and every tool is there.
  static func canExpand(_ names: String...) -> Bool {
    expandsCompressedInput && names.allSatisfy { path($0) != nil }
  }
}

/// A compression as a test makes it.
struct Compressor: Sendable, CustomTestStringConvertible {
  /// The name that `OpenedFile.compression` has for it.
  let name: String
  /// The tool.
  let tool: String
  /// The suffix that the tool appends.
  let suffix: String

  var testDescription: String { name }

  /// The compressors whose tools are installed; the others are skipped by name.
  static let available: [Compressor] = {
    let all = [
      Compressor(name: "zstd", tool: "zstd", suffix: "zst"),
      Compressor(name: "gzip", tool: "gzip", suffix: "gz"),
      Compressor(name: "xz", tool: "xz", suffix: "xz"),
      Compressor(name: "lz4", tool: "lz4", suffix: "lz4"),
      Compressor(name: "bzip2", tool: "bzip2", suffix: "bz2"),
    ]
    let missing = all.filter { Tool.path($0.tool) == nil }
    if !missing.isEmpty { print("skipped, not installed: \(missing.map(\.tool))") }
    return all.filter { Tool.path($0.tool) != nil }
  }()

  /// Compresses a file of the workshop and gives the new name. The original goes away.
  ///
  /// Nothing can be had of a block of lz4 (4 MB) or bzip2 (900 kB) that breaks off: small blocks
  /// make a small file that can be cut in a useful place.
  func compress(
    _ name: String, in workshop: Workshop, inSmallBlocks: Bool = false
  ) throws -> String {
    switch tool {
    case "lz4":
      let block = inSmallBlocks ? "-B4" : "-B7"
      try workshop.run(tool, "-q", "--rm", block, name, "\(name).\(suffix)")
    case "zstd": try workshop.run(tool, "-q", "--rm", name)
    default: try workshop.run(tool, inSmallBlocks ? "-1" : "-6", name)
    }
    return "\(name).\(suffix)"
  }
}

/// Reads all of an opened file through its descriptor.
func readAll(_ file: OpenedFile) throws -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: Int(file.size))
  let count = bytes.withUnsafeMutableBytes {
    pread(file.descriptor.rawValue, $0.baseAddress, $0.count, 0)
  }
  try #require(count == bytes.count)
  return bytes
}

/// Whether an opened file is `whole`, or as much of its beginning as the file is long. Arrays are
/// slow to compare in a debug build, `memcmp` is not.
func holds(_ file: OpenedFile, theBeginningOf whole: [UInt8]) throws -> Bool {
  let bytes = try readAll(file)
  return bytes.count <= whole.count && memcmp(bytes, whole, bytes.count) == 0
}

/// The bytes that an opened file takes on its device.
func bytesOnDisk(_ file: OpenedFile) -> Int {
  var status = stat()
  return fstat(file.descriptor.rawValue, &status) == 0 ? Int(status.st_blocks) * 512 : .max
}

/// The error of opening an input; nil when it can be opened.
func failure(opening path: String, _ options: InputOptions = InputOptions()) -> InputError? {
  do throws(InputError) {
    _ = try openInput(path: path, options: options)
    return nil
  } catch {
    return error
  }
}
