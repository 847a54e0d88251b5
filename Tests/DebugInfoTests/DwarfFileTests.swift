// Layouts, variables and constants out of DWARF.

import DebugInfo
import ElfCore
import TestSupport
import Testing

@Suite("DWARF")
struct DwarfFileTests {
  private static let word = DWARFType.base("uintptr", size: 8)
  private static let request = DebugRequest(
    types: ["runtime.g", "runtime.m"], variables: ["runtime.allgs", "runtime.allm"],
    constants: ["runtime._Gscan", "runtime._Gidle"])

  private func facts(
    _ writer: DWARFWriter, _ request: DebugRequest = request
  ) throws -> DebugFacts {
    try withFile(writer.executable()) {
      try DwarfFile(descriptor: $0, path: "app").facts(for: request)
    }
  }

  private func failure(_ bytes: [UInt8]) throws -> DebugInfoError? {
    try withFile(bytes) { descriptor in
      do throws(DebugInfoError) {
        _ = try DwarfFile(descriptor: descriptor, path: "app")
        return nil
      } catch {
        return error
      }
    }
  }

  /// runtime.g with a stack, a scheduler buffer in a typedef, and an id.
  private var goroutine: DWARFType {
    let stack = DWARFType.structure(
      "runtime.stack", size: 16,
      members: [.init("lo", at: 0, Self.word), .init("hi", at: 8, Self.word)])
    let buffer = DWARFType.structure(
      "runtime.gobuf", size: 24,
      members: [
        .init("sp", at: 0, Self.word), .init("pc", at: 8, Self.word),
        .init("inner", at: 16, .alias("runtime.inner", Self.word)),
      ])
    return .structure(
      "runtime.g", size: 56,
      members: [
        .init("stack", at: 0, stack), .init("sched", at: 16, .alias("runtime.buffer", buffer)),
        .init("waitreason", at: 40, .base("uint8", size: 1)),
        .init("goid", at: 48, .base("uint64", size: 8)),
      ])
  }

  @Test("gives a structure's members, those of members under dotted names", arguments: [4, 5])
  func layouts(version: UInt16) throws {
    var writer = DWARFWriter()
    writer.version = version
    writer.types = [goroutine]
    let layout = try #require(try facts(writer).types["runtime.g"])
    #expect(layout.size == 56)
    #expect(
      layout.members == [
        "stack": Field(offset: 0, size: 16), "stack.lo": Field(offset: 0, size: 8),
        "stack.hi": Field(offset: 8, size: 8), "sched": Field(offset: 16, size: 24),
        "sched.sp": Field(offset: 16, size: 8), "sched.pc": Field(offset: 24, size: 8),
        "sched.inner": Field(offset: 32, size: 8), "waitreason": Field(offset: 40, size: 1),
        "goid": Field(offset: 48, size: 8),
      ])
  }

  @Test(
    "gives no layout whose members overlap, leave a gap, run backwards or run over the end",
    arguments: [
      [(0, 8), (4, 8), (12, 4)], [(0, 8), (16, 8)], [(8, 8), (0, 8), (16, 0)], [(0, 8), (8, 24)],
      [(0, 8)], [(1 << 20, 8)],
    ] as [[(UInt64, Int)]])
  func contradictions(members: [(UInt64, Int)]) throws {
    var writer = DWARFWriter()
    writer.types = [
      .structure(
        "runtime.g", size: 24,
        members: members.enumerated().map { index, member in
          .init("m\(index)", at: member.0, .base("size\(member.1)", size: member.1))
        })
    ]
    let found = try facts(writer)
    #expect(found.types.isEmpty)
    #expect(found.problems == ["the members of runtime.g do not fit into it"])
  }

  @Test("takes the word that a member of no size adds at the end, and alignment, for granted")
  func padding() throws {
    var writer = DWARFWriter()
    writer.types = [
      .structure(
        "runtime.g", size: 24,
        members: [
          .init("small", at: 0, .base("uint8", size: 1)), .init("wide", at: 8, Self.word),
          .init("_", at: 16, .base("[0]uint8", size: 0)),
        ])
    ]
    let found = try facts(writer)
    #expect(found.types["runtime.g"]?.members["wide"] == Field(offset: 8, size: 8))
    #expect(found.problems.isEmpty)
  }

  @Test("is looked for in the units that a request names, and failing that in all")
  func units() throws {
    var writer = DWARFWriter()
    writer.types = [goroutine]
    writer.variables = [("runtime.allgs", 0x5a_1234, "runtime.g")]
    for unit in ["runtime", "main", "run"] {
      var request = Self.request
      request.unit = unit
      let found = try facts(writer, request)
      #expect(found.types.keys.sorted() == ["runtime.g"])
      #expect(found.variables.keys.sorted() == ["runtime.allgs"])
    }
  }

  @Test("of a unit in another language tells nothing")
  func otherLanguage() throws {
    var writer = DWARFWriter()
    writer.language = 0x1d  // DW_LANG_C11
    writer.types = [goroutine]
    let found = try facts(writer)
    #expect(found.types.isEmpty)
    #expect(found.problems.isEmpty)
  }

  @Test("with siblings that lead back is passed over: libdw would follow them for ever")
  func circularSiblings() throws {
    var writer = DWARFWriter()
    writer.hasCircularSiblings = true
    writer.types = [goroutine]
    let found = try facts(writer)
    #expect(found.types.isEmpty)
    #expect(found.problems == ["a unit of its DWARF is not as Go's linker writes them"])
  }

  @Test("with siblings is read where each leads to an entry further on, as in what dwz wrote")
  func siblings() throws {
    var writer = DWARFWriter()
    writer.types = [goroutine]
    writer.siblingDistance = 0
    let found = try facts(writer)
    #expect(found.types["runtime.g"]?.size == 56)
    #expect(found.problems == [])
    writer.siblingDistance = 1
    #expect(try facts(writer).types.isEmpty)
  }

  @Test("gives variables with their addresses and sizes", arguments: [4, 5])
  func variables(version: UInt16) throws {
    var writer = DWARFWriter()
    writer.version = version
    writer.types = [.structure("[]*runtime.g", size: 24, members: []), Self.word]
    writer.variables = [
      ("runtime.allgs", 0x5a_1234, "[]*runtime.g"),
      ("runtime.allm", 0xffff_ffff_0000_0008, "uintptr"),
      ("runtime.other", 0x1, "uintptr"),
    ]
    #expect(
      try facts(writer).variables == [
        "runtime.allgs": Variable(address: 0x5a_1234, size: 24),
        "runtime.allm": Variable(address: 0xffff_ffff_0000_0008, size: 8),
      ])
  }

  @Test("gives constants, negative ones too")
  func constants() throws {
    var writer = DWARFWriter()
    writer.constants = [("runtime._Gscan", 0x1000), ("runtime._Gidle", -5), ("runtime._Gother", 3)]
    #expect(try facts(writer).constants == ["runtime._Gscan": 0x1000, "runtime._Gidle": -5])
  }

  @Test(
    "gives no address for a variable that is not at a fixed one",
    arguments: [
      [], [0x03], [0x03, 1, 2, 3], [0x91, 0x00], [0x9c],
    ] as [[UInt8]])
  func strangeLocations(expression: [UInt8]) throws {
    var writer = DWARFWriter()
    writer.types = [Self.word]
    writer.strangeLocations = [("runtime.allgs", expression, "uintptr")]
    let found = try facts(writer).variables["runtime.allgs"]
    #expect(found == nil || expression == [0x03, 1, 2, 3] && found?.address == 0x03_0201)
  }

  @Test("of structures that hold each other ends")
  func recursion() throws {
    var writer = DWARFWriter()
    writer.types = [
      .structure("runtime.m", size: 8, members: [.init("g", at: 0, .reference("runtime.g"))]),
      .structure("runtime.g", size: 8, members: [.init("m", at: 0, .reference("runtime.m"))]),
    ]
    let layout = try #require(try facts(writer).types["runtime.g"])
    #expect(layout.members["m.g.m"] != nil)
    #expect(layout.members.count <= 4)
  }

  @Test("without what is asked for gives nothing")
  func nothing() throws {
    var writer = DWARFWriter()
    writer.types = [.structure("main.g", size: 8, members: [])]
    let found = try facts(writer, DebugRequest(types: ["main.g"], variables: [], constants: []))
    // Only names of the runtime are looked at: that is the promise that makes it fast.
    #expect(found.types.isEmpty)
    #expect(found.problems.isEmpty)
  }

  /// `.debug_info` behind a header that says zstd and how large it expands.
  private func compressed(_ writer: DWARFWriter, kind: UInt32, size: Int? = nil) -> [UInt8] {
    var contents = ByteWriter()
    contents.put(kind)
    contents.put(0 as UInt32)
    contents.put(UInt64(size ?? writer.information.count))
    contents.put(1 as UInt64)
    contents.raw(writer.information.map { ~$0 })
    let abbreviations = writer.abbreviations
    var elf = ELFWriter(
      type: ELFWriter.executable,
      segments: [.load(0x1000, abbreviations), .load(0x20000, contents.bytes)])
    var section = ELFWriter.Section(
      ".debug_info", address: 0x20000, size: UInt64(contents.count))
    section.flags = 0x800
    elf.sections = [
      .init(".debug_abbrev", address: 0x1000, size: UInt64(abbreviations.count)), section,
    ]
    return elf.bytes
  }

  @Test("that zstd compressed is expanded by whoever can, as libdw cannot")
  func zstandard() throws {
    var writer = DWARFWriter()
    writer.types = [goroutine]
    let bytes = compressed(writer, kind: 2)
    try withFile(bytes) { descriptor in
      let file = try DwarfFile(descriptor: descriptor, path: "app") { contents, _ in
        contents.map { ~$0 }
      }
      #expect(file.facts(for: Self.request).types["runtime.g"]?.size == 56)
    }
    #expect(
      try failure(bytes)
        == .unusable(path: "app", reason: "its sections are compressed with zstd"))
    let refused = try withFile(bytes) { descriptor in
      (try? DwarfFile(descriptor: descriptor, path: "app") { _, _ in [1] }) == nil
    }
    #expect(refused)
  }

  @Test(
    "that claims to expand without measure is refused before memory is taken", arguments: [1, 2])
  func expansionBomb(kind: UInt32) throws {
    for size in [1 << 40, 100_000, Int.max] {
      let bytes = compressed(DWARFWriter(), kind: kind, size: size)
      #expect(
        try failure(bytes)
          == .unusable(path: "app", reason: ".debug_info would expand to \(size) bytes"))
    }
  }

  @Test("that is not there is told as absent")
  func absent() throws {
    let bytes = ELFWriter(type: ELFWriter.executable, segments: [.load(0x1000, [1])]).bytes
    #expect(try failure(bytes) == .absent(path: "app"))
    #expect(try failure(SyntheticProcess().executableBytes) == .absent(path: "app"))
  }

  @Test("of no ELF file is absent or unreadable, and never a trap")
  func noELF() throws {
    for bytes in [
      Array("text".utf8), [0x7f, 0x45, 0x4c, 0x46], [UInt8](repeating: 0, count: 4_096),
    ] {
      #expect(try failure(bytes) != nil)
    }
  }

  @Test("with random damage answers or declines, and never traps")
  func randomDamage() throws {
    var writer = DWARFWriter()
    writer.types = [goroutine]
    writer.variables = [("runtime.allgs", 0x5a_1234, "runtime.g")]
    writer.constants = [("runtime._Gscan", 0x1000)]
    let whole = writer.executable()
    var state: UInt64 = 3
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    var answers = 0
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<4 { bytes[64 + random(bytes.count - 64)] = UInt8(random(256)) }
      try withFile(bytes) { descriptor in
        if let file = try? DwarfFile(descriptor: descriptor, path: "app") {
          answers += file.facts(for: Self.request).types.count
        }
      }
    }
    #expect(answers > 0)
  }
}

@Suite("A symbol table")
struct SymbolTableTests {
  private let symbols: [(name: String, address: UInt64, size: UInt64)] = [
    ("runtime.allgs", 0x1234, 24), ("runtime.allm", 0x5678, 0), ("main.x", 0x1, 8),
    ("runtime.other", 0x2, 8),
  ]

  private func read(_ bytes: [UInt8], _ names: Set<String>) throws -> SymbolTable? {
    try withFile(bytes) { SymbolTable(descriptor: $0, names: names) }
  }

  @Test("gives the addresses and sizes of those asked for")
  func reads() throws {
    let bytes = DWARFWriter().executable(symbols: symbols)
    let table = try #require(try read(bytes, ["runtime.allgs", "runtime.allm", "runtime.absent"]))
    #expect(
      table.symbols == [
        "runtime.allgs": Variable(address: 0x1234, size: 24),
        "runtime.allm": Variable(address: 0x5678, size: nil),
      ])
  }

  @Test("that is not there is nil, of a stripped file or of none")
  func absent() throws {
    #expect(try read(DWARFWriter().executable(), ["runtime.allgs"]) == nil)
    #expect(try read(Array("text".utf8), ["runtime.allgs"]) == nil)
  }
}
