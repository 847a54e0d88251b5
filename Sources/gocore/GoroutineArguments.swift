// Which goroutines a list shows.

internal import ArgumentParser
internal import CrashAnalysis

/// The conditions that goroutines have to meet.
struct GoroutineArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Only this goroutine, in full (repeatable).", valueName: "number"))
  var id: [UInt64] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines of this status or wait reason, by the target's own name (repeatable).",
      valueName: "text"), completion: .custom(Completions.statuses))
  var status: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines with a function on their stack whose name contains this (repeatable).",
      valueName: "text"))
  var function: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines created by a function whose name contains this (repeatable).",
      valueName: "text"))
  var createdBy: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines that wait for this: an address, or a part of what they wait for in words, or "
        + "of the name of the variable that it is (repeatable).", valueName: "address|text"))
  var waitsOn: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only goroutines that have waited at least so long, as 90s, 5m, 2h or 1d.",
      valueName: "time"))
  var waitingLonger: Duration?

  @Option(
    help: ArgumentHelp(
      "Only goroutines with this profiler label, whatever its value or with this one (repeatable).",
      valueName: "key[=value]"))
  var label: [String] = []

  @Flag(
    inversion: .prefixedNo, help: "Only goroutines of the Go runtime itself, or none of them.")
  var system: Bool?

  /// The same, as the library takes it.
  var conditions: GoroutineConditions {
    var conditions = GoroutineConditions()
    conditions.ids = id
    conditions.statuses = status
    conditions.functions = function
    conditions.creators = createdBy
    conditions.objects = waitsOn
    conditions.leastWait = waitingLonger?.seconds
    conditions.isSystem = system
    conditions.labels = label.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    }
    return conditions
  }
}

/// A time, as `90s`, `5m`, `2h` or `1d`.
struct Duration: ExpressibleByArgument {
  let seconds: UInt64

  init?(argument: String) {
    let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let last = argument.last, let unit = units[last],
      let number = UInt64(argument.dropLast())
    else { return nil }
    let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    self.seconds = seconds
  }
}
