// The release, the modules and the settings that the linker left in the program.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("Build information")
struct BuildInformationTests {
  private static let details = """
    path\texample.com/shop/cmd/app
    mod\texample.com/shop\tv1.4.2\th1:abc=
    dep\tgolang.org/x/text\tv0.3.0\th1:def=
    dep\texample.com/forked\tv1.0.0
    =>\t../forked\t
    dep\texample.com/moved\tv1.0.0
    =>\texample.com/new\tv2.0.0\th1:x=
    build\t-ldflags=-X main.version=a=b
    build\tGOARCH=amd64
    build\tvcs.modified=true

    """

  @Test("names release, path, modules, replacements and settings")
  func parses() throws {
    let found = try #require(try buildInformation("go1.25.5", Self.details))
    #expect(found.goVersion == "go1.25.5")
    #expect(found.path == "example.com/shop/cmd/app")
    #expect(found.main?.path == "example.com/shop")
    #expect(found.main?.version == "v1.4.2")
    #expect(found.main?.replacement == nil)
    #expect(
      found.dependencies.map(\.path)
        == ["golang.org/x/text", "example.com/forked", "example.com/moved"])
    #expect(found.dependencies.map(\.replacement) == [nil, "../forked", "example.com/new v2.0.0"])
    #expect(
      found.settings == [
        "-ldflags": "-X main.version=a=b", "GOARCH": "amd64", "vcs.modified": "true",
      ])
  }

  @Test("with a replaced main module says so")
  func replacedMain() throws {
    let found = try #require(
      try buildInformation("go1.25.5", "path\ta\nmod\tb\tv1\n=>\tc\tv2\n"))
    #expect(found.main?.replacement == "c v2")
  }

  @Test("without modules has a release")
  func noModules() throws {
    let found = try #require(try buildInformation("go1.25.5", ""))
    #expect(found.goVersion == "go1.25.5")
    #expect(found.main == nil)
    #expect(found.path == nil)
    #expect(found.settings.isEmpty)
  }

  @Test("keeps letters beyond ASCII in its texts")
  func unicode() throws {
    let found = try #require(
      try buildInformation(
        "go1.25.5", "path\texample.com/größe\nbuild\t-ldflags=-X main.author=Zoë\n"))
    #expect(found.path == "example.com/größe")
    #expect(found.settings["-ldflags"] == "-X main.author=Zoë")
  }

  @Test(
    "tells the minor release, of a release only",
    arguments: [
      ("go1.25.5", 25), ("go1.27", 27), ("go1.26rc1", 26), ("go1.25.5 X:greenteagc", 25),
      ("go1.19.8 vendor", 19), ("devel go1.28-abc Mon Jan 1", nil), ("go2.1", nil), ("go1.", nil),
    ] as [(String, Int?)])
  func minorRelease(version: String, minor: Int?) throws {
    #expect(try buildInformation(version)?.minorRelease == minor)
  }

  @Test("of what is no release of Go's is none")
  func noRelease() throws {
    #expect(try buildInformation("python3.11") == nil)
    #expect(try buildInformation("") == nil)
  }

  @Test("is found at any multiple of 16, across the blocks of the search")
  func places() throws {
    let bytes = SyntheticProcess.buildInformation("go1.25.5", "path\tapp\n")
    for place in [0, 16, 0xffc0, 0xffd0, 0xffe0, 0xfff0, 0x1_0000, 0x1_ffb0, 0x1_ffc0, 0x1_ffd0] {
      var area = [UInt8](repeating: 0, count: place) + bytes
      area += [UInt8](repeating: 0, count: 0x2_1000 - area.count)
      let memory = try SyntheticCore(memory: [.load(0x10_0000, area)]).open().memory()
      let found = BuildInformation.find(
        in: [AddressRange(start: Address(0x10_0000), end: Address(0x10_0000 + UInt64(area.count)))],
        memory: memory)
      #expect(found?.path == "app", "\(place)")
    }
  }

  @Test("is found in the second range, and not outside the ranges")
  func ranges() throws {
    let bytes =
      SyntheticProcess.buildInformation("go1.25.5", "path\tapp\n")
      + [UInt8](repeating: 0, count: 64)
    let memory = try SyntheticCore(
      memory: [.load(0x1000, [UInt8](repeating: 0, count: 256)), .load(0x2000, bytes)]
    ).open().memory()
    let first = AddressRange(start: Address(0x1000), end: Address(0x1100))
    let second = AddressRange(start: Address(0x2000), end: Address(0x2000 + UInt64(bytes.count)))
    #expect(BuildInformation.find(in: [first], memory: memory) == nil)
    #expect(BuildInformation.find(in: [first, second], memory: memory)?.path == "app")
    #expect(BuildInformation.find(in: [], memory: memory) == nil)
  }

  @Test("of a range as large as the address space is looked for, and the search ends")
  func hugeRange() throws {
    let memory = try SyntheticCore(memory: [.load(0x1000, [1, 2, 3])]).open().memory()
    let range = AddressRange(start: .null, end: Address(.max))
    #expect(BuildInformation.find(in: [range], memory: memory) == nil)
  }

  @Test("cut at any byte is found whole or not at all")
  func cut() throws {
    let bytes = SyntheticProcess.buildInformation(
      "go1.25.5", "path\tapp\nmod\texample.com/app\tv1.0.0\n")
    for length in 0..<bytes.count {
      let memory = try SyntheticCore(memory: [.load(0x1000, Array(bytes.prefix(length)))]).open()
        .memory()
      let found = BuildInformation.find(
        in: [AddressRange(start: Address(0x1000), end: Address(0x2000))], memory: memory)
      #expect(found == nil || found?.main?.version == "v1.0.0", "\(length)")
    }
  }

  @Test("of lengths that lie is none")
  func lyingLengths() throws {
    var bytes = SyntheticProcess.buildInformation("go1.25.5", "path\tapp\n")
    for index in 32..<40 { bytes[index] = 0xff }
    let memory = try SyntheticCore(memory: [.load(0x1000, bytes)]).open().memory()
    #expect(
      BuildInformation.find(
        in: [AddressRange(start: Address(0x1000), end: Address(0x2000))], memory: memory) == nil)
  }
}
