// The needs, resolved against what debug information has.

import DebugInfo
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The facts of a runtime")
struct RuntimeFactsTests {
  private func facts(_ change: (inout DebugFacts) -> Void) -> RuntimeFacts {
    var facts = SyntheticProcess().debugFacts
    change(&facts)
    return RuntimeFacts(facts: facts, symbols: nil)
  }

  private func layout(_ members: [String: Field]) -> TypeLayout {
    TypeLayout(size: 64, members: members)
  }

  @Test("of each release lack nothing that a report needs", arguments: RuntimeShape.all)
  func complete(shape: RuntimeShape) throws {
    var facts = SyntheticProcess(shape: shape).debugFacts
    for variable in RuntimeVariable.allCases {
      facts.variables[variable.rawValue] = Variable(address: 0x1000, size: 8)
    }
    let resolved = RuntimeFacts(facts: facts, symbols: nil)
    #expect(resolved.missing.isEmpty)
    #expect(resolved.contradictions == [])
    #expect(resolved.canListGoroutines)
  }

  @Test("take the newest of the alternatives that are there")
  func alternatives() {
    func status(_ members: [String: Field]) -> Field? {
      facts { $0.types["runtime.g"] = layout(members) }[.gStatus].map {
        Field(offset: $0.offset, size: $0.size)
      }
    }
    let plain = Field(offset: 8, size: 4)
    let wrapped = Field(offset: 16, size: 4)
    #expect(status(["atomicstatus": plain]) == plain)
    #expect(status(["atomicstatus.value": wrapped, "atomicstatus": plain]) == wrapped)
    #expect(status(["goid": plain]) == nil)
  }

  @Test("take a structure under either of its names")
  func structureNames() {
    let field = Field(offset: 40, size: 4)
    let old = facts {
      $0.types["internal/abi.Type"] = nil
      $0.types["runtime._type"] = layout(["str": field])
    }
    #expect(old[.typeName]?.offset == field.offset)
    let both = facts {
      $0.types["internal/abi.Type"] = layout(["Str": Field(offset: 1, size: 4)])
      $0.types["runtime._type"] = layout(["str": field])
    }
    #expect(both[.typeName]?.offset == 1)
  }

  @Test("say what is lost with a member that is not there")
  func missing() {
    let resolved = facts { facts in
      var members = facts.types["runtime.g"]?.members ?? [:]
      members["waitreason"] = nil
      members["gopc"] = nil
      facts.types["runtime.g"] = layout(members)
    }
    #expect(resolved.missing.contains { $0 == .waits && $1 == ["runtime.g.waitreason"] })
    #expect(resolved.missing.contains { $0 == .creators && $1 == ["runtime.g.gopc"] })
    #expect(resolved[.gWaitReason] == nil)
  }

  @Test("do not complain of members that some releases rightly lack")
  func optional() {
    let resolved = facts { facts in
      var members = facts.types["runtime.g"]?.members ?? [:]
      for name in ["parentGoid", "syscallbp", "bubble", "ancestors"] { members[name] = nil }
      facts.types["runtime.g"] = layout(members)
    }
    #expect(!resolved.missing.contains { $0.names.contains { $0.hasPrefix("runtime.g.") } })
    #expect(resolved[.gParentID] == nil)
  }

  @Test("without allgs, goid or status cannot list goroutines")
  func cannotList() {
    #expect(!facts { $0.variables["runtime.allgs"] = nil }.canListGoroutines)
    #expect(!facts { $0.types["runtime.g"] = nil }.canListGoroutines)
    #expect(!RuntimeFacts(facts: DebugFacts(), symbols: nil).canListGoroutines)
  }

  @Test("have the usual value of a constant that debug information does not give")
  func constants() {
    #expect(facts { _ in }[.waiting] == 4)
    #expect(facts { $0.constants["runtime._Gwaiting"] = 44 }[.waiting] == 44)
    #expect(facts { $0.constants["runtime._Gwaiting"] = -1 }[.waiting] == 4)
    #expect(facts { $0.constants["runtime._Gscan"] = 1 << 40 }[.scan] == 0x1000)
  }

  @Test("of a runtime without anything still make a process, and tell what is lost")
  func nothing() throws {
    let process = try SyntheticProcess().open { $0 = DebugFacts() }
    #expect(process.modules.isEmpty)
    #expect(process.machines.isEmpty)
    #expect(process.allGoroutines.count == 0)
    #expect(process.facts.missing.contains { $0.feature == .stacks })
    #expect(process.forEachGoroutine { _ in } == 0)
  }
}

@Suite("The runtime's modules")
struct ModuleTests {
  @Test("that turn back on themselves are each read once")
  func cycle() throws {
    var drawn = SyntheticProcess()
    let module = try #require(drawn.variables["runtime.firstmoduledata"]).address
    drawn.set("runtime.moduledata", "next", of: module, module)
    #expect(try drawn.open().modules.count == 1)
  }

  @Test("that cannot be read are told, and the others are read")
  func unreadable() throws {
    var drawn = SyntheticProcess()
    let module = try #require(drawn.variables["runtime.firstmoduledata"]).address
    drawn.set("runtime.moduledata", "next", of: module, drawn.heap)
    let process = try drawn.open()
    #expect(process.modules.count == 1)
    #expect(
      process.problems.contains {
        $0.hasPrefix("the Go module at \(Address(drawn.heap)) cannot be read")
      })
  }
}
