// Damaged cores without their binary: there every root is searched for in what the damage left.

import Foundation
import Testing

/// The newest release, the oldest with function tables in the core, and many panics.
private let subjects: [Sample] = [
  try? SampleCatalog.sample(of: "nil-inlined-method"),
  try? SampleCatalog.sample(of: "nil-inlined-method", variant: "pie", oldest: true),
  try? SampleCatalog.sample(of: "nested-panics"),
].compactMap(\.self)

@Suite("A damaged core without its binary never brings the program down,")
struct CoreAloneDamageTests {
  private static let rounds = 80

  @Test("for there are three to damage")
  func floor() {
    #expect(subjects.count == 3)
  }

  @Test("when it ends anywhere", arguments: subjects)
  func cut(sample: Sample) throws {
    var random = SeededGenerator(seed: 11)
    let damaged = try DamagedSample(sample)
    let places = (0..<Self.rounds).map { _ in damaged.core.randomOffset(step: 1, &random) }
    for place in places.sorted(by: >) {
      try damaged.core.cut(at: place)
      try damaged.run(alone: true, "core cut at \(place)")
    }
    damaged.finish("core alone cut", share: 0.3)
  }

  @Test("when words of it are wrong", arguments: subjects)
  func words(sample: Sample) throws {
    var random = SeededGenerator(seed: 12)
    let damaged = try DamagedSample(sample)
    for round in 0..<Self.rounds {
      let count = [1, 10, 100, 1_000, 20_000][round % 5]
      for _ in 0..<count {
        let word: UInt64 =
          switch Int.random(in: 0..<5, using: &random) {
          case 0: 0
          case 1: .max
          case 2: UInt64.random(in: 0..<1 << 20, using: &random)
          case 3: damaged.core.number(8, at: damaged.core.randomOffset(step: 8, &random))
          default: random.next()
          }
        try damaged.core.patch(word, at: damaged.core.randomOffset(step: 8, &random))
      }
      try damaged.run(alone: true, "\(count) words of the core, round \(round)")
      try damaged.core.mend()
    }
    damaged.finish("words of the core alone", share: 0.3)
  }

  @Test("when its headers and notes are wrong", arguments: subjects)
  func headers(sample: Sample) throws {
    var random = SeededGenerator(seed: 13)
    let damaged = try DamagedSample(sample)
    for round in 0..<Self.rounds {
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<(round % 2 == 0 ? 2_000 : 28_000), using: &random)
        try damaged.core.patch([UInt8.random(in: 0...255, using: &random)], at: place)
      }
      try damaged.run(alone: true, "bytes of the headers, round \(round)")
      try damaged.core.mend()
    }
    damaged.finish("headers of the core alone", share: 0.2)
  }
}
