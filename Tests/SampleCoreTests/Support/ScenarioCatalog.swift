// scenarios.json: for each way to die, what a reader of the core has to find.

import Foundation

/// The whole file.
struct ScenarioCatalog: Decodable, Sendable {
  /// The releases, oldest first.
  let toolchains: [String]
  let scenarios: [Scenario]

  /// The file of this repository, read once.
  static let shared = Result {
    try JSONDecoder().decode(
      ScenarioCatalog.self,
      from: Data(
        contentsOf: SampleCatalog.repositoryFolder.appendingPathComponent("scenarios.json")))
  }
}

/// One way to die.
struct Scenario: Decodable, Sendable {
  let name: String
  /// Whether a sample of it is committed, in any variant.
  let isKept: Bool
  private let expect: Expectation
  private let overrides: [String: Override]
  private let targetOverrides: [String: Override]

  private enum Key: String, CodingKey {
    case name, expect, perRelease, perTarget, committed, variants
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    name = try values.decode(String.self, forKey: .name)
    let kept = try values.decode([String: String].self, forKey: .variants).values
    isKept = try values.decode(String.self, forKey: .committed) != "never" || !kept.isEmpty
    expect = try values.decode(Expectation.self, forKey: .expect)
    let inner = try values.nestedContainer(keyedBy: Key.self, forKey: .expect)
    overrides = try inner.decodeIfPresent([String: Override].self, forKey: .perRelease) ?? [:]
    targetOverrides = try inner.decodeIfPresent([String: Override].self, forKey: .perTarget) ?? [:]
  }

  /// What is expected of one release, as `1.22`, and one target, as `arm64-stripped`, whose first
  /// word is the architecture.
  func expectation(of release: String, target: String) -> Expectation {
    var expectation = expect
    let architecture = String(target.prefix { $0 != "-" })
    for override in [
      overrides[release], targetOverrides[architecture], targetOverrides[target],
    ].compactMap(\.self) {
      if let text = override.class { expectation.class = text }
      if let signal = override.signal { expectation.signal = signal.value }
      if let panics = override.panics { expectation.panics = panics }
      if let frame = override.firstFrame { expectation.firstFrame = frame }
      if let text = override.throw { expectation.throw = text }
      if let isCrashed = override.crashedGoroutine { expectation.crashedGoroutine = isCrashed }
      if let count = override.minimumGoroutines { expectation.minimumGoroutines = count }
    }
    return expectation
  }
}

/// What has to be found.
struct Expectation: Decodable, Sendable {
  /// A signal; `address` is nil where it differs from run to run or means nothing.
  struct Signal: Decodable, Sendable {
    let name: String
    let code: Int32
    let address: String?
  }

  fileprivate(set) var `class`: String
  fileprivate(set) var signal: Signal?
  fileprivate(set) var `throw`: String?
  /// Oldest first.
  fileprivate(set) var panics: [String]
  /// The program's innermost function in the crashed goroutine.
  fileprivate(set) var firstFrame: String?
  /// The function in which the trouble began, where that is another one.
  let `where`: String?
  /// What the signature goes on with after the class, where the crashed goroutine does not tell it.
  let signature: String?
  fileprivate(set) var crashedGoroutine: Bool
  /// How many goroutines dump at the same time; 1 where absent.
  let crashes: Int?
  fileprivate(set) var minimumGoroutines: Int
}

/// What one release or one target has otherwise.
private struct Override: Decodable, Sendable {
  /// A signal, or that there is none.
  struct OtherSignal: Sendable {
    let value: Expectation.Signal?
  }

  let `class`: String?
  /// Nil where the signal is the same.
  let signal: OtherSignal?
  let panics: [String]?
  let firstFrame: String?
  let `throw`: String?
  let crashedGoroutine: Bool?
  let minimumGoroutines: Int?

  private enum Key: String, CodingKey {
    case `class`, signal, panics, firstFrame, `throw`, crashedGoroutine, minimumGoroutines
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    `class` = try values.decodeIfPresent(String.self, forKey: .class)
    signal =
      try values.contains(.signal)
      ? OtherSignal(value: values.decodeIfPresent(Expectation.Signal.self, forKey: .signal)) : nil
    panics = try values.decodeIfPresent([String].self, forKey: .panics)
    firstFrame = try values.decodeIfPresent(String.self, forKey: .firstFrame)
    `throw` = try values.decodeIfPresent(String.self, forKey: .throw)
    crashedGoroutine = try values.decodeIfPresent(Bool.self, forKey: .crashedGoroutine)
    minimumGoroutines = try values.decodeIfPresent(Int.self, forKey: .minimumGoroutines)
  }
}
