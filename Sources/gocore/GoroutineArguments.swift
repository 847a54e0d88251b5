// Which goroutines a list shows.

internal import ArgumentParser
internal import Basics
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
      "Only goroutines that wait for this: an address, a type as sync.Mutex or 'chan int', or a "
        + "variable as main.mu (repeatable).", valueName: "address|name"))
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

  func validate() throws {
    for (option, texts) in [
      ("--status", status), ("--function", function), ("--created-by", createdBy),
      ("--waits-on", waitsOn), ("--label", label),
    ] where texts.contains("") {
      throw ValidationError("\(option) takes a name or a part of one, not nothing")
    }
    for text in waitsOn where !GoroutineConditions.isAddressOrName(text) {
      throw ValidationError(
        "--waits-on takes an address (0xc000012345) or a name, not '\(displayable(text))'")
    }
  }

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
