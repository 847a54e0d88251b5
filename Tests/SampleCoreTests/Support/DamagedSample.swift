// A core and its binary in plain files that a test damages and mends again.

import Foundation
import Testing

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// The parts of an open file that are not holes.
func writtenParts(of descriptor: Int32) -> [Range<Int>] {
  // SEEK_DATA and SEEK_HOLE (linux/fs.h), which Glibc hides from Swift.
  let (seekData, seekHole): (Int32, Int32) = (3, 4)
  var parts: [Range<Int>] = []
  var end: off_t = 0
  while true {
    let start = lseek(descriptor, end, seekData)
    guard start >= 0 else { return parts }  // ENXIO: only a hole is left
    end = lseek(descriptor, start, seekHole)
    parts.append(Int(start)..<Int(end))
  }
}

/// A file that can be patched, cut and mended.
final class DamagedFile {
  let url: URL
  let size: Int
  /// The parts that are not holes.
  let written: [Range<Int>]
  private let descriptor: Int32
  private var undo: [(offset: Int, bytes: [UInt8])] = []

  /// Opens the file at `url` to be damaged.
  init(_ url: URL) throws {
    self.url = url
    descriptor = open(url.path, O_RDWR | O_CLOEXEC)
    try #require(descriptor >= 0, "\(url.path)")
    size = Int(lseek(descriptor, 0, SEEK_END))
    written = writtenParts(of: descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// The bytes at an offset.
  func read(_ count: Int, at offset: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = pread(descriptor, &bytes, count, off_t(offset))
    return Array(bytes.prefix(max(0, found)))
  }

  /// The little-endian number of `count` bytes at an offset.
  func number(_ count: Int, at offset: Int) -> UInt64 {
    read(count, at: offset).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Puts other bytes in the place of those at an offset.
  func patch(_ bytes: [UInt8], at offset: Int) throws {
    undo.append((offset, read(bytes.count, at: offset)))
    try #require(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
  }

  /// Puts a 64-bit number in the place of that at an offset.
  func patch(_ value: UInt64, at offset: Int) throws {
    try patch((0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }, at: offset)
  }

  /// Puts everything back that was patched.
  func mend() throws {
    for (offset, bytes) in undo.reversed() {
      try #require(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
    }
    undo.removeAll()
  }

  /// Cuts the file, for good.
  func cut(at size: Int) throws {
    try #require(ftruncate(descriptor, off_t(size)) == 0)
  }

  /// An offset of a byte that is written, multiples of `step` only.
  func randomOffset(step: Int, _ generator: inout SeededGenerator) -> Int {
    let total = written.reduce(0) { $0 + $1.count / step }
    var index = Int.random(in: 0..<total, using: &generator)
    for range in written {
      if index < range.count / step { return range.lowerBound + index * step }
      index -= range.count / step
    }
    return 0
  }
}

/// A sample in plain files, and the ways in which `gocore` is run over it.
final class DamagedSample {
  let sample: Sample
  let core: DamagedFile
  let binary: DamagedFile
  private let folder: ScratchFolder
  private var runs = 0
  private var kept = 0
  /// How the runs ended.
  private(set) var tally: [CommandLineRun.End: Int] = [:]

  private static let commands: [[String]] = [
    ["inspect"], ["goroutines", "--format", "traceback"], ["threads"],
    ["inspect", "--format", "json", "--all"], ["goroutines", "--all"], ["goroutines", "--group"],
    ["inspect", "--strict", "--runtime"], ["identify"], ["goroutines", "--format", "json"],
  ]

  /// Expands a sample.
  init(_ sample: Sample) throws {
    self.sample = sample
    folder = try ScratchFolder()
    core = try DamagedFile(folder.expand(sample.core, as: "core"))
    binary = try DamagedFile(folder.expand(sample.binary(), as: "app"))
  }

  /// Runs the next of the commands, and checks that it ends as a program does which met bad input.
  /// `damage` tells what was done, for the one who has to find out.
  @discardableResult
  func run(
    forced: Bool = false, alone: Bool = false, _ damage: @autoclosure () -> String
  ) throws -> CommandLineRun {
    let command = Self.commands[runs % Self.commands.count]
    runs += 1
    return try run(command, forced: forced, alone: alone, damage())
  }

  /// Runs one command.
  @discardableResult
  func run(
    _ command: [String], forced: Bool = false, alone: Bool = false,
    _ damage: @autoclosure () -> String
  ) throws -> CommandLineRun {
    var arguments = command + ["core"]
    if command.first != "identify", !alone { arguments += forced ? ["app", "--force"] : ["app"] }
    let run = try gocore(arguments, in: folder.url, limit: 30)
    tally[run.end, default: 0] += 1
    var allowed: Set<Int32> = [0, 3, 4, 5, 7]
    if command.contains("--strict") { allowed.insert(6) }
    if case .exited(let status) = run.end, allowed.contains(status) {
      checkOutput(run, status, command, damage())
      return run
    }
    let kept = keepEvidence()
    Issue.record(
      """
      \(sample.name), \(damage()): gocore \(arguments.joined(separator: " ")): \(run.end)
      \(run.errors.prefix(500))
      the files are kept in \(kept)
      """)
    return run
  }

  /// Prints how the runs ended. Damage that only ever leads to a refusal tests nothing: `share` of
  /// the runs have to come to a report.
  func finish(_ kind: String, share: Double) {
    let text = tally.map { "\($0.value) × \($0.key)" }.sorted().joined(separator: ", ")
    print("\(sample.name), \(kind): \(text)")
    let reports = tally[.exited(0), default: 0] + tally[.exited(6), default: 0]
    let all = tally.values.reduce(0, +)
    #expect(Double(reports) >= share * Double(all))
  }

  /// A refusal says why in one line; JSON is JSON.
  private func checkOutput(
    _ run: CommandLineRun, _ status: Int32, _ command: [String], _ damage: String
  ) {
    if status != 0, status != 6 {
      #expect(!run.errors.isEmpty || run.output.contains("\"error\""), "\(sample.name), \(damage)")
    }
    if command.contains("json"), status == 0 {
      let document = try? JSONSerialization.jsonObject(with: Data(run.output.utf8))
      #expect(document != nil, "\(sample.name), \(damage): no JSON")
    }
  }

  private func keepEvidence() -> String {
    kept += 1
    guard kept <= 2 else { return "no folder: two such pairs are enough" }
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("gocore-failure-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for file in [core, binary] {
      _ = try? CommandLineRun("/bin/cp", ["--sparse=always", file.url.path, place.path], in: place)
    }
    return place.path
  }
}
