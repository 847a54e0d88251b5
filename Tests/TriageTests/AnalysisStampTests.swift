// The stamps of rows in a store: their text, which stores keep, and when they are stale.

import ElfCore
import Loading
import Testing
import Triage

private let ids = BuildIDs(gnu: "aa11", go: "act/con")

@Suite("The stamp of a row")
struct AnalysisStampTests {
  /// What stores of every release so far hold.
  static let texts: [(AnalysisStamp, String)] = [
    (AnalysisStamp(.unknown), "-"),
    (AnalysisStamp(.hostFailed), "retry"),
    (AnalysisStamp(.binary(ids, .own)), "aa11\tact/con\town"),
    (AnalysisStamp(.binary(BuildIDs(), .none(askedServer: false))), "\t\tnone"),
    (AnalysisStamp(.binary(BuildIDs(gnu: "aa11"), .none(askedServer: true))), "aa11\t\tnone asked"),
    (
      AnalysisStamp(.binary(ids, .index(path: "bin/app", size: 512, modified: -7))),
      "aa11\tact/con\tindex\tbin/app\t512\t-7"
    ),
    (AnalysisStamp(.unknown, coresInArchive: 3), "-\tof 3"),
    (AnalysisStamp(.binary(ids, .own), coresInArchive: 12), "aa11\tact/con\town\tof 12"),
    (
      AnalysisStamp(
        .binary(ids, .index(path: "of 1", size: 5, modified: 6)), coresInArchive: 2),
      "aa11\tact/con\tindex\tof 1\t5\t6\tof 2"
    ),
  ]

  @Test("is written as it always was, and read again", arguments: texts)
  func text(stamp: AnalysisStamp, text: String) {
    #expect(stamp.text == text)
    #expect(AnalysisStamp(text: text) == stamp)
  }

  @Test("keeps the tabs of a path")
  func tabs() {
    let stamp = AnalysisStamp(
      .binary(ids, .index(path: "a\tb/app", size: 1, modified: 2)), coresInArchive: 1)
    #expect(AnalysisStamp(text: stamp.text) == stamp)
  }

  @Test("is on one line, and its ids are in their places, whatever a hostile core names")
  func hostile() {
    let stamp = AnalysisStamp(.binary(BuildIDs(gnu: nil, go: "a\tindex\nb"), .own))
    #expect(stamp.text == "\taindexb\town")
  }

  @Test(
    "of no gocore says nothing",
    arguments: ["", "b", "a\tb", "a\tb\tc", "a\tb\tindex\tpath\tbig\t1", "retry\tnow"])
  func foreign(text: String) {
    #expect(AnalysisStamp(text: text).use == .unknown)
  }
}

@Suite("A core's analysis")
struct BinaryUseTests {
  private static let binary = IndexedBinary(
    path: "bin/app", size: 512, modified: 7, gnuBuildID: "aa11", goBuildID: nil,
    architecture: nil)
  private let empty = BinaryIndex([])
  private let full = BinaryIndex([Self.binary])

  private func isStale(_ source: BinarySource, _ index: BinaryIndex, asks: Bool = false) -> Bool {
    BinaryUse.binary(ids, source).isStale(index, asksServer: asks)
  }

  @Test("is made again when a binary has turned up, or can be asked for")
  func missing() {
    #expect(!isStale(.none(askedServer: false), empty))
    #expect(isStale(.none(askedServer: false), full))
    #expect(isStale(.none(askedServer: false), empty, asks: true))
    #expect(!isStale(.none(askedServer: true), empty, asks: true))
    #expect(isStale(.none(askedServer: true), full))
  }

  @Test("is made again when its binary is another file, but not when it is gone")
  func changed() {
    #expect(!isStale(.index(path: "bin/app", size: 512, modified: 7), full))
    #expect(isStale(.index(path: "bin/app", size: 513, modified: 7), full))
    #expect(isStale(.index(path: "bin/app", size: 512, modified: 8), full))
    #expect(!isStale(.index(path: "bin/app", size: 512, modified: 7), empty))
  }

  @Test("is made again after a failure of the host, and not after one of the core")
  func failures() {
    #expect(BinaryUse.hostFailed.isStale(empty, asksServer: false))
    #expect(!BinaryUse.unknown.isStale(full, asksServer: true))
    #expect(!isStale(.own, full, asks: true))
  }
}
