// pprof labels: the list since go1.24, the map with buckets before.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A goroutine's labels")
struct LabelTests {
  static let listShapes = RuntimeShape.all.filter { $0.labels != nil }
  static let mapShapes = RuntimeShape.all.filter { $0.labels == nil }

  private func labels(
    _ shape: RuntimeShape, _ architecture: Architecture = .amd64,
    draw: (inout SyntheticProcess) -> UInt64
  ) throws -> [Label]? {
    var drawn = SyntheticProcess(architecture, shape: shape)
    let (address, _) = drawn.add(SyntheticGoroutine(id: 1))
    let pointer = draw(&drawn)
    drawn.set("runtime.g", "labels", of: address, pointer)
    let process = try drawn.open()
    var reader = try process.goroutineReader()
    return process.labels(of: try reader.read(Address(address)))
  }

  /// A structure with a slice of pairs of strings in it.
  private func drawList(
    _ drawn: inout SyntheticProcess, _ pairs: [(String, String)], count: UInt64? = nil
  ) -> UInt64 {
    guard let labels = drawn.shape.labels else { preconditionFailure("no list") }
    let word = drawn.word
    let array = drawn.onHeap(max(1, pairs.count) * 4 * word)
    for (index, pair) in pairs.enumerated() {
      let place = array + UInt64(index * 4 * word)
      drawn.memory.writeGoString(pair.0, at: place, bytesIn: drawn.heap)
      drawn.memory.writeGoString(pair.1, at: place + UInt64(2 * word), bytesIn: drawn.heap)
    }
    let set = drawn.onHeap(8 * word)
    let length = count ?? UInt64(pairs.count)
    let list = UInt64(drawn.field(labels.type, labels.path).offset)
    drawn.memory.words([array, length, length], at: set + list)
    return set
  }

  /// A map[string]string with buckets of eight (runtime/map.go, go1.23), and a pointer to it.
  private func drawMap(
    _ drawn: inout SyntheticProcess, buckets: [[(String, String)]], logarithm: UInt8,
    overflow: [(String, String)] = [], isCyclic: Bool = false
  ) -> UInt64 {
    let word = drawn.word
    let size = 8 + 8 * 4 * word + word
    let array = drawn.onHeap(size * buckets.count)
    func draw(_ pairs: [(String, String)], at bucket: UInt64) {
      for (index, pair) in pairs.enumerated() {
        // Slots are used from the second on: the first is empty.
        let slot = index + 1
        drawn.memory.write([UInt8(5 + index)], at: bucket + UInt64(slot))
        drawn.memory.writeGoString(
          pair.0, at: bucket + UInt64(8 + slot * 2 * word), bytesIn: drawn.heap)
        drawn.memory.writeGoString(
          pair.1, at: bucket + UInt64(8 + (16 + slot * 2) * word), bytesIn: drawn.heap)
      }
    }
    for (index, pairs) in buckets.enumerated() { draw(pairs, at: array + UInt64(index * size)) }
    if !overflow.isEmpty {
      let extra = drawn.onHeap(size)
      draw(overflow, at: extra)
      drawn.memory.word(extra, at: array + UInt64(size - word))
    }
    if isCyclic { drawn.memory.word(array, at: array + UInt64(size - word)) }
    // hmap: count, flags, B, noverflow, hash0, buckets.
    let map = drawn.onHeap(64)
    drawn.memory.word(1, at: map)
    drawn.memory.write([0, logarithm], at: map + UInt64(word))
    drawn.memory.word(array, at: map + UInt64(word + 8))
    let pointer = drawn.onHeap(word)
    drawn.memory.word(map, at: pointer)
    return pointer
  }

  @Test("in a list are sorted by key", arguments: listShapes, Architecture.supported)
  func list(shape: RuntimeShape, architecture: Architecture) throws {
    let found = try labels(shape, architecture) {
      drawList(&$0, [("tenant", "acme"), ("request", "42"), ("empty", "")])
    }
    let expected = [("empty", ""), ("request", "42"), ("tenant", "acme")]
    #expect(found?.map(\.key) == expected.map(\.0))
    #expect(found?.map(\.value) == expected.map(\.1))
  }

  @Test(
    "in a map are found in every bucket and behind it", arguments: mapShapes, Architecture.supported
  )
  func map(shape: RuntimeShape, architecture: Architecture) throws {
    let found = try labels(shape, architecture) {
      drawMap(
        &$0, buckets: [[("a", "1"), ("b", "2")], [("d", "4")]], logarithm: 1,
        overflow: [("c", "3")])
    }
    #expect(found?.map(\.key) == ["a", "b", "c", "d"])
    #expect(found?.map(\.value) == ["1", "2", "3", "4"])
  }

  @Test("are none where the goroutine has none", arguments: RuntimeShape.all)
  func none(shape: RuntimeShape) throws {
    #expect(try labels(shape) { _ in 0 } == [])
  }

  @Test("that lie outside memory are unreadable, not none", arguments: RuntimeShape.all)
  func unreadable(shape: RuntimeShape) throws {
    #expect(try labels(shape) { _ in 0xdead_0000 } == nil)
  }

  @Test(
    "of a list whose length lies are unreadable, and end", arguments: [UInt64.max, 1 << 40, 5_000])
  func lyingList(count: UInt64) throws {
    let found = try labels(.go127) { drawList(&$0, [("a", "b")], count: count) }
    // What lies behind the list is empty strings, a thousand at most.
    #expect(found == nil || (found?.count ?? 0) <= 1_000)
    #expect(found == nil || found?.contains { $0.key == "a" && $0.value == "b" } == true)
  }

  @Test("of a map whose buckets turn back on themselves end")
  func cyclicMap() throws {
    let found = try #require(
      try labels(.go121) {
        drawMap(&$0, buckets: [[("a", "1")]], logarithm: 0, isCyclic: true)
      })
    #expect(found.count <= 64)
    #expect(found.allSatisfy { $0.key == "a" && $0.value == "1" })
  }

  @Test("of a map that claims a vast number of buckets are none")
  func vastMap() throws {
    #expect(try labels(.go121) { drawMap(&$0, buckets: [[("a", "1")]], logarithm: 200) } == [])
  }
}
