// Every sample once more, as if its binary had been stripped before it was shipped: the same stacks,
// and the same report but for what LIMITS names.

import ElfCore
import Foundation
import InputFiles
import Testing

@Suite("A binary that was stripped")
struct StrippedCopyTests {
  /// What a limit of that code takes from the report, by its path.
  private static let losses = ["uptime-unknown": "process.uptimeSeconds"]

  @Test("gives the runtime's own traceback", arguments: SampleCatalog.withWords)
  func traceback(sample: Sample) async throws {
    let program = try await BinaryShelf.shared.copy(of: sample, .sectionHeaders).program()
    let evidence = try SampleEvidence(sample, program: program)
    for difference in evidence.comparison.differences.prefix(3) {
      Issue.record("\(sample.name), \(difference)")
    }
    #expect(evidence.comparison.differences.count < 4, "only the first are printed")
    #expect(evidence.comparison.parked + evidence.comparison.running > 0)
  }

  @Test(
    "gives the same report, but for what LIMITS names",
    .enabled(if: expandsCompressedInput, "a build without libarchive reads no compressed core"),
    arguments: SampleCatalog.all)
  func report(sample: Sample) async throws {
    let whole = try ReportFields(await ReportShelf.shared.report(of: sample))
    for stripping in Stripping.allCases {
      let stripped = try ReportFields(
        await ReportShelf.shared.makeReport(of: sample, with: stripping))
      #expect(stripped.isStripped)
      let news = stripped.limits.subtracting(whole.limits)
      #expect(whole.limits.isSubset(of: stripped.limits))
      let hasC = try sample.target().hasSuffix("cgo")
      // Frames of C are found through sections and named by symbols.
      let expected = Set(Self.losses.keys).union(["layouts-from-table"] + (hasC ? ["crash"] : []))
      #expect(news.isSubset(of: expected))
      // The table has the layouts of every toolchain that made a sample.
      #expect(!stripped.text.contains("no table of"))
      var lost = Set(news.compactMap { Self.losses[$0] })
      // What DWARF alone names.
      lost.insert("fault.pointer")
      // Frames of C do not change what a signature is a hash of.
      if hasC {
        lost.formUnion(["verdict.title", "status", "signature.proto", "signature.notes", "threads"])
        // The C library keeps its last words in variables that symbols name.
        lost.insert("verdict.evidence")
      }
      // On a thread that is C's alone there is no function but those of C, and no goroutine that died.
      if try sample.provenance().isSpeechless {
        lost.formUnion(["signature.text", "signature.id"])
        if news.contains("crash") { lost.formUnion(["crash.goroutine", "verdict.nextSteps"]) }
      }
      if hasC, news.contains("crash") {
        // The runtime's own text says which frames of Go there are.
        lost.formUnion(["crash.frames", "goroutines.all"])
      }
      let differences = paths(
        in: hasC ? Self.withoutC(whole.fields) : whole.fields,
        otherThan: hasC ? Self.withoutC(stripped.fields) : stripped.fields
      ).subtracting(lost)
      #expect(differences == [], "\(sample.name) without \(stripping.rawValue)")
    }
  }

  @Test(
    "is every committed one, on all architectures",
    .enabled(if: SampleCatalog.isCommitted, "other samples have other numbers"))
  func floor() throws {
    var targets: [String: Int] = [:]
    for sample in SampleCatalog.all { targets[try sample.target(), default: 0] += 1 }
    print("stripped anew: \(targets.sorted { $0.key < $1.key })")
    #expect(targets["amd64", default: 0] >= 180)
    #expect(targets["amd64-stripped", default: 0] >= 24)
    #expect(targets["arm64", default: 0] >= 25)
    #expect(targets["386", default: 0] >= 18)
  }

  @Test(
    "is smaller, and has no symbols; without headers it has no sections", arguments: ["", "pie"])
  func copies(variant: String) async throws {
    let sample = try SampleCatalog.sample(of: "nil-inlined-method", variant: variant)
    let program = try await SampleShelf.shared.program(of: sample).executable
    let symbols = try await BinaryShelf.shared.copy(of: sample, .symbols).program().executable
    #expect(program.section(".symtab") != nil)
    #expect(symbols.section(".symtab") == nil)
    #expect(symbols.section(".text")?.fileOffset == program.section(".text")?.fileOffset)
    #expect(symbols.section(".text")?.size ?? 0 > 100_000)
    #expect(symbols.file.count < program.file.count * 3 / 4)
    let bare = try await BinaryShelf.shared.copy(of: sample, .sectionHeaders).program().executable
    #expect(bare.image.sections.isEmpty)
    #expect(bare.image.segments == program.image.segments)
  }

  /// A report without what says that the binary is stripped.
  private struct ReportFields {
    let fields: [String: Any]
    let limits: Set<String>
    let isStripped: Bool
    let text: String

    init(_ text: String) throws {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
      var fields = try #require(object as? [String: Any])
      var build = try #require(fields["build"] as? [String: Any])
      let limits = try #require(fields.removeValue(forKey: "limits") as? [[String: Any]])
      isStripped = build.removeValue(forKey: "stripped") as? Bool ?? false
      fields["build"] = build
      self.fields = fields
      self.limits = Set(limits.compactMap { $0["code"] as? String })
      self.text = text
    }
  }

  /// The fields without frames of C, and without the words on where a stack of C ends.
  private static func withoutC(_ fields: [String: Any]) -> [String: Any] {
    func pruned(_ value: Any) -> Any {
      if let list = value as? [Any] {
        return list.filter { ($0 as? [String: Any])?["library"] == nil }.map(pruned)
      }
      guard var object = value as? [String: Any] else { return value }
      for (key, member) in object { object[key] = pruned(member) }
      object["end"] = nil
      object["gaps"] = nil
      // A goroutine in C waits for the function of C.
      object["waitsOn"] = nil
      return object
    }
    return pruned(fields) as? [String: Any] ?? [:]
  }

  /// The paths of the fields that differ between two objects.
  private func paths(
    in left: [String: Any], otherThan right: [String: Any], below path: String = ""
  ) -> Set<String> {
    var found: Set<String> = []
    for key in Set(left.keys).union(right.keys) {
      let place = path.isEmpty ? key : "\(path).\(key)"
      if let mine = left[key] as? [String: Any], let theirs = right[key] as? [String: Any] {
        found.formUnion(paths(in: mine, otherThan: theirs, below: place))
      } else if !isEqual(left[key], right[key]) {
        found.insert(place)
      }
    }
    return found
  }

  /// Whether two values of JSON are the same; nil stands for none.
  private func isEqual(_ left: Any?, _ right: Any?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    let texts = [left, right].map {
      try? JSONSerialization.data(withJSONObject: [$0], options: .sortedKeys)
    }
    return texts[0] != nil && texts[0] == texts[1]
  }
}
