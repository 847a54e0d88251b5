// The symbol table beside debug information.

import DebugInfo
import GoRuntime
import TestSupport
import Testing

@Suite("The symbol table")
struct SymbolFallbackTests {
  private func facts(debug: UInt64?, symbol: UInt64?) throws -> RuntimeFacts {
    let bytes = DWARFWriter().executable(
      symbols: symbol.map { [("runtime.allgs", $0, 24)] } ?? [("runtime.unused", 1, 1)])
    let table = try withFile(bytes) { SymbolTable(descriptor: $0, names: ["runtime.allgs"]) }
    var found = DebugFacts()
    if let debug { found.variables["runtime.allgs"] = Variable(address: debug, size: 24) }
    return RuntimeFacts(facts: found, symbols: table)
  }

  @Test("stands in for a variable that debug information lacks")
  func fallback() throws {
    #expect(try facts(debug: nil, symbol: 0x10)[.allgs]?.address == 0x10)
    #expect(try facts(debug: 0x20, symbol: nil)[.allgs]?.address == 0x20)
    #expect(try facts(debug: nil, symbol: nil)[.allgs] == nil)
  }

  @Test("that contradicts debug information gives way to it, and is told")
  func contradiction() throws {
    let found = try facts(debug: 0x20, symbol: 0x10)
    #expect(found[.allgs]?.address == 0x20)
    #expect(found.contradictions == ["runtime.allgs: DWARF says 0x20, the symbol table 0x10"])
    #expect(try facts(debug: 0x20, symbol: 0x20).contradictions.isEmpty)
  }
}
