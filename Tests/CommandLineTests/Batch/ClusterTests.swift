// The manifest for Kubernetes, held against its API and against the commands that it runs. What runs for
// real, Slurm and the pods' commands, is in Tests/Cluster and takes root: make test-cluster.

import Foundation
import TestSupport
import Testing

/// Whether the manifest can be read here; where not, the reason is printed.
private let canReadYAML: Bool = {
  let result = try? runProgram("/usr/bin/env", ["python3", "-c", "import yaml"])
  if result?.status == 0 { return true }
  print("skipped: python3 has no module yaml (Debian: python3-yaml)")
  return false
}()

@Suite("The manifest for Kubernetes", .enabled(if: canReadYAML, "needs python3-yaml"))
struct ClusterTests {
  @Test("is as the API has it, agrees with itself, and uses flags that gocore has")
  func manifest() throws {
    let result = try runProgram(
      SampleCore.root + "/Tests/Cluster/kubernetes", [GocoreCommand.path])
    #expect(result.status == 0, "\(result.text) \(result.errors)")
    #expect(result.text.isEmpty)
  }
}
