// Goroutines as JSON: `gocore.goroutines/1`, and `goroutines.all` of `gocore.report/1`.

internal import Basics
internal import CrashAnalysis
internal import ElfCore
internal import GoRuntime

/// A goroutine, with what the user asked to see of it. A class, as each of its members is read from it:
/// the description is large.
final class GoroutineV1 {
  let described: GoroutineDescription
  let showsValues: Bool

  init(_ described: GoroutineDescription, showsValues: Bool) {
    self.described = described
    self.showsValues = showsValues
  }

  static let shape = JSONShape<GoroutineV1>.object(
    "One goroutine.", name: "goroutine"
  ) { goroutine in
    goroutine.count("id", "Its id (goid).") { $0.described.goroutine.id }
    goroutine.address("address", "The address of its g.") {
      $0.described.goroutine.address.rawValue
    }
    goroutine.text("status", "Its status by the target's own name.") { $0.described.status }
    goroutine.text(
      "waitReason", "Why it waits, by the target's own name; absent where it does not wait."
    ) { $0.described.waitReason }
    goroutine.count(
      "waitMinutes",
      "For how many minutes it has waited at least; absent where nothing recorded since when."
    ) { $0.described.waitMinutes }
    goroutine.truth(
      "lockedToThread", "Whether it is locked to its thread (runtime.LockOSThread)."
    ) { $0.described.isLockedToThread }
    goroutine.integer("thread", "The id of the thread that it was on.") { $0.described.thread }
    goroutine.text("startFunction", "The function that it began with.") {
      $0.described.startFunction
    }
    goroutine.mark("system", "Whether the runtime started it for itself; absent where not.") {
      $0.described.isSystem
    }
    goroutine.address("startPC", "The function that it began with, where no function is known.") {
      $0.described.creator == nil && $0.described.hasNoFunctions
        ? $0.described.goroutine.startPC.rawValue : nil
    }
    goroutine.member("creator", "The go statement that made it.", CreatorV1.shape) {
      CreatorV1($0.described)
    }
    goroutine.member(
      "labels", "pprof labels by key. The values are (redacted) unless --show-values was given.",
      LabelsV1.shape
    ) { $0.described.labels?.isEmpty == false ? $0 : nil }
    goroutine.list(
      "waitsOn",
      "What it waits for, at most \(WaitV1.limit) things; several for a select.",
      of: WaitV1.shape
    ) { $0.described.waits.isEmpty ? nil : $0.described.waits.prefix(WaitV1.limit) }
    goroutine.member(
      "registers", "The registers that are known of it.", RegistersV1.shape
    ) {
      $0.described.registers.map { RegistersV1(source: $0.source.name, values: $0.values) }
    }
    goroutine.stack("Its stack.", end: "Why its stack ends.") { $0.described.stack }
  }
}

/// The go statement that made a goroutine, by its function or else by its address.
private struct CreatorV1 {
  var function: String?
  var file: String?
  var line: Int32?
  var pc: UInt64?
  var goroutine: UInt64?

  /// Nil where neither is known.
  init?(_ described: GoroutineDescription) {
    if let creator = described.creator {
      (function, file, line) = (creator.function, creator.file, creator.line)
      goroutine = creator.goroutine
    } else if described.hasNoFunctions {
      pc = described.goroutine.creatorPC.rawValue
      goroutine = described.goroutine.creatorID == 0 ? nil : described.goroutine.creatorID
    } else {
      return nil
    }
  }

  static let shape = JSONShape<CreatorV1>.object(
    "The go statement that made the goroutine.", name: "creator"
  ) { creator in
    creator.text("function", "The function in which it stands.") { $0.function }
    creator.text("file", "Its source file.") { $0.file }
    creator.integer("line", "Its line.") { $0.line }
    creator.address("pc", "Its return address, where no function is known.") { $0.pc }
    creator.integer(
      "goroutine",
      "The id of the goroutine that ran it; absent where the release does not keep it.", from: 1
    ) { $0.goroutine }
  }
}

/// The labels of a goroutine.
private enum LabelsV1 {
  /// Keys are unique in a map of Go's; a damaged one may repeat them.
  private static func isRepeated(_ index: Int, _ labels: [Label]) -> Bool {
    index > 0 && labels[index - 1].key == labels[index].key
  }

  static let shape = JSONShape<GoroutineV1>(
    JSONSchema("pprof labels by key.", .map(value.schema, names: nil))
  ) { goroutine, json in
    let labels = goroutine.described.labels ?? []
    json.object { json in
      for index in labels.indices where !isRepeated(index, labels) {
        json.name(labels[index].key)
        json.text(goroutine.showsValues ? labels[index].value : Redaction.placeholder)
      }
    }
  }

  private static let value = JSONShape<String>.text("The value of the label.")
}

/// Goroutines that are described one after the other while they are written.
struct GoroutinesV1 {
  let goroutines: GoroutineList
  let showsValues: Bool
  let limits: [Limit]
  /// How many threads may describe and write goroutines at once.
  let threads: Int

  static let all = JSONShape<GoroutinesV1>(
    JSONSchema(
      "Goroutines.", .list(GoroutineV1.shape.schema, most: nil, isUnique: false))
  ) { list, json in
    json.array { json in
      guard list.threads > 1, let parts = list.goroutines.parts else {
        return list.goroutines.describeEach { goroutine in
          GoroutineV1.shape.write(GoroutineV1(goroutine, showsValues: list.showsValues), &json)
          return !json.hasFailed
        }
      }
      forEachInOrder(
        parts.count, threads: list.threads,
        state: { [showsValues = list.showsValues] in Part(parts.reader(), showsValues) },
        { $0.write($1) },
        take: { elements in
          json.elements(elements)
          return !json.hasFailed
        })
    }
  }

  /// Writes parts of the list, on a thread of its own.
  private struct Part: ~Copyable {
    private var goroutines: GoroutineParts.Reader
    private let showsValues: Bool
    private var json = JSONWriter()

    init(_ goroutines: GoroutineParts.Reader, _ showsValues: Bool) {
      self.goroutines = goroutines
      self.showsValues = showsValues
    }

    mutating func write(_ part: Int) -> [UInt8] {
      goroutines.begin(part)
      while let described = goroutines.next() {
        GoroutineV1.shape.write(GoroutineV1(described, showsValues: showsValues), &json)
      }
      return json.takeElements()
    }
  }

  static let document = JSONDocument<GoroutinesV1>(
    "gocore.goroutines/1", "The goroutines of one core file, in the order of runtime.allgs."
  ) { document in
    document.member("goroutines", "The goroutines that were asked for.", all, required: true) { $0 }
    document.limits("What could not be found out, as in a report.", required: true) { $0.limits }
  }
}
