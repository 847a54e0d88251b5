// The explanations of faults, on the committed samples.

import CrashAnalysis
import DebugInfo
import ElfCore
import Foundation
import GoRuntime
import Testing

/// The fault of a sample. `stripped`: as if its binary had neither DWARF nor symbols.
private func diagnosis(of sample: Sample, stripped: Bool = false) throws -> Diagnosis {
  let core = try openCore(sample.core)
  let program = try Program(opening: sample.binary())
  guard stripped else { return CrashAnalyzer(GoProgram(try program.process(of: core))).diagnose() }
  var executable = program.executable
  if let entry = core.auxiliaryVector?[AuxiliaryVector.entry] {
    executable.loadBias = entry &- executable.image.entry
  }
  let image = core.image().adding([executable])
  let facts = try StrippedFacts(
    image: image, executable: executable, release: sample.provenance().goVersion, symbols: nil
  ).facts
  let process = GoProcess(
    image: image, executable: executable, facts: facts, build: .find(of: executable, in: image))
  return CrashAnalyzer(GoProgram(process)).diagnose()
}

/// Those of a scenario whose binaries have DWARF.
private func samples(of scenario: String) -> [Sample] {
  SampleCatalog.all.filter {
    $0.name.hasPrefix(scenario + "-go") && !$0.name.hasSuffix("stripped")
      && !$0.name.hasSuffix("nodwarf")
  }
}

extension Sample {
  /// Whether its words have 32 bits.
  fileprivate var isNarrow: Bool { name.contains("-386") }
}

@Suite("A fault")
struct FaultTests {
  @Test(
    "at nil names the variable, its type, where it was read from, and the field",
    arguments: samples(of: "nil-inlined-method"))
  func nilInlinedMethod(sample: Sample) throws {
    let fault = try #require(try diagnosis(of: sample).fault)
    #expect(fault.place == .nilPage)
    #expect(fault.access == .read)
    let pointer = try #require(fault.pointer)
    #expect(pointer.name == "d" || pointer.name == "cart.Discount")
    #expect(pointer.typeName == "*orders.Discount")
    #expect(pointer.value == 0)
    #expect(pointer.field == "Percent")
    #expect(pointer.fieldOffset == (sample.isNarrow ? 0xc : 0x18))
    let instruction = try #require(fault.instruction)
    #expect(instruction.address == fault.pc)
    #expect(instruction.text.hasSuffix(sample.isNarrow ? "0xc]" : "0x18]"))
    #expect(fault.operand?.baseValue == 0)
  }

  @Test(
    "in a loop or at a function's entry names the variable that was nil",
    arguments: samples(of: "leaf-fault") + samples(of: "entry-fault"))
  func leafFault(sample: Sample) throws {
    let fault = try #require(try diagnosis(of: sample).fault)
    let offset: UInt64 = sample.isNarrow ? 0x28 : 0x30
    #expect(fault.address == Address(offset))
    #expect(fault.operand?.displacement == Int64(offset))
    #expect(
      fault.pointer?.words
        == "s (*main.shelf) was nil: field count at 0x\(String(offset, radix: 16))")
  }

  @Test("is told the same where the layouts come from the table")
  func stripped() throws {
    let sample = try SampleCatalog.sample(of: "nil-inlined-method")
    let whole = try #require(try diagnosis(of: sample).fault)
    let fault = try #require(try diagnosis(of: sample, stripped: true).fault)
    #expect(fault.place == whole.place)
    #expect(fault.operand == whole.operand)
    #expect(fault.listing.map(\.text) == whole.listing.map(\.text))
  }

  @Test("that was recovered from is no cause of a later death")
  func recovered() throws {
    let sample = try SampleCatalog.sample(of: "panic-after-recover")
    #expect(try diagnosis(of: sample).fault == nil)
  }

  @Test("outside of all memory tells the pointer's value", arguments: samples(of: "fault-address"))
  func unmapped(sample: Sample) throws {
    let fault = try #require(try diagnosis(of: sample).fault)
    #expect(fault.place == .unmapped)
    #expect(fault.access == .read)
    #expect(fault.operand?.baseValue != nil)
  }

  @Test("tells what forbids the access")
  func places() throws {
    func fault(_ scenario: String) throws -> Fault {
      try #require(try diagnosis(of: SampleCatalog.sample(of: scenario)).fault, "\(scenario)")
    }
    let constant = try fault("write-to-rodata")
    #expect(constant.place == .readOnlyData)
    #expect(constant.access == .write)
    #expect(constant.pointer?.typeName == "string")
    let file = try fault("sigbus")
    guard case .file(let path, 4096)? = file.place else {
      Issue.record("\(String(describing: file.place))")
      return
    }
    #expect(path == "/tmp/crashlab/ledger.dat")
    #expect(file.placeWords?.hasSuffix("beyond the file's end") == true)
    let refused = try fault("fault-noncanonical")
    #expect(refused.place == .nonCanonical)
    #expect(refused.address == nil)
    #expect(refused.access == .read)
    #expect(refused.accessSource == .instruction)
  }

  @Test("of a call shows the call and the function value")
  func calls() throws {
    func fault(_ scenario: String) throws -> Fault {
      try #require(try diagnosis(of: SampleCatalog.sample(of: scenario)).fault, "\(scenario)")
    }
    let null = try fault("nil-func-call")
    #expect(!null.isWildJump)
    #expect(null.pointer?.words.hasSuffix("was nil") == true)
    for scenario in ["zero-jump", "bad-jump"] {
      let wild = try fault(scenario)
      #expect(wild.isWildJump)
      #expect(wild.access == .execute)
      #expect(wild.instruction?.text.hasPrefix("call") == true)
      #expect(wild.pointer?.value == wild.address?.rawValue)
    }
    let illegal = try fault("illegal-instruction")
    #expect(illegal.instruction?.text == "ud2")
    #expect(illegal.address == illegal.pc)
  }

  @Test("is not found where the program died otherwise")
  func others() throws {
    for scenario in ["string-panic", "external-segv", "all-asleep", "index-out-of-range"] {
      #expect(try diagnosis(of: SampleCatalog.sample(of: scenario)).fault == nil, "\(scenario)")
    }
  }
}

@Suite("The heap")
struct HeapTests {
  @Test(
    "tells of the pointer that the runtime complains of, and of the objects that hold it",
    arguments: samples(of: "throw-g0"), [false, true])
  func heapCorruption(sample: Sample, stripped: Bool) throws {
    let damage = try #require(try diagnosis(of: sample, stripped: stripped).heapDamage)
    switch damage.place {
    case .freedSpan, .unusedHeap: break
    default: Issue.record("\(damage.place)")
    }
    #expect(damage.isSearchComplete != damage.hasMoreHolders)
    // The program keeps it in objects of three words, in the last.
    #expect(!damage.holders.isEmpty)
    for holder in damage.holders {
      #expect(holder.offset == (sample.isNarrow ? 8 : 16))
      #expect(holder.object.slot.count == (sample.isNarrow ? 16 : 24))
      #expect(holder.object.isAllocated == true)
    }
  }

  @Test(
    "tells at which place of an object the pointer is, whether the object has a header or not",
    arguments: samples(of: "throw-g0")
      // Up to go1.20 the pointer is in no slot of the stack, and the words are pushed out.
      + samples(of: "bad-pointer-large").filter { !$0.name.contains("-go1.19.") })
  func holders(sample: Sample) throws {
    let core = try openCore(sample.core)
    let process = try Program(opening: sample.binary()).process(of: core)
    let damage = try #require(try diagnosis(of: sample).heapDamage)
    for holder in damage.holders {
      let place = holder.object.start &+ Int(holder.offset)
      #expect(try process.memory.pointer(place) == damage.pointer, "\(holder.offset)")
    }
    let places = Set(damage.holders.map { $0.object.start &+ Int($0.offset) })
    #expect(places.count == damage.holders.count)
  }

  /// A sample of each toolchain, whose goroutines wait in every way there is.
  @Test(
    "tells stacks, objects and code apart, with DWARF and without",
    arguments: samples(of: "nil-inlined-method"), [false, true])
  func memoryMap(sample: Sample, stripped: Bool) throws {
    let core = try openCore(sample.core)
    let program = try Program(opening: sample.binary())
    var process = try program.process(of: core)
    if stripped {
      let facts = try StrippedFacts(
        image: process.image, executable: process.executable,
        release: sample.provenance().goVersion,
        symbols: nil
      ).facts
      process = GoProcess(
        image: process.image, executable: process.executable, facts: facts,
        build: process.build)
    }
    let map = MemoryMap(GoProgram(process))
    #expect(map.problem == nil)
    var goroutines = 0
    _ = process.forEachGoroutine { goroutine in
      goroutines += 1
      #expect(
        map.place(of: goroutine.stack.start) == .stack(.goroutine(goroutine.id), goroutine.stack))
      // Every g is an allocated object, made by `new(g)`: a type with pointers.
      guard case .heapObject(let object) = map.place(of: goroutine.address) else {
        // The first is a variable of the runtime's.
        return
      }
      #expect(object.start == goroutine.address)
      #expect(object.isAllocated == true)
      if process.facts[.spanLargeType] == nil {
        #expect(object.typeName == nil)
      } else if object.headerSize > 0 {
        #expect(object.typeName == "runtime.g")
      }
      if case .text = map.place(of: goroutine.startPC) {
      } else {
        Issue.record("\(map.place(of: goroutine.startPC))")
      }
    }
    #expect(goroutines > 50)
    for machine in process.machines where !machine.signalStack.start.isNull {
      #expect(
        map.place(of: machine.signalStack.start)
          == .stack(.signalsOf(machine.threadID), machine.signalStack))
    }
    #expect(map.place(of: .null) == .nilPage)
    if process.architecture.name == "amd64" {
      #expect(map.place(of: Address(0x8000_0000_0000_0000)) == .nonCanonical)
      // A position-independent program of arm64 may lie there.
      #expect(map.place(of: Address(0x10_0000)) == .unmapped)
    }
    #expect(map.place(of: Address(.max)) == .unmapped)
  }

  @Test("names the global variable of an address, where there are symbols")
  func globals() throws {
    let sample = try SampleCatalog.sample(of: "nil-inlined-method", variant: "pie")
    let process = try Program(opening: sample.binary()).process(of: openCore(sample.core))
    let map = MemoryMap(GoProgram(process))
    let place = try #require(process.facts[.allgs])
    let address = Address(place.address &+ process.executable.loadBias)
    #expect(map.place(of: address).words(of: address) == "global variable runtime.allgs")
    #expect(
      map.place(of: address &+ 8).words(of: address &+ 8)
        == "global variable runtime.allgs+0x8")
  }
}
