// Debug information that is wrong and still parses: it must not make goroutines out of nothing.

import DebugInfo
import ElfCore
import Foundation
import GoRuntime
import InputFiles
import Testing

/// Samples of the newest and the oldest release, with plain DWARF.
private let subjects: [Sample] = [
  try? SampleCatalog.sample(of: "nil-inlined-method", variant: "pie"),
  try? SampleCatalog.sample(of: "nil-inlined-method", variant: "pie", oldest: true),
].compactMap(\.self)

/// A core and what its binary's DWARF says.
private struct Subject {
  let image: ProcessImage
  let executable: ExecutableFile
  let facts: DebugFacts
  let release: String

  init(_ sample: Sample) throws {
    let core = try openCore(sample.core)
    let binary = try sample.binary()
    let input = try #require(try openSampleFile(binary).executables.first)
    var executable = try ExecutableFile(
      file: MappedFile(descriptor: input.descriptor.rawValue, path: binary.path),
      path: binary.path)
    let entry = try #require(core.auxiliaryVector?[AuxiliaryVector.entry])
    executable.loadBias = entry &- executable.image.entry
    self.executable = executable
    image = core.image().adding([executable])
    facts = try DwarfFile(descriptor: input.descriptor.rawValue, path: binary.path)
      .facts(for: RuntimeFacts.request)
    release = try sample.provenance().goVersion
  }

  func verified(_ release: String? = nil, _ change: (inout DebugFacts) -> Void) -> VerifiedFacts {
    var facts = facts
    change(&facts)
    return VerifiedFacts(
      facts, symbols: nil, image: image, executable: executable, release: release ?? self.release)
  }

  /// The numbers and states of all goroutines.
  func goroutines(_ facts: RuntimeFacts) -> [String] {
    var found: [String] = []
    let process = GoProcess(image: image, executable: executable, facts: facts, build: nil)
    _ = process.forEachGoroutine {
      found.append("\($0.id) \($0.state) \($0.schedulerPC)")
    }
    return found
  }
}

extension DebugFacts {
  /// Moves a member of a structure, or takes it away.
  fileprivate mutating func change(_ type: String, _ path: String, to field: Field?) {
    guard let layout = types[type] else { return }
    var members = layout.members
    members[path] = field
    types[type] = TypeLayout(size: layout.size, members: members)
  }
}

@Suite("Debug information held against the core")
struct DamagedDebugInformationTests {
  @Test("is there to be damaged")
  func floor() {
    #expect(subjects.count == 2)
  }

  @Test("is believed where it fits, also of a release that no table has", arguments: subjects)
  func sound(sample: Sample) throws {
    let subject = try Subject(sample)
    for release in [subject.release, "go1.99.7", "devel go1.99-abcdef"] {
      let verified = subject.verified(release) { _ in }
      #expect(verified.replacement == nil, "\(release)")
      #expect(verified.doubts == [])
    }
  }

  @Test("that has a member elsewhere gives way to the table of the release", arguments: subjects)
  func movedMembers(sample: Sample) throws {
    let subject = try Subject(sample)
    let expected = subject.goroutines(subject.verified { _ in }.facts)
    #expect(expected.count > 50)
    for (type, path) in [
      ("runtime.g", "goid"), ("runtime.g", "sched.pc"), ("runtime.g", "stack.lo"),
      ("runtime.g", "m"), ("runtime.m", "procid"), ("runtime.m", "alllink"),
      ("runtime.m", "curg"),
    ] {
      let verified = subject.verified {
        $0.change(type, path, to: Field(offset: 24, size: 8))
      }
      // Threads are joined by the g that they hold; ids only confirm, and may be of another namespace.
      if path != "procid" {
        #expect(verified.replacement?.isExact == true, "\(type).\(path)")
        #expect(!verified.doubts.isEmpty)
      }
      #expect(subject.goroutines(verified.facts) == expected)
    }
  }

  @Test("that lacks what its release has gives way, and says what it lacks", arguments: subjects)
  func missingMembers(sample: Sample) throws {
    let subject = try Subject(sample)
    let verified = subject.verified { $0.change("runtime.g", "waitreason", to: nil) }
    #expect(verified.replacement?.isExact == true)
    #expect(verified.doubts.contains("runtime.g.waitreason is missing or cut short"))
    let emptied = subject.verified { $0.types = [:] }
    #expect(emptied.replacement?.isExact == true)
  }

  @Test("of a table of names that is too short gives way", arguments: subjects)
  func shortNames(sample: Sample) throws {
    let subject = try Subject(sample)
    let name = "runtime.waitReasonStrings"
    let whole = try #require(subject.facts.variables[name])
    let verified = subject.verified {
      $0.variables[name] = Variable(address: whole.address, size: 64)
    }
    #expect(verified.replacement?.isExact == true)
    #expect(verified.facts[.waitReasons]?.size == whole.size)
    #expect(verified.facts[.waitReasons]?.address == whole.address)
  }

  @Test("of a wrong place for the list of goroutines gives way", arguments: subjects)
  func movedVariable(sample: Sample) throws {
    let subject = try Subject(sample)
    let expected = subject.goroutines(subject.verified { _ in }.facts)
    let verified = subject.verified {
      $0.variables["runtime.allgs"] = $0.variables["runtime.allp"]
    }
    // The layouts are the release's; only the core can tell that the list is none.
    #expect(subject.goroutines(verified.facts) == expected)
  }

  @Test("of a newer release that lacks a member is not exchanged for an older table")
  func newerRelease() throws {
    let subject = try Subject(try #require(subjects.first))
    let verified = subject.verified("go1.99") { $0.change("runtime.g", "waitsince", to: nil) }
    #expect(verified.replacement == nil)
    #expect(verified.facts.missing.flatMap(\.names) == ["runtime.g.waitsince"])
  }
}
