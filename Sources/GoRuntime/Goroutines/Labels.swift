// pprof labels of a goroutine. Their shape changed twice: a map up to go1.23, a list after.

internal import ElfCore

/// One label.
package struct Label: Sendable, Equatable {
  package let key: String
  package let value: String
}

extension GoProcess {
  private static let labelLimit = 1_000
  private static let textLimit = 4_096

  /// The labels that `runtime/pprof.Do` set, by key; empty when there are none, nil when they cannot
  /// be read.
  package func labels(of goroutine: Goroutine) -> [Label]? {
    guard let place = facts[.gLabels] else { return nil }
    guard let pointer = try? memory.pointer(goroutine.address &+ place.offset) else { return nil }
    guard !pointer.isNull else { return [] }
    let labels: [Label]?
    if let list = facts[.labelList] {
      labels = try? readList(at: pointer &+ list.offset)
    } else {
      labels = try? readBucketMap(at: pointer)
    }
    return labels?.sorted { ($0.key, $0.value) < ($1.key, $1.value) }
  }

  private func readList(at address: Address) throws(MemoryError) -> [Label] {
    let (data, count) = try memory.goSlice(at: address)
    var labels: [Label] = []
    for index in 0..<Int(min(count, UInt64(Self.labelLimit))) {
      labels.append(
        try readLabel(
          key: data &+ index * 4 * memory.pointerSize,
          value: data &+ (index * 4 + 2) * memory.pointerSize))
    }
    return labels
  }

  private func readLabel(key: Address, value: Address) throws(MemoryError) -> Label {
    Label(
      key: try memory.goString(at: key, limit: Self.textLimit),
      value: try memory.goString(at: value, limit: Self.textLimit))
  }

  /// A `map[string]string` with buckets (runtime/map.go up to go1.23): eight entries to a bucket,
  /// their hashes' top bytes first. Labels never grow, so no evacuation is under way.
  private func readBucketMap(at pointer: Address) throws(MemoryError) -> [Label] {
    let word = memory.pointerSize
    let map = try memory.pointer(pointer)
    guard !map.isNull else { return [] }
    let logarithm = try memory.load(map &+ (word + 1), as: UInt8.self)
    let buckets = try memory.pointer(map &+ (word + 8))
    let size = 8 + 8 * 4 * word + word
    var labels: [Label] = []
    guard logarithm < 12, !buckets.isNull else { return [] }
    for index in 0..<1 << Int(logarithm) {
      var bucket = buckets &+ index * size
      var chain = 0
      while !bucket.isNull, chain < 64, labels.count < Self.labelLimit {
        for slot in 0..<8 {
          // Below 5 the slot is empty or moved.
          guard try memory.load(bucket &+ slot, as: UInt8.self) >= 5 else { continue }
          labels.append(
            try readLabel(
              key: bucket &+ (8 + slot * 2 * word), value: bucket &+ (8 + (16 + slot * 2) * word)))
        }
        bucket = try memory.pointer(bucket &+ (size - word))
        chain += 1
      }
    }
    return labels
  }
}
