// The architecture as it is written down, held against the sources as they are.

import Foundation
import GoRuntime
import Testing

/// A source file of the project.
private struct SourceFile: Sendable {
  /// The path below `Sources`.
  let path: String
  let lines: [String]

  var target: String { String(path.prefix { $0 != "/" }) }
  var isGenerated: Bool { path.hasSuffix("+Generated.swift") }

  /// The modules that it imports.
  var imports: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
        words[..<place].allSatisfy({
          ["package", "internal", "public", "private", "fileprivate"].contains($0)
            || $0.hasPrefix("@")
        })
      else { return nil }
      let kinds: Set = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
      let name =
        kinds.contains(words[place + 1]) && place + 2 < words.count
        ? words[place + 2] : words[place + 1]
      return String(name.prefix { $0 != "." })
    }
  }

  /// The lines without comments and without what stands in strings.
  var code: [String] {
    var isInText = false
    return lines.map { line in
      if line.hasSuffix("\"\"\"") || line.contains("\"\"\",") || line.contains("\"\"\")") {
        isInText.toggle()
        return ""
      }
      guard !isInText else { return "" }
      var text = ""
      var isInString = false
      var previous: Character = " "
      for character in line {
        if character == "\"", previous != "\\" { isInString.toggle() }
        if !isInString {
          if character == "/", previous == "/" {
            text.removeLast()
            break
          }
          text.append(character)
        }
        previous = character
      }
      return text
    }
  }

  /// Whether `word` stands in its code, with no letter or digit beside it.
  func uses(_ word: String) -> Bool {
    code.contains { line in
      line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { $0 == word }
    }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let all: [SourceFile] = {
    let folder = root + "/Sources"
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { return nil }
      return SourceFile(
        path: path,
        lines: String(decoding: data, as: UTF8.self).components(separatedBy: "\n"))
    }
  }()
}

@Suite("The layers")
struct LayeringTests {
  /// What each target may import of the others (architecture.md C1).
  private static let allowed: [String: Set<String>] = [
    "Basics": [],
    "ElfCore": ["CElfutils"],
    "DebugInfo": ["CElfutils", "ElfCore"],
    "GoRuntime": ["ElfCore", "DebugInfo"],
    "Disassembly": ["CCapstone", "ElfCore"],
    "CrashAnalysis": ["ElfCore", "GoRuntime", "Disassembly"],
    "Reporting": ["Basics", "ElfCore", "GoRuntime", "CrashAnalysis"],
    "InputFiles": ["Basics", "CArchive", "CFileAttributes"],
    "GenerateLayouts": ["ElfCore", "DebugInfo", "GoRuntime"],
    "Configuration": ["CYAML", "CrashAnalysis"],
    "StoredReports": ["Basics", "CSQLite", "CrashAnalysis", "Reporting"],
    "gocore": [
      "Basics", "InputFiles", "ElfCore", "DebugInfo", "GoRuntime", "CrashAnalysis", "Reporting",
      "Configuration", "StoredReports",
      "ArgumentParser",
    ],
  ]
  /// What any target may import.
  private static let system: Set<String> = ["Glibc"]

  @Test("are all known to this test")
  func targets() {
    #expect(!SourceFile.all.isEmpty)
    #expect(Set(SourceFile.all.map(\.target)) == Set(Self.allowed.keys))
  }

  @Test("import only those below them", arguments: allowed.keys.sorted())
  func imports(target: String) throws {
    let permitted = try #require(Self.allowed[target]).union(Self.system)
    for file in SourceFile.all where file.target == target {
      let foreign = Set(file.imports).subtracting(permitted)
      #expect(foreign == [], "\(file.path)")
    }
  }

  @Test("are the same in Package.swift", arguments: allowed.keys.sorted())
  func manifest(target: String) throws {
    let manifest = try String(contentsOfFile: SourceFile.root + "/Package.swift", encoding: .utf8)
    let start = try #require(manifest.range(of: "name: \"\(target)\""))
    let rest = manifest[start.upperBound...]
    let list = try #require(rest.range(of: "dependencies: ["))
    // The list ends at the bracket that stands alone: `.product(…)` has none of its own.
    let body = rest[list.upperBound...].prefix { $0 != "]" }
    let parts = body.split(separator: "\"", omittingEmptySubsequences: false)
    let names = Set(parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
    var expected = try #require(Self.allowed[target]).subtracting(["CFileAttributes"])
    if target == "gocore" { expected.insert("swift-argument-parser") }
    #expect(names == expected)
  }

  @Test("leave Foundation out: it would double the size of the command and its start")
  func noFoundation() {
    for file in SourceFile.all {
      #expect(!file.imports.contains { $0.hasPrefix("Foundation") }, "\(file.path)")
    }
  }

  @Test("call C only in the files that wrap it")
  func systemLibraries() {
    let wrappers: Set = [
      "ElfCore/ElfImage.swift", "DebugInfo/DwarfFile.swift", "DebugInfo/DwarfFile+Facts.swift",
      "DebugInfo/DwarfFile+Layouts.swift", "DebugInfo/DwarfSections.swift",
      "DebugInfo/LocationMachine.swift", "DebugInfo/NativeFile.swift",
      "DebugInfo/NativeSymbols.swift", "DebugInfo/NativeLines.swift",
      "DebugInfo/DwarfFile+Variables.swift", "DebugInfo/VariablePlace.swift",
      "DebugInfo/SymbolTable.swift", "Disassembly/Disassembler.swift",
      "InputFiles/CoredumpAttributes.swift",
      "InputFiles/Expansion/ArchiveReader.swift", "InputFiles/Expansion/ArchiveSource.swift",
      "InputFiles/Expansion/ArchiveSearch.swift", "Configuration/YAMLDocument.swift",
      "StoredReports/SQLite/Database.swift", "StoredReports/Store/StoreFile.swift",
    ]
    let callers = SourceFile.all.filter {
      !Set($0.imports).isDisjoint(with: [
        "CElfutils", "CArchive", "CFileAttributes", "CCapstone", "CSQLite", "CYAML",
      ])
    }.map(\.path)
    #expect(Set(callers).subtracting(wrappers) == [])
    #expect(!callers.isEmpty)
  }

  @Test("have unsafe code only in the files that are known for it")
  func unsafeCode() {
    let known: Set = [
      "ElfCore/ElfImage.swift", "ElfCore/Memory/MappedFile.swift",
      "Disassembly/Disassembler.swift", "InputFiles/CoredumpAttributes.swift",
      "InputFiles/Expansion/ArchiveReader.swift",
      "InputFiles/Expansion/ArchiveSource.swift", "InputFiles/Expansion/SparseFile.swift",
      "InputFiles/Expansion/ZstandardExpansion.swift", "InputFiles/ContentHash.swift",
      "InputFiles/Expansion/ArchiveSearch.swift",
      "InputFiles/Expansion/TemporaryFolder.swift", "InputFiles/OwnedDescriptor.swift",
      "gocore/BinarySearch.swift", "gocore/DebugFileSearch.swift", "gocore/DebugServer.swift",
      "gocore/Failure.swift", "gocore/LineReader.swift", "gocore/OutputFile.swift",
      "gocore/Progress.swift", "gocore/Session.swift", "gocore/Batch/FolderWalk.swift",
      "gocore/Batch/WorkerProcess.swift", "gocore/Batch/WorkerChannel.swift",
      "Configuration/YAMLDocument.swift", "StoredReports/SQLite/Database.swift",
      "StoredReports/Store/StoreFile.swift",
      "GenerateLayouts/GenerateLayouts.swift",
    ]
    let found = Set(SourceFile.all.filter { $0.uses("unsafe") }.map(\.path))
    #expect(found.subtracting(known) == [])
  }

  @Test("name no processor outside their folder: what differs is data")
  func processors() {
    // capstone's own members are called so.
    let named: Set = ["Disassembly/Disassembler.swift"]
    for file in SourceFile.all
    where !file.path.hasPrefix("ElfCore/Architecture/") && !named.contains(file.path) {
      for name in ["amd64", "arm64", "i386"] {
        let named = file.code.contains { $0.contains(".\(name)") }
        #expect(!named || file.isGenerated || file.target == "GenerateLayouts", "\(file.path)")
      }
    }
  }

  @Test("have exactly one unchecked promise of sendability: the mapped file's")
  func sendability() {
    let files = SourceFile.all.filter { $0.code.contains { $0.contains("@unchecked Sendable") } }
    #expect(files.map(\.path) == ["ElfCore/Memory/MappedFile.swift"])
    #expect(!SourceFile.all.contains { $0.code.contains { $0.contains("nonisolated(unsafe)") } })
  }
}

@Suite("A source file")
struct SourceFileTests {
  @Test("has no more than 400 lines, unless it is generated")
  func length() {
    for file in SourceFile.all where !file.isGenerated {
      #expect(file.lines.count <= 401, "\(file.path)")
    }
  }

  @Test("begins with what it holds and why")
  func purpose() {
    for file in SourceFile.all {
      #expect(file.lines.first?.hasPrefix("// ") == true, "\(file.path)")
    }
  }

  @Test("stops on no input: it forces nothing and ends the program nowhere")
  func noTraps() {
    for file in SourceFile.all where file.target != "GenerateLayouts" {
      for word in ["fatalError", "preconditionFailure", "assertionFailure"] {
        #expect(!file.uses(word), "\(file.path)")
      }
      #expect(!file.code.contains { $0.contains("try!") || $0.contains(" as! ") }, "\(file.path)")
    }
  }

  @Test("has no function named after its release: differences are data")
  func noReleases() {
    for file in SourceFile.all where !file.isGenerated {
      for line in file.code {
        #expect(
          !line.contains("minorRelease ==") && !line.contains("minorRelease >="),
          "\(file.path): \(line)")
      }
    }
  }
}

@Suite("A member of the runtime's structures")
struct FieldNeedTests {
  @Test("has exactly one need", arguments: RuntimeField.allCases)
  func needs(field: RuntimeField) {
    #expect(FieldNeed.all.filter { $0.field == field }.count == 1)
  }

  @Test("is read somewhere")
  func isUsed() {
    let unread = RuntimeField.allCases.filter { field in
      let name = ".\(field)"
      return !SourceFile.all.contains { file in
        !file.path.hasSuffix("RuntimeField.swift")
          && file.code.contains { line in
            line.ranges(of: name).contains { range in
              let next = range.upperBound < line.endIndex ? line[range.upperBound] : " "
              return !next.isLetter && !next.isNumber
            }
          }
      }
    }
    #expect(unread.isEmpty)
  }
}
