// What time it was in the dead process, by the runtime's own clock.

/// The runtime's clock (`nanotime`), in nanoseconds.
struct RuntimeClock: Sendable {
  /// The latest moment that the scheduler noted: when sysmon last looked at a processor, or when the
  /// network was last polled. The clock at death itself is nowhere. Nil where it noted none.
  let latest: UInt64?
  /// When the program began.
  private let start: UInt64?

  init(_ runtime: RuntimeMemory) {
    /// A time that the runtime keeps; nil where it keeps none, or none can be read.
    func time(_ place: RuntimePlace) -> UInt64? { try? place.load(as: UInt64.self) }
    let scheduler = runtime.variable(.sched)
    let ticks = ProcessorList(runtime).records.compactMap { time($0[.pTickTime]) }
    let poll = time(scheduler[.schedLastPoll])
    let latest = max(ticks.max() ?? 0, poll ?? 0)
    self.latest = latest > 0 && latest < UInt64(Int64.max) ? latest : nil
    // Where the runtime's own start is not found, the earliest time that the scheduler keeps has to
    // do: processors are made and the network is polled in the program's first moments, too.
    start =
      time(runtime.variable(.initTime))
      ?? [RuntimeField.schedResizeTime, .schedLastPoll].compactMap { time(scheduler[$0]) }
      .filter { $0 > 0 }.min()
  }

  /// How long the program had run at the latest moment, in whole seconds; nil where that is not known.
  var uptimeSeconds: UInt64? {
    guard let latest, let start, start > 0, start <= latest else { return nil }
    return (latest - start) / 1_000_000_000
  }
}
