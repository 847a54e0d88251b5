// Values of panics, wrapped errors, deferred calls that panicked again: what the source of the
// samples says, found in every release.

import CrashAnalysis
import GoRuntime
import Testing

@Suite("The details of a sample's death")
struct PanicDetailTests {
  private static func samples(_ scenarios: String...) -> [Sample] {
    SampleCatalog.all.filter { sample in
      scenarios.contains { sample.name.hasPrefix("\($0)-go1.") }
    }
  }

  private func diagnose(_ sample: Sample) throws -> Diagnosis {
    let process = try Program(opening: sample.binary()).process(of: openCore(sample.core))
    return CrashAnalyzer(GoProgram(process)).diagnose()
  }

  private func onlyValue(_ sample: Sample) throws -> PanicValue {
    let values = try diagnose(sample).details.panicValues
    #expect(values.count == 1)
    return try #require(values.first ?? nil)
  }

  @Test("has the fields of an error of the program's own", arguments: samples("custom-error"))
  func fields(sample: Sample) throws {
    let value = try onlyValue(sample)
    #expect(value.type == "*orders.DeclinedError")
    #expect(value.package == "example.com/crashlab/orders")
    #expect(
      value.fields == [
        ValueField(path: "Customer", type: "string", value: .string("Ada", length: 3)),
        ValueField(path: "Amount", type: "orders.Cents", value: .signed(1_780)),
        ValueField(path: "Code", type: "int", value: .signed(51)),
      ])
    #expect(value.causes.isEmpty)
  }

  @Test("has the error that another wraps", arguments: samples("wrapped-error"))
  func wrapped(sample: Sample) throws {
    let value = try onlyValue(sample)
    #expect(value.type == "*fmt.wrapError")
    #expect(
      value.causes == [
        ErrorCause(
          depth: 1, field: "err", type: "*errors.errorString", text: "no such shelf",
          isPublic: true)
      ])
  }

  @Test(
    "has index and length of what was out of range",
    arguments: samples("index-out-of-range", "slice-bounds", "conversion"))
  func bounds(sample: Sample) throws {
    let scenario = try sample.provenance().scenario
    let expected =
      switch scenario {
      case "slice-bounds":
        BoundsFailure(form: "s[x:y]", index: "5", limit: 3, limitName: "y")
      case "conversion":
        BoundsFailure(form: "([x]T)(s)", index: "8", limit: 4, limitName: "length")
      default: BoundsFailure(form: "s[x]", index: "5", limit: 3, limitName: "length")
      }
    let value = try onlyValue(sample)
    #expect(value.type == "runtime.boundsError")
    #expect(value.bounds == expected)
    #expect(value.fields.isEmpty)
  }

  @Test("has the types of an assertion that failed")
  func assertions() throws {
    #expect(
      try onlyValue(SampleCatalog.sample(of: "type-assertion")).assertion
        == AssertionFailure(
          interface: "interface {}", concrete: "string", asserted: "orders.Cents",
          missingMethod: nil))
    #expect(
      try onlyValue(SampleCatalog.sample(of: "type-assertion-method")).assertion
        == AssertionFailure(
          interface: nil, concrete: "*orders.Cart", asserted: "orders.Payment",
          missingMethod: "Charge"))
  }

  @Test(
    "names the deferred function that panicked again, and who deferred it",
    arguments: samples("nested-panics", "repanic", "goexit-panic"))
  func running(sample: Sample) throws {
    let details = try diagnose(sample).details
    let expected: [[String]?] =
      switch try sample.provenance().scenario {
      case "nested-panics":
        [
          ["main.undoPick", "main.pickArticle"], ["main.releaseShelf", "main.nestedPanics"], nil,
        ]
      case "repanic": [["main.serve.func1", "main.serve"], nil]
      default: [["main.lockDoor", "main.leaveEarly"], nil]
      }
    #expect(
      details.runningDefers.map { $0.map { [$0.function, $0.owner ?? ""] } } == expected)
  }

  @Test("finds the recursion that fills the stack", arguments: samples("stack-overflow"))
  func recursion(sample: Sample) throws {
    let diagnosis = try diagnose(sample)
    let use = try #require(diagnosis.details.stackUse)
    #expect(use.cycle == ["main.odd", "main.even"])
    #expect(use.places == ["stack_overflow.go:21", "stack_overflow.go:29"])
    // 8 MB of frames of somewhat less than 1 kB, or half of that where words have 32 bits.
    let isNarrow = sample.name.contains("-386")
    #expect((isNarrow ? 8_000...8_800 : 4_000...4_400).contains(use.repeats))
    #expect((isNarrow ? 950...1_000 : 1_900...2_000).contains(use.bytesEachTurn))
    #expect(use.cycleBytes > use.bytes / 100 * 99)
    #expect(use.bytes > 8 << 20 - 20_000 && use.bytes <= 8 << 20)
    #expect(Set(use.shares.prefix(2).map(\.function)) == ["main.odd", "main.even"])
    #expect(
      diagnosis.verdict.title
        == "stack overflow: main.odd → main.even → main.odd × \(use.repeats)")
  }

  @Test("says nothing of another place where package testing passed the panic on")
  func passedOnByTesting() throws {
    let verdict = try diagnose(SampleCatalog.sample(of: "synctest-deadlock")).verdict
    #expect(verdict.crashClass == "all-goroutines-asleep")
    #expect(!verdict.evidence.contains { $0.text.contains("WHERE is not where it came from") })
  }

  @Test("tells what was asked of the heap, and how large it was")
  func memory() throws {
    let details = try diagnose(SampleCatalog.sample(of: "out-of-memory")).details
    let allocation = try #require(details.allocation)
    #expect(allocation.size == 6 << 30)
    #expect(allocation.type == "uint8")
    #expect(allocation.entry == "runtime.makeslice")
    let use = try #require(details.memoryUse)
    #expect(use.memoryLimit == nil)
    #expect(use.collectorPercent == 100)
    #expect((use.inUse ?? 0) > 0 && (use.inUse ?? .max) < 64 << 20)
    #expect((use.mapped ?? 0) >= use.inUse ?? .max)
    #expect((use.heapGoal ?? 0) >= 4 << 20)
  }

  @Test("tells what holds the threads")
  func threads() throws {
    let use = try #require(
      try diagnose(SampleCatalog.sample(of: "thread-exhaustion")).details.threadUse)
    #expect(use.limit == 12)
    #expect(use.machines == 12)
    let first = try #require(use.holders.first)
    #expect(first.status == "syscall")
    #expect(first.function == "main.readForever")
    #expect(first.count == 10)
    #expect(first.example != nil)
  }
}
