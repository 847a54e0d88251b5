// How many timers a program has set, by its processors' own counts.

internal import ElfCore

extension GoProcess {
  /// How many timers are set; nil where the runtime's records of them cannot be read.
  package var pendingTimers: Int? {
    let processors = ProcessorList(runtime)
    // Without a processor nothing runs: then the list is lost.
    guard processors.isComplete, !processors.records.isEmpty, facts[.pTimerCount] != nil else {
      return nil
    }
    var total = 0
    for processor in processors.records {
      guard let timers = try? processor[.pTimerCount].load(as: UInt32.self) else { return nil }
      total += Int(timers)
    }
    return total
  }
}
