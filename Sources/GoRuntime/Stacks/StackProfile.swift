// What a deep stack is made of: how much of it each function takes, and the cycle of calls that
// repeats. Gathered frame by frame, in memory that does not grow with the stack.

internal import ElfCore

/// How much of a stack one function takes.
package struct StackShare: Sendable, Equatable {
  /// A code point of the function (an index of `Symbolizer.points`).
  package let point: Int32
  package internal(set) var frames: UInt64
  package internal(set) var bytes: UInt64
}

/// Calls that repeat without another in between.
package struct Recursion: Sendable, Equatable {
  /// The code points of one turn, in the order of the calls: the first calls the second.
  package let cycle: [Int32]
  /// How many frames and how many bytes these turns take.
  package internal(set) var frames: UInt64
  package internal(set) var bytes: UInt64
  /// How often the whole cycle repeats.
  package var repeats: UInt64 { cycle.isEmpty ? 0 : frames / UInt64(cycle.count) }
}

/// What a stack is made of.
package struct StackProfile: Sendable, Equatable {
  /// The number of physical frames, and their bytes.
  package let frames: UInt64
  package let bytes: UInt64
  /// By function, the largest first.
  package let shares: [StackShare]
  /// The cycle that fills the most bytes; nil where nothing repeats.
  package let recursion: Recursion?

  /// The profile of these frames, innermost first.
  package init(of frames: [RawFrame], symbolizer: Symbolizer) {
    var profiler = StackProfiler()
    for frame in frames { profiler.add(frame) { symbolizer[$0].entry } }
    self = profiler.profile()
  }

  init(frames: UInt64, bytes: UInt64, shares: [StackShare], recursion: Recursion?) {
    self.frames = frames
    self.bytes = bytes
    self.shares = shares
    self.recursion = recursion
  }
}

/// Gathers a profile while a stack is walked from the inside out.
struct StackProfiler: Sendable {
  /// The longest cycle that is recognised. The rings hold two turns of it and more.
  private static let longestCycle = 64
  private static let ringSize = 256
  private static let mask = ringSize - 1
  /// How many different cycles are recorded; further ones are ignored.
  private static let cycleLimit = 32

  private var shares: [StackShare] = []
  /// The last frame of each function, by the function's number.
  private var lastSeen: [Int] = []
  /// The function's number by its code points, and by its entry.
  private var numberOfPoint: [Int32] = []
  private var numberOfEntry: [Address: Int32] = [:]

  private var functions = [Int32](repeating: -1, count: ringSize)
  private var points = [Int32](repeating: -1, count: ringSize)
  private var sizes = [UInt64](repeating: 0, count: ringSize)
  private var count = 0
  private var bytes: UInt64 = 0

  /// The length of the cycle that is being followed; 0 while none is.
  private var period = 0
  private var runStart = 0
  private var runBytes: UInt64 = 0
  private var lastRunEnd = 0
  private var cycles: [[Int32]: Recursion] = [:]

  /// Adds the next frame. `entry` gives the entry of the function of a code point.
  mutating func add(_ frame: RawFrame, entry: (Int32) -> Address) {
    guard !frame.isOnSystemStack else { return }
    let size = frame.framePointer.rawValue &- frame.stackPointer.rawValue
    let number = self.number(of: frame.point, entry: entry)
    shares[Int(number)].frames += 1
    shares[Int(number)].bytes &+= size
    bytes &+= size
    let slot = count & Self.mask
    if period > 0 {
      if functions[(count &- period) & Self.mask] == number {
        runBytes &+= size
      } else {
        endRun()
      }
    }
    functions[slot] = number
    points[slot] = frame.point
    sizes[slot] = size
    if period == 0 { startRun(number) }
    lastSeen[Int(number)] = count
    count += 1
  }

  private mutating func number(of point: Int32, entry: (Int32) -> Address) -> Int32 {
    let index = Int(point)
    if index < numberOfPoint.count, numberOfPoint[index] >= 0 { return numberOfPoint[index] }
    while numberOfPoint.count <= index { numberOfPoint.append(-1) }
    let address = entry(point)
    let number = numberOfEntry[address] ?? Int32(shares.count)
    if numberOfEntry[address] == nil {
      numberOfEntry[address] = number
      shares.append(StackShare(point: point, frames: 0, bytes: 0))
      lastSeen.append(-1)
    }
    numberOfPoint[index] = number
    return number
  }

  /// Follows a cycle when the frames since the last one of this function are the same as those before.
  private mutating func startRun(_ number: Int32) {
    let previous = lastSeen[Int(number)]
    guard previous >= 0 else { return }
    let length = count - previous
    let start = count - 2 * length + 1
    guard length <= Self.longestCycle, start >= lastRunEnd else { return }
    for back in 0..<length
    where functions[(count - back) & Self.mask] != functions[(count - back - length) & Self.mask] {
      return
    }
    period = length
    runStart = start
    runBytes = 0
    for index in start...count { runBytes &+= sizes[index & Self.mask] }
  }

  /// Records the run that ended before the frame `count`.
  private mutating func endRun() {
    // The walk goes outwards: the last frame of the run is the one that called all others.
    let places = (1...period).map { (count - $0) & Self.mask }
    let key = Self.canonical(places.map { functions[$0] })
    let frames = UInt64(count - runStart)
    if cycles[key] != nil {
      cycles[key]?.frames += frames
      cycles[key]?.bytes &+= runBytes
    } else if cycles.count < Self.cycleLimit {
      cycles[key] = Recursion(
        cycle: places.map { points[$0] }, frames: frames, bytes: runBytes)
    }
    lastRunEnd = count
    period = 0
  }

  /// The rotation of a cycle that comes first in order, so that it is the same wherever it began.
  private static func canonical(_ cycle: [Int32]) -> [Int32] {
    var best = cycle
    for shift in 1..<max(1, cycle.count) {
      let rotated = Array(cycle[shift...] + cycle[..<shift])
      if rotated.lexicographicallyPrecedes(best) { best = rotated }
    }
    return best
  }

  /// The profile of what was added.
  func profile() -> StackProfile {
    var finished = self
    if finished.period > 0 { finished.endRun() }
    return StackProfile(
      frames: UInt64(count), bytes: bytes,
      shares: shares.sorted { ($1.bytes, $0.point) < ($0.bytes, $1.point) },
      recursion: finished.cycles.values.max {
        ($0.bytes, $1.cycle.first ?? 0) < ($1.bytes, $0.cycle.first ?? 0)
      })
  }
}
