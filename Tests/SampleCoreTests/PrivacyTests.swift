// Sample cores are memory images of a real machine: nothing of it may be in them but what is meant
// to be.

import CElfutils
import ElfCore
import Foundation
import InputFiles
import Testing

@Suite("What is committed")
struct PrivacyTests {
  @Test("holds two environment variables and nobody's arguments", arguments: SampleCatalog.all)
  func process(sample: Sample) async throws {
    let evidence = try await SampleShelf.shared.evidence(of: sample)
    let scenario = try sample.provenance().scenario
    #expect(evidence.environment.sorted() == ["GOTRACEBACK=crash", "PATH=/usr/bin:/bin"])
    let program = try sample.provenance().program
    #expect(evidence.arguments == ["./\(program)", scenario])
  }

  @Test("maps no file but the program, and the loader of a position-independent one")
  func mappings() async throws {
    for sample in SampleCatalog.all {
      var paths = try await SampleShelf.shared.evidence(of: sample).mappedPaths
      // An emulator and Delve list none.
      if try sample.provenance().isEmulated || sample.provenance().writer == "dlv" {
        #expect(paths.isEmpty, "\(sample.name)")
        continue
      }
      // The file that was truncated under the program, which is how that one died.
      if try sample.provenance().scenario == "sigbus" { paths.remove("/tmp/crashlab/ledger.dat") }
      if try sample.target().hasPrefix("amd64-pie") {
        paths.remove("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
      }
      #expect(paths == ["/tmp/crashlab/\(try sample.provenance().program)"], "\(sample.name)")
    }
  }

  @Test(
    "has no word of this machine and of no home in any core", arguments: SampleCatalog.everything)
  func cores(sample: Sample) throws {
    let core = try #require(try openSampleFile(sample.core).core)
    var scanned = 0
    try core.descriptor.forEachWrittenPart { part in
      scanned += part.count
      for word in Secrets.found(in: part) { Issue.record("\(sample.name): the core has \(word)") }
    }
    #expect(scanned > 100_000)
  }

  @Test("has no word of this machine in any program, its debug information included")
  func binaries() throws {
    let binaries = Set(try SampleCatalog.all.map { try $0.binary() })
    for url in binaries.sorted(by: { $0.path < $1.path }) {
      let binary = try #require(try openSampleFile(url).executables.first)
      var sections = 0
      try binary.descriptor.forEachWrittenPart { part in
        for word in Secrets.found(in: part) {
          Issue.record("\(url.lastPathComponent) has \(word)")
        }
      }
      try forEachCompressedSection(of: binary.descriptor.rawValue) { name, bytes in
        sections += 1
        for word in Secrets.found(in: bytes) {
          Issue.record("\(url.lastPathComponent), \(name) has \(word)")
        }
      }
      let hasCompressedDWARF = url.lastPathComponent.hasSuffix("-amd64.zst")
      #expect(sections > 3 || !hasCompressedDWARF, "\(url.lastPathComponent)")
    }
  }

  @Test("has no word of this machine in any text")
  func texts() throws {
    for url in try files() where url.pathExtension != "zst" {
      for word in Secrets.found(in: [UInt8](try Data(contentsOf: url))) {
        // The tools say where things were installed, and that is no secret.
        if ["make-samples", "README.md"].contains(url.lastPathComponent) { continue }
        Issue.record("\(url.path) has \(word)")
      }
    }
    for sample in SampleCatalog.everything {
      let text = try readCompressedText(sample.runtimeWords)
      for word in Secrets.found(in: Array(text.utf8)) {
        Issue.record("\(sample.name): stderr.txt has \(word)")
      }
    }
  }

  @Test("is no more than 110 MB", .enabled(if: SampleCatalog.isCommitted))
  func size() throws {
    let total = try files().reduce(0) { sum, url in
      sum + (try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
    }
    print("SampleCores: \(total) bytes")
    #expect(total <= 110_000_000)
  }

  @Test("is found when it is there")
  func detector() {
    #expect(Secrets.found(in: Array("\0HOME=/root/x\0".utf8)) == ["/root/"])
    #expect(Secrets.found(in: Array("\0/home/ada/src\0".utf8)) == ["/home/"])
    #expect(Secrets.found(in: Array("no/root/of evil".utf8)) == [])
    #expect(Secrets.found(in: []) == [])
  }

  private func files() throws -> [URL] {
    let all = FileManager.default.enumerator(
      at: SampleCatalog.folder.resolvingSymlinksInPath(),
      includingPropertiesForKeys: [.isRegularFileKey])
    return try #require(all).compactMap { $0 as? URL }.filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }
}

/// What must not be in a file that is committed.
private enum Secrets {
  /// Folders in which people and build machines keep their things.
  private static let folders = [
    "/root/", "/home/", "/Users/", "/work/", "/opt/", "/build/", "/builds/",
  ]

  /// The names of this machine and of its user; a short one is found anywhere by chance.
  private static let names: [String] = {
    let environment = ProcessInfo.processInfo.environment
    let variables = ["HOSTNAME", "USER", "LOGNAME", "SUDO_USER"].compactMap { environment[$0] }
    var names = Set(variables + [ProcessInfo.processInfo.hostName, NSUserName()])
    names.subtract(["root", "localhost"])
    return names.filter { $0.utf8.count > 3 }.sorted()
  }()

  /// The secrets in `bytes`, each once.
  static func found(in bytes: [UInt8]) -> Set<String> {
    var found: Set<String> = []
    for words in Dictionary(grouping: folders + names, by: \.utf8.first).values {
      guard let first = words.first?.utf8.first else { continue }
      forEachOffset(of: first, in: bytes) { offset in
        guard offset == 0 || !isPartOfName(bytes[offset - 1]) else { return }
        for word in words where bytes[offset...].starts(with: word.utf8) { found.insert(word) }
      }
    }
    return found
  }

  private static func forEachOffset(of byte: UInt8, in bytes: [UInt8], _ body: (Int) -> Void) {
    bytes.withUnsafeBytes { all in
      guard let base = all.baseAddress else { return }
      var start = 0
      while let found = memchr(base + start, Int32(byte), all.count - start) {
        let offset = UnsafeRawPointer(found) - base
        body(offset)
        start = offset + 1
      }
    }
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
    default: false
    }
  }
}

extension OwnedDescriptor {
  /// Calls `body` with each run of bytes that is not a hole of the file.
  fileprivate func forEachWrittenPart(_ body: ([UInt8]) -> Void) throws {
    for part in writtenParts(of: rawValue) {
      var bytes = [UInt8](repeating: 0, count: part.count)
      let count = pread(rawValue, &bytes, part.count, off_t(part.lowerBound))
      try #require(count == part.count)
      body(bytes)
    }
  }
}

/// Calls `body` with the contents of each compressed section of an ELF file.
private func forEachCompressedSection(
  of descriptor: Int32, _ body: (_ name: String, _ bytes: [UInt8]) -> Void
) throws {
  _ = elf_version(UInt32(EV_CURRENT))
  let elf = try #require(elf_begin(descriptor, ELF_C_READ, nil))
  defer { elf_end(elf) }
  var names = 0
  try #require(elf_getshdrstrndx(elf, &names) == 0)
  var section: OpaquePointer? = elf_nextscn(elf, nil)
  while let current = section {
    defer { section = elf_nextscn(elf, current) }
    var header = GElf_Shdr()
    guard gelf_getshdr(current, &header) != nil, header.sh_flags & UInt64(SHF_COMPRESSED) != 0
    else { continue }
    let name = elf_strptr(elf, names, Int(header.sh_name)).map { String(cString: $0) } ?? "?"
    try #require(elf_compress(current, 0, 0) >= 0, "\(name) cannot be expanded")
    let data = try #require(elf_getdata(current, nil)).pointee
    body(name, [UInt8](UnsafeRawBufferPointer(start: data.d_buf, count: data.d_size)))
  }
}
