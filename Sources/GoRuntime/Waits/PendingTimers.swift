// How many timers a program has set, by its processors' own counts.

internal import ElfCore

extension GoProcess {
  /// How many timers are set; nil where the runtime's records of them cannot be read.
  package var pendingTimers: Int? {
    guard let variable = facts[.allp], let place = facts[.pTimerCount],
      let (data, count) = try? memory.goSlice(
        at: Address(variable.address &+ executable.loadBias)), count <= 1 << 16
    else { return nil }
    var total = 0
    for index in 0..<Int(count) {
      guard let p = try? memory.pointer(data &+ index * memory.pointerSize) else { return nil }
      if p.isNull { continue }
      guard let timers = try? memory.load(p &+ place.offset, as: UInt32.self) else { return nil }
      total += Int(timers)
    }
    return total
  }
}
