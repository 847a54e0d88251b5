// The chain of panics, with texts and types as the runtime prints them.

import CrashAnalysis
import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("A chain of panics")
struct PanicChainTests {
  static let architectures = Architecture.supported
  private static let panicking = ["runtime.fatalpanic", "runtime.gopanic"]

  @Test("of one panic has its text and its original type", arguments: architectures)
  func single(architecture: Architecture) throws {
    var death = Death(architecture, inner: Self.panicking)
    death.panic(
      type: "string", text: "runtime error: index out of range [5] with length 3",
      original: "runtime.boundsError")
    let panics = try death.diagnose().facts.panics
    #expect(panics.map(\.text) == ["runtime error: index out of range [5] with length 3"])
    #expect(panics.map(\.type) == ["runtime.boundsError"])
    #expect(panics.map(\.isGoexit) == [false])
  }

  @Test("comes oldest first, with its marks", arguments: RuntimeShape.all)
  func order(shape: RuntimeShape) throws {
    var death = Death(
      shape: shape,
      inner: ["runtime.fatalpanic", "runtime.gopanic", "main.main", "runtime.gopanic"])
    let oldest = death.panic(type: "string", text: "first", flags: ["recovered"], call: 1)
    death.panic(type: "string", text: "second", link: oldest, call: 0)
    let panics = try death.diagnose().facts.panics
    #expect(panics.map(\.text) == ["first", "second"])
    #expect(panics.map(\.isRecovered) == [true, false])
    #expect(panics.map(\.isRepanicked) == [false, false])
    #expect(Set(panics.compactMap(\.arguments)).count == 2)
  }

  @Test("keeps a Goexit without a text")
  func goexit() throws {
    var death = Death(inner: Self.panicking)
    let goexit = death.drawn.addPanic(to: death.goroutine, type: 0, data: 0, flags: ["goexit"])
    death.panic(type: "string", text: "after", link: goexit)
    let panics = try death.diagnose().facts.panics
    #expect(panics.map(\.isGoexit) == [true, false])
    #expect(panics.map(\.text) == [nil, "after"])
  }

  @Test("that turns back on itself ends, and says so")
  func cycle() throws {
    var death = Death(inner: Self.panicking)
    let record = death.panic(type: "string", text: "again")
    death.drawn.set("runtime._panic", "link", of: record, record)
    let facts = try death.diagnose().facts
    #expect(facts.panics.count == 1)
    #expect(facts.problems == ["the chain of panics is cyclic at \(Address(record))"])
  }

  @Test("that leads out of memory keeps what was read, and says so")
  func unreadable() throws {
    var death = Death(inner: Self.panicking)
    death.panic(type: "string", text: "newest", link: 0xdead_0000)
    let facts = try death.diagnose().facts
    #expect(facts.panics.map(\.text) == ["newest"])
    #expect(facts.problems.count == 1)
    #expect(facts.problems.first?.hasPrefix("the chain of panics ends early: 0xdead0") == true)
  }

  @Test("with a value that cannot be read has no text for it")
  func unreadableValue() throws {
    var death = Death(inner: Self.panicking)
    death.panic(type: 0xdead_0000, data: 0xdead_0008)
    #expect(try death.diagnose().facts.panics.map(\.text) == [nil])
  }

  @Test("whose text is absurdly long is cut")
  func longText() throws {
    var death = Death(inner: Self.panicking)
    let type = death.drawn.type("string", kind: 24)
    let header = death.drawn.onHeap(16)
    death.drawn.memory.words([death.drawn.heap, 0x40000], at: header)
    death.panic(type: type, data: header)
    let text = try #require(try death.diagnose().facts.panics.first?.text)
    #expect(text.utf8.count <= 3 * 65_536)
  }
}

/// A value given to panic, and what the runtime prints of it.
struct PrintedValue: Sendable, CustomTestStringConvertible {
  let type: String
  let kind: UInt8
  let bytes: [UInt8]
  let text: String
  var testDescription: String { "\(type) \(text)" }

  init(_ type: String, _ kind: UInt8, _ value: UInt64, size: Int, _ text: String) {
    self.type = type
    self.kind = kind
    var out = ByteWriter()
    out.put(value, size: size)
    bytes = out.bytes
    self.text = text
  }

  init(_ type: String, _ kind: UInt8, _ first: UInt64, _ second: UInt64, size: Int, _ text: String)
  {
    self.type = type
    self.kind = kind
    var out = ByteWriter()
    out.put(first, size: size)
    out.put(second, size: size)
    bytes = out.bytes
    self.text = text
  }

  static let integers = [
    PrintedValue("bool", 1, 1, size: 1, "true"), PrintedValue("bool", 1, 0, size: 1, "false"),
    PrintedValue("int", 2, 42, size: 8, "42"),
    PrintedValue("int", 2, UInt64(bitPattern: -1), size: 8, "-1"),
    PrintedValue("int8", 3, 0x80, size: 1, "-128"), PrintedValue("int16", 4, 0xffff, size: 2, "-1"),
    PrintedValue("int32", 5, 0x8000_0000, size: 4, "-2147483648"),
    PrintedValue("int64", 6, 1 << 63, size: 8, "-9223372036854775808"),
    PrintedValue("uint", 7, .max, size: 8, "18446744073709551615"),
    PrintedValue("uint8", 8, 0xff, size: 1, "255"),
    PrintedValue("uint16", 9, 0xffff, size: 2, "65535"),
    PrintedValue("uint32", 10, 0xffff_ffff, size: 4, "4294967295"),
    PrintedValue("uint64", 11, 1 << 63, size: 8, "9223372036854775808"),
    PrintedValue("uintptr", 12, 0xc000, size: 8, "49152"),
    PrintedValue("main.Code", 2, 7, size: 8, "main.Code(7)"),
    PrintedValue("main.Flag", 1, 1, size: 1, "main.Flag(true)"),
    PrintedValue("time.Duration", 6, 1_000, size: 8, "time.Duration(1000)"),
  ]

  /// runtime/print.go up to go1.25: seven digits, a sign and three digits of the exponent.
  static let oldFloats: [PrintedValue] = [
    (1.5, "+1.500000e+000"), (0, "+0.000000e+000"), (-0.0, "-0.000000e+000"),
    (-123.456, "-1.234560e+002"), (1e-7, "+1.000000e-007"), (9.9999999, "+1.000000e+001"),
    (3.14159265358979, "+3.141593e+000"), (1e100, "+1.000000e+100"), (2.5e-200, "+2.500000e-200"),
    (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (1.0e22, "+1.000000e+022"),
    (0.1, "+1.000000e-001"), (.greatestFiniteMagnitude, "+1.797693e+308"),
  ].map { (value: Double, text: String) in
    PrintedValue("float64", 14, value.bitPattern, size: 8, text)
  }

  /// runtime/print.go since go1.26: the shortest text that is the same number.
  static let newFloats: [PrintedValue] = [
    (1.5, "1.5"), (0, "0"), (-0.0, "-0"), (-123.456, "-123.456"), (1e-7, "1e-07"),
    (1e100, "1e+100"), (1e21, "1e+21"), (1e20, "1e+20"), (0.1, "0.1"), (100, "100"), (.nan, "NaN"),
    (.infinity, "+Inf"), (-.infinity, "-Inf"), (3.14159265358979, "3.14159265358979"),
    (123_456_789, "1.23456789e+08"), (0.0001, "0.0001"), (0.00001, "1e-05"),
  ].map { (value: Double, text: String) in
    PrintedValue("float64", 14, value.bitPattern, size: 8, text)
  }
}

@Suite("A panic's value")
struct PanicValueTests {
  private func text(
    _ value: PrintedValue, shape: RuntimeShape = .go125, architecture: Architecture = .amd64
  ) throws -> String? {
    var death = Death(architecture, shape: shape, inner: ["runtime.fatalpanic", "runtime.gopanic"])
    let type = death.drawn.type(value.type, kind: value.kind)
    death.panic(type: type, data: death.drawn.value(value.bytes))
    return try death.diagnose().facts.panics.first?.text
  }

  @Test(
    "of a basic type is printed as it is, of a named one with its name",
    arguments: PrintedValue.integers)
  func integers(value: PrintedValue) throws {
    #expect(try text(value) == value.text)
  }

  @Test("of type int has the target's size")
  func narrowInteger() throws {
    let value = PrintedValue("int", 2, 0xffff_fffe, size: 4, "-2")
    #expect(try text(value, architecture: .i386) == "-2")
  }

  @Test(
    "that is a float has the runtime's seven digits up to go1.25", arguments: PrintedValue.oldFloats
  )
  func oldFloats(value: PrintedValue) throws {
    #expect(try text(value, shape: .go125) == value.text)
    #expect(try text(value, shape: .go119) == value.text)
  }

  @Test("that is a float is as short as can be since go1.26", arguments: PrintedValue.newFloats)
  func newFloats(value: PrintedValue) throws {
    #expect(try text(value, shape: .go127) == value.text)
  }

  @Test("that is a float of 32 bits is not printed with digits that it does not have")
  func narrowFloat() throws {
    let value = PrintedValue("float32", 13, UInt64(Float(0.1).bitPattern), size: 4, "")
    #expect(try text(value, shape: .go125) == "+1.000000e-001")
  }

  @Test("that is complex is in parentheses, of a named type in one pair only")
  func complex() throws {
    let bits = (Double(1.5).bitPattern, Double(-2).bitPattern)
    #expect(
      try text(PrintedValue("complex128", 16, bits.0, bits.1, size: 8, ""))
        == "(+1.500000e+000-2.000000e+000i)")
    let narrow = (UInt64(Float(1.5).bitPattern), UInt64(Float(-2).bitPattern))
    #expect(
      try text(PrintedValue("complex64", 15, narrow.0, narrow.1, size: 4, ""))
        == "(+1.500000e+000-2.000000e+000i)")
    // runtime/error.go printanycustomtype prints the type and then the number, which has its own.
    let named = try text(PrintedValue("main.Wave", 16, bits.0, bits.1, size: 8, ""))
    #expect(named == "main.Wave(+1.500000e+000-2.000000e+000i)")
  }

  @Test("that is a string is plain, and quoted where its type is named")
  func strings() throws {
    func text(_ type: String) throws -> String? {
      var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
      death.panic(type: type, text: "line one\nline \"two\"")
      return try death.diagnose().facts.panics.first?.text
    }
    #expect(try text("string") == "line one\nline \"two\"")
    #expect(try text("main.Reason") == "main.Reason(\"line one\nline \"two\"\")")
  }

  @Test("of any other type is its address, and of none is nil")
  func others() throws {
    #expect(
      try text(PrintedValue("main.T", 25, 0, size: 8, ""))?.hasPrefix("(main.T) 0xc0") == true)
    var death = Death(inner: ["runtime.fatalpanic", "runtime.gopanic"])
    death.panic(type: 0, data: 0)
    #expect(try death.diagnose().facts.panics.first?.text == "nil")
  }
}
