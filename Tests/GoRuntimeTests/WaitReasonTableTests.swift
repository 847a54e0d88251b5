// The generated tables of wait reasons: which one is a program's is told by the lengths of its own
// strings, so the lengths must tell the tables apart.

import Testing

@testable import GoRuntime

@Suite("The tables of wait reasons")
struct WaitReasonTableTests {
  @Test("begin alike, with the reason that is none")
  func begin() {
    #expect(KnownLayout.waitReasonNames.count >= 5)
    for table in KnownLayout.waitReasonNames {
      #expect(table.prefix(3) == ["", "GC assist marking", "IO wait"])
      #expect(table.count > 20)
      #expect(!table.dropFirst().contains(""))
    }
  }

  @Test("are told apart by the lengths of their strings")
  func lengths() {
    let tables = KnownLayout.waitReasonNames
    for (index, table) in tables.enumerated() {
      for (other, longer) in tables.enumerated() where other != index {
        let count = table.count
        guard longer.count >= count else { continue }
        let isAlike = longer.prefix(count).map(\.utf8.count) == table.map(\.utf8.count)
        #expect(!isAlike || longer.prefix(count) == table[...], "\(index) and \(other)")
      }
    }
  }
}
