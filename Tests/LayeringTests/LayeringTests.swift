// The architecture as it is written down, held against the sources as they are.

import Foundation
import GoRuntime
import Testing

/// A source file of the project.
private struct SourceFile: Sendable {
  /// The path below `Sources`.
  let path: String
  let lines: [String]

  var target: String {
    let folder = String(path.prefix { $0 != "/" })
    return Manifest.package.folders.first { $0.value == folder }?.key ?? folder
  }
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

  /// Whether a pointer's type stands in its code, or a use of one.
  var touchesPointers: Bool {
    code.contains { line in
      line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains {
        $0 == "unsafe" || $0.contains("Unsafe") || $0 == "OpaquePointer" || $0 == "Unmanaged"
      }
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

/// What Package.swift says that each target of Sources may import.
private struct Manifest: Sendable {
  /// By target; C libraries and products of other packages among what it names.
  let dependencies: [String: Set<String>]
  /// The folder below `Sources`, by target, where it has another name.
  var folders: [String: String] = [:]

  static let package: Manifest = {
    let path = SourceFile.root + "/Package.swift"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var dependencies: [String: Set<String>] = [:]
    var folders: [String: String] = [:]
    for part in text.components(separatedBy: "arget(").dropFirst() {
      // Targets of Tests give their path, or are test targets.
      let body = part.prefix { $0 != "]" }
      guard let name = body.firstMatch(of: #/name: "(\w+)"/#),
        let list = body.firstRange(of: "dependencies: [")
      else { continue }
      let folder = part.firstMatch(of: #/path: "Sources/(\w+)"/#)?.1
      if let folder { folders[String(name.1)] = String(folder) }
      let path = "\(SourceFile.root)/Sources/\(folder ?? name.1)"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let names = body[list.upperBound...].replacing(#/package: "[^"]*"/#, with: "")
        .matches(of: #/"(\w+)"/#)
      dependencies[String(name.1)] = Set(names.map { String($0.1) })
    }
    return Manifest(dependencies: dependencies, folders: folders)
  }()

  /// Every target that `target` is built on, however far below.
  func everything(below target: String) -> Set<String> {
    var found: Set<String> = []
    var open = dependencies[target] ?? []
    while let next = open.popFirst() {
      guard found.insert(next).inserted else { continue }
      open.formUnion(dependencies[next] ?? [])
    }
    return found
  }
}

@Suite("The layers")
struct LayeringTests {
  /// Modules of C that a target has beside the one that its line in Package.swift names.
  private static let submodules: [String: Set<String>] = ["InputFiles": ["CFileAttributes"]]
  /// What any target may import.
  private static let system: Set<String> = ["Glibc"]
  private static let page: [String] = {
    let path = SourceFile.root + "/Documentation/Architecture.md"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n")
  }()

  @Test("are the targets of Package.swift")
  func targets() {
    #expect(!SourceFile.all.isEmpty)
    #expect(Set(SourceFile.all.map(\.target)) == Set(Manifest.package.dependencies.keys))
  }

  @Test("import only those below them", arguments: Manifest.package.dependencies.keys.sorted())
  func imports(target: String) throws {
    let permitted = try #require(Manifest.package.dependencies[target]).union(Self.system)
      .union(Self.submodules[target] ?? [])
    for file in SourceFile.all where file.target == target {
      let foreign = Set(file.imports).subtracting(permitted)
      #expect(foreign == [], "\(file.path)")
    }
  }

  @Test("are the table of Architecture.md, each below those that import it")
  func table() throws {
    let rows = Self.page.drop { $0 != "<!-- targets of Package.swift -->" }
      .prefix { $0 != "<!-- end -->" }.filter { $0.hasPrefix("| `") }
      .map { row in
        row.split(separator: "|").prefix(2).map { cell in
          cell.matches(of: #/`(\w+)`/#).map { String($0.1) }
        }
      }
    var seen: Set<String> = []
    for row in rows {
      let target = try #require(row[0].first)
      #expect(Set(row[1]) == Manifest.package.dependencies[target], "\(target)")
      let layers = Set(row[1]).intersection(Manifest.package.dependencies.keys)
      #expect(layers.subtracting(seen) == [], "\(target) stands before what it imports")
      seen.insert(target)
    }
    #expect(seen == Set(Manifest.package.dependencies.keys))
  }

  @Test("are the picture of Architecture.md, which leaves out only arrows that follow from others")
  func picture() {
    var drawn: [String: Set<String>] = [:]
    for line in Self.page {
      guard let arrow = line.wholeMatch(of: #/  (\w+) --> (\w+)/#) else { continue }
      drawn[String(arrow.1), default: []].insert(String(arrow.2))
    }
    let picture = Manifest(dependencies: drawn)
    for (target, dependencies) in Manifest.package.dependencies {
      let arrows = drawn[target] ?? []
      #expect(arrows.subtracting(dependencies) == [], "\(target): arrows that are no dependency")
      let own = dependencies.subtracting(["ArgumentParser"])
      #expect(own.subtracting(picture.everything(below: target)) == [], "\(target): not drawn")
    }
    #expect(Set(drawn.keys).subtracting(Manifest.package.dependencies.keys) == [])
  }

  @Test("write reports out of data alone: what reads a process ends below Reporting")
  func reportsAreData() {
    let readers = [
      "Unwinder", "JoinedUnwinder", "Symbolizer", "AddressSpace", "GoProcess", "GoProgram",
      "CrashAnalyzer",
    ]
    for file in SourceFile.all where file.target == "Reporting" {
      for reader in readers { #expect(!file.uses(reader), "\(file.path) names \(reader)") }
    }
  }

  @Test("render documents without knowing what they are of")
  func renderers() {
    let files = SourceFile.all.filter { $0.path.hasPrefix("Reporting/Document/") }
    #expect(!files.isEmpty)
    for file in files { #expect(Set(file.imports).subtracting(["Basics"]) == [], "\(file.path)") }
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
      "DebugInfo/NativeFile+Data.swift",
      "DebugInfo/NativeSymbols.swift", "DebugInfo/NativeLines.swift",
      "DebugInfo/DwarfFile+Variables.swift", "DebugInfo/VariablePlace.swift",
      "DebugInfo/EntryShapes.swift", "DebugInfo/EntryWalk.swift", "DebugInfo/SymbolTable.swift",
      "Disassembly/Disassembler.swift",
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

  @Test("are all under strict memory safety, so that each use of a pointer says `unsafe`")
  func strictness() throws {
    let manifest = try String(contentsOfFile: SourceFile.root + "/Package.swift", encoding: .utf8)
    let sources = try #require(manifest.range(of: "let targets"))
    for part in manifest[sources.upperBound...].components(separatedBy: "arget(").dropFirst()
    where part.contains("swiftSettings:") && part.contains("name: ") {
      guard let name = part.firstMatch(of: #/name: "(\w+)"/#),
        SourceFile.all.contains(where: { $0.target == name.1 })
      else { continue }
      #expect(part.contains("swiftSettings: strict"), "\(name.1)")
    }
  }

  @Test("have pointers and unsafe code in exactly the files that are known for it")
  func unsafeCode() {
    let known: Set = [
      "Basics/Clock.swift", "Basics/ConcurrentMap.swift", "Basics/Descriptors.swift",
      "Basics/Environment.swift", "Basics/Interruption.swift", "Basics/LineReader.swift",
      "Basics/MemoryLimit.swift", "Basics/OrderedWork.swift", "Basics/ProcessorCount.swift",
      "DebugInfo/DwarfFile+Facts.swift", "DebugInfo/DwarfFile+Layouts.swift",
      "DebugInfo/DwarfFile+Variables.swift", "DebugInfo/DwarfFile.swift",
      "DebugInfo/DwarfSections.swift", "DebugInfo/DemangledName.swift",
      "DebugInfo/NativeFile.swift", "DebugInfo/NativeFile+Data.swift",
      "DebugInfo/NativeLines.swift", "DebugInfo/NativeSymbols.swift",
      "DebugInfo/CodeTable.swift", "DebugInfo/EntryShapes.swift",
      "DebugInfo/EntryWalk.swift", "DebugInfo/SymbolTable.swift",
      "DebugInfo/ZlibExpansion.swift",
      "ElfCore/ElfImage.swift", "ElfCore/Memory/MappedFile.swift",
      "Disassembly/Disassembler.swift", "InputFiles/CoredumpAttributes.swift",
      "InputFiles/Expansion/ArchiveReader.swift",
      "InputFiles/Expansion/ArchiveSource.swift", "InputFiles/Expansion/SparseFile.swift",
      "InputFiles/Expansion/ZstandardExpansion.swift", "InputFiles/ContentHash.swift",
      "InputFiles/Expansion/ArchiveSearch.swift",
      "InputFiles/Expansion/TemporaryFolder.swift", "InputFiles/OwnedDescriptor.swift",
      "InputFiles/StandardInput.swift",
      "Loading/DebugFileSearch.swift", "Loading/DebugServer.swift",
      "Basics/FileStamp.swift", "Basics/Folder.swift", "Basics/Pager.swift",
      "Reporting/OutputFile.swift",
      "gocore/Session.swift", "Triage/Archive/PathPattern.swift",
      "Triage/Workers/WorkerProcess.swift", "Triage/Workers/WorkerChannel.swift",
      "Configuration/YAMLDocument.swift", "StoredReports/SQLite/Database.swift",
      "StoredReports/Store/StoreFile.swift",
      "GenerateLayouts/GenerateLayouts.swift",
    ]
    let found = Set(SourceFile.all.filter(\.touchesPointers).map(\.path))
    #expect(found == known)
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
