// Samples with random damage, given to the program as it is built: a trap or a hang would be seen by
// everyone who has a bad disk. Every seed is fixed, so that a failure comes again.

import ElfCore
import Foundation
import GoRuntime
import InputFiles
import Testing

/// Newest and oldest release, compressed and plain DWARF, fixed and relocated, one and many panics.
private let subjects: [Sample] = [
  try? SampleCatalog.sample(of: "nil-inlined-method"),
  try? SampleCatalog.sample(of: "nil-inlined-method", variant: "pie", oldest: true),
  try? SampleCatalog.sample(of: "nested-panics"),
].compactMap(\.self)

@Suite("A damaged sample is refused or analysed, and never brings the program down,")
struct DamageTests {
  /// For each of the subjects, so that there are 500 of each kind.
  private static let rounds = 167

  @Test("for there are three to damage")
  func floor() {
    #expect(subjects.count == 3)
  }

  @Test("when the core ends anywhere", arguments: subjects)
  func cutCore(sample: Sample) throws {
    var random = SeededGenerator(seed: 1)
    let damaged = try DamagedSample(sample)
    let places = (0..<Self.rounds).map { _ in
      damaged.core.randomOffset(step: 1, &random)
    }
    for place in places.sorted(by: >) {
      try damaged.core.cut(at: place)
      try damaged.run("core cut at \(place)")
      guard place > 1_000, place % 5 == 0 else { continue }
      let run = try damaged.run(["inspect"], "core cut at \(place)")
      #expect(run.end != .exited(0) || run.output.contains(", cut at "))
    }
    damaged.finish("core cut", share: 0.5)
  }

  @Test("when the binary ends anywhere", arguments: subjects)
  func cutBinary(sample: Sample) throws {
    var random = SeededGenerator(seed: 2)
    let damaged = try DamagedSample(sample)
    let places = (0..<60).map { _ in damaged.binary.randomOffset(step: 1, &random) }
    for place in places.sorted(by: >) {
      try damaged.binary.cut(at: place)
      try damaged.run(forced: true, "binary cut at \(place)")
    }
    damaged.finish("binary cut", share: 0)
  }

  @Test("when words of the core are wrong", arguments: subjects)
  func coreWords(sample: Sample) throws {
    var random = SeededGenerator(seed: 3)
    let damaged = try DamagedSample(sample)
    for round in 0..<Self.rounds {
      let count = [1, 10, 100, 1_000, 5_000][round % 5]
      for _ in 0..<count {
        try damaged.core.patch(
          Self.word(&random), at: damaged.core.randomOffset(step: 8, &random))
      }
      try damaged.run("\(count) words of the core, round \(round)")
      try damaged.core.mend()
    }
    damaged.finish("words of the core", share: 0.5)
  }

  @Test("when words of the binary are wrong", arguments: subjects)
  func binaryWords(sample: Sample) throws {
    var random = SeededGenerator(seed: 4)
    let damaged = try DamagedSample(sample)
    for round in 0..<Self.rounds {
      let count = [1, 10, 100, 1_000][round % 4]
      for _ in 0..<count {
        try damaged.binary.patch(
          Self.word(&random), at: damaged.binary.randomOffset(step: 8, &random))
      }
      try damaged.run(forced: round % 5 > 0, "\(count) words of the binary, round \(round)")
      try damaged.binary.mend()
    }
    damaged.finish("words of the binary", share: 0.2)
  }

  @Test("when bytes of the headers are wrong", arguments: subjects)
  func headers(sample: Sample) throws {
    var random = SeededGenerator(seed: 5)
    let damaged = try DamagedSample(sample)
    let sections = Int(clamping: damaged.binary.number(8, at: 40))
    for round in 0..<120 {
      let file = round % 2 == 0 ? damaged.core : damaged.binary
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        var place = Int.random(in: 0..<2_000, using: &random)
        if round % 4 == 1 { place = min(sections + place, file.size - 1) }
        try file.patch([Self.byte(&random)], at: place)
      }
      try damaged.run(forced: true, "bytes of the headers, round \(round)")
      try file.mend()
    }
    damaged.finish("headers", share: 0.2)
  }

  @Test("when its notes are wrong", arguments: subjects)
  func notes(sample: Sample) throws {
    var random = SeededGenerator(seed: 6)
    let damaged = try DamagedSample(sample)
    let core = try openCore(damaged.core.url)
    let segment = try #require(core.segments.first { $0.type == ProgramHeader.note })
    let start = Int(segment.fileOffset)
    let heads = noteHeads(in: damaged.core, from: start, count: Int(segment.fileSize))
    #expect(heads.count > 10)
    for round in 0..<120 {
      switch round % 3 {
      case 0:  // a name's or descriptor's size, or a type
        let head = heads[Int.random(in: 0..<heads.count, using: &random)]
        let value = UInt32(truncatingIfNeeded: Self.word(&random))
        try damaged.core.patch(
          (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) },
          at: head + 4 * Int.random(in: 0..<3, using: &random))
      case 1:  // any words
        for _ in 0..<20 {
          let word = Int.random(in: 0..<Int(segment.fileSize) / 8, using: &random)
          try damaged.core.patch(Self.word(&random), at: start + word * 8)
        }
      default:  // nothing but zeros from somewhere on
        let from = Int.random(in: 0..<Int(segment.fileSize), using: &random)
        try damaged.core.patch(
          [UInt8](repeating: 0, count: Int(segment.fileSize) - from), at: start + from)
      }
      try damaged.run("notes, round \(round)")
      try damaged.core.mend()
    }
    damaged.finish("notes", share: 0.5)
  }

  @Test(
    "when its compressed file breaks off, and says so",
    .enabled(if: expandsCompressedInput, "this build lacks libarchive"), arguments: subjects)
  func compressed(sample: Sample) throws {
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let core = try Data(contentsOf: sample.core)
    let binary = try Data(contentsOf: sample.binary())
    try core.write(to: folder.file("core.zst"))
    try binary.write(to: folder.file("app.zst"))
    for (name, whole) in [("core.zst", core), ("app.zst", binary)] {
      for step in 0..<30 {
        let length = whole.count * (2 * step + 1) / 60
        try whole.prefix(length).write(to: folder.file(name))
        let run = try gocore(["inspect", "core.zst", "app.zst"], in: folder.url, limit: 30)
        let ends: [CommandLineRun.End] = [0, 3, 4, 5, 7].map { .exited($0) }
        #expect(ends.contains(run.end), "\(name) cut at \(length): \(run.end) \(run.errors)")
        let isTold = run.end != .exited(0) || run.output.contains("breaks off")
        #expect(isTold, "\(name) cut at \(length)")
      }
      try whole.write(to: folder.file(name))
    }
  }

  // MARK: - Values

  /// A word as damage makes it: nothing, everything, a large length, a small one, an address.
  private static func word(_ random: inout SeededGenerator) -> UInt64 {
    switch Int.random(in: 0..<7, using: &random) {
    case 0: 0
    case 1: .max
    case 2: 0x7fff_ffff_ffff_ffff
    case 3: UInt64.random(in: 0..<1 << 20, using: &random)
    case 4: 0xc0_0000_0000 + UInt64.random(in: 0..<1 << 16, using: &random) * 8
    case 5: 1 << UInt64.random(in: 0..<64, using: &random)
    default: random.next()
    }
  }

  private static func byte(_ random: inout SeededGenerator) -> UInt8 {
    let any = UInt8.random(in: 0...255, using: &random)
    return [0, 0xff, 0x7f, 0x80, any].randomElement(using: &random) ?? any
  }

  /// The offsets of the notes' heads: name size, descriptor size, type.
  private func noteHeads(in file: DamagedFile, from start: Int, count: Int) -> [Int] {
    var heads: [Int] = []
    var offset = start
    while offset + 12 <= start + count {
      heads.append(offset)
      let name = Int(file.number(4, at: offset) + 3) & ~3
      let descriptor = Int(file.number(4, at: offset + 4) + 3) & ~3
      offset += 12 + name + descriptor
    }
    return heads
  }
}
