// The sample cores that the tests of the library open.

import Foundation
import Gocore
import TestSupport
import Testing

/// A sample, opened by the library and known to the command.
struct OpenedSample {
  let sample: SampleCore
  let core: Core

  init(_ scenario: String, _ change: (inout Core.Options) -> Void = { _ in }) throws {
    sample = try #require(SampleCore.scenario(scenario))
    var options = Core.Options()
    change(&options)
    core = try Core.open(sample.core, binary: sample.binary, options: options)
  }

  /// What a command prints of the sample.
  func printed(_ words: String...) throws -> String {
    let result = try runProgram(
      GocoreCommand.path, [words[0], sample.core, sample.binary] + words.dropFirst())
    #expect(result.status == 0, "\(result.errors)")
    return result.text
  }

  /// The same, read as JSON.
  func json(_ words: String...) throws -> [String: Any] {
    let result = try runProgram(
      GocoreCommand.path, [words[0], sample.core, sample.binary, "--format", "json"] + words[1...])
    let object = try JSONSerialization.jsonObject(with: Data(result.output))
    return try #require(object as? [String: Any])
  }
}

/// Whether the samples are there.
let hasSamples = SampleCore.scenario("lock-cycle") != nil
