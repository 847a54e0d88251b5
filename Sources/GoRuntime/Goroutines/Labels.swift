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

  /// The labels that `runtime/pprof.Do` set, sorted by key; empty if there are none, nil if they cannot be
  /// read.
  package func labels(of goroutine: Goroutine) -> [Label]? {
    (try? readLabels(of: goroutine))?.sorted { ($0.key, $0.value) < ($1.key, $1.value) }
  }

  private func readLabels(of goroutine: Goroutine) throws(RecordError) -> [Label] {
    guard let set = try record(at: goroutine.address)[.gLabels].target() else { return [] }
    if let list = set[ifPresent: .labelList] { return try readList(list) }
    return try readBucketMap(at: set.address)
  }

  private func readList(_ list: RuntimePlace) throws(RecordError) -> [Label] {
    let (data, count) = try list.slice()
    var labels: [Label] = []
    for index in 0..<Int(min(count, UInt64(Self.labelLimit))) {
      labels.append(
        try readLabel(
          key: data &+ index * 4 * memory.pointerSize,
          value: data &+ (index * 4 + 2) * memory.pointerSize))
    }
    return labels
  }

  private func readLabel(key: Address, value: Address) throws(RecordError) -> Label {
    Label(
      key: try runtime.place(at: key).string(limit: Self.textLimit),
      value: try runtime.place(at: value).string(limit: Self.textLimit))
  }

  /// A `map[string]string` with buckets (runtime/map.go up to go1.23): eight entries to a bucket,
  /// their hashes' top bytes first. Labels never grow, so no evacuation is under way.
  private func readBucketMap(at pointer: Address) throws(RecordError) -> [Label] {
    let word = memory.pointerSize
    let map = try runtime.place(at: pointer).pointer()
    guard !map.isNull else { return [] }
    let logarithm = try runtime.place(at: map &+ (word + 1)).load(as: UInt8.self)
    let buckets = try runtime.place(at: map &+ (word + 8)).pointer()
    let size = 8 + 8 * 4 * word + word
    var labels: [Label] = []
    guard logarithm < 12, !buckets.isNull else { return [] }
    for index in 0..<1 << Int(logarithm) {
      var bucket = buckets &+ index * size
      var chain = 0
      while !bucket.isNull, chain < 64, labels.count < Self.labelLimit {
        for slot in 0..<8 {
          // Below 5 the slot is empty or moved.
          guard try runtime.place(at: bucket &+ slot).load(as: UInt8.self) >= 5 else { continue }
          labels.append(
            try readLabel(
              key: bucket &+ (8 + slot * 2 * word), value: bucket &+ (8 + (16 + slot * 2) * word)))
        }
        bucket = try runtime.place(at: bucket &+ (size - word)).pointer()
        chain += 1
      }
    }
    return labels
  }
}
