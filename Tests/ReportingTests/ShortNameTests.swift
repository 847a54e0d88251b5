// Names of functions without the paths of their packages.

import Testing

@testable import Reporting

@Suite("The short name of a function")
struct ShortNameTests {
  @Test(
    "has the package's name as Go code has it",
    arguments: [
      ("main.main", "main.main"), ("example.com/shop/orders.(*Cart).Total", "orders.(*Cart).Total"),
      ("go.etcd.io/raft/v3.(*raftLog).restore", "raft.(*raftLog).restore"),
      ("gopkg.in/yaml.v3.Unmarshal", "yaml.v3.Unmarshal"), ("example.com/v2x.F", "v2x.F"),
      ("main.Map[example.com/a/b.T]", "main.Map[example.com/a/b.T]"), ("v3.F", "v3.F"),
    ])
  func names(function: String, short: String) {
    #expect(withoutPath(function) == short)
  }
}
