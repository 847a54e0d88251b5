// Types and values by their descriptors: fields, elements, what interfaces hold, and hostile ones.

import ElfCore
import GoRuntime
import TestSupport
import Testing

/// Kinds, by their numbers in descriptors.
private enum Kind {
  static let int8: UInt8 = 3
  static let int64: UInt8 = 6
  static let uint16: UInt8 = 9
  static let float64: UInt8 = 14
  static let array: UInt8 = 17
  static let pointer: UInt8 = 22
  static let slice: UInt8 = 23
  static let string: UInt8 = 24
  static let structure: UInt8 = 25
}

@Suite("A type")
struct TypeTests {
  /// Draws a type and gives it as it is read; nil where nothing is.
  private func find(
    _ shape: RuntimeShape = .go125, _ draw: (inout SyntheticProcess) -> UInt64
  ) throws -> (types: TypeReader, type: GoType?) {
    var drawn = SyntheticProcess(shape: shape)
    let address = draw(&drawn)
    let types = try #require(TypeReader(process: try drawn.open()))
    return (types, types.type(at: Address(address)))
  }

  private func read(
    _ shape: RuntimeShape = .go125, _ draw: (inout SyntheticProcess) -> UInt64
  ) throws -> (types: TypeReader, type: GoType) {
    let (types, type) = try find(shape, draw)
    return (types, try #require(type))
  }

  @Test("has kind, size and name, as each release lays them out", arguments: RuntimeShape.all)
  func common(shape: RuntimeShape) throws {
    let type = try read(shape) { $0.type("main.Level", kind: Kind.int8, size: 1) }.type
    #expect(type.kind == .int8)
    #expect(type.size == 1)
    #expect(type.name == "main.Level")
    #expect(!type.isDirect)
  }

  @Test("is held by an interface itself where its kind or its flags say so")
  func direct() throws {
    #expect(
      try read { $0.type("*main.T", kind: Kind.pointer | 32, size: 8) }.type.isDirect)
    #expect(
      try read { $0.type("*main.T", kind: Kind.pointer, size: 8, flags: 32) }.type.isDirect
    )
  }

  @Test("has the fields of a structure in their order", arguments: RuntimeShape.all)
  func fields(shape: RuntimeShape) throws {
    let (types, type) = try read(shape) {
      let text = $0.type("string", kind: Kind.string, size: 16)
      let number = $0.type("int64", kind: Kind.int64, size: 8)
      return $0.structure(
        "orders.Cart", size: 24,
        [
          SyntheticField("Owner", text, at: 0),
          SyntheticField("Items", number, at: 16, isEmbedded: true),
        ])
    }
    let fields = try #require(types.fields(of: type))
    #expect(fields.map(\.name) == ["Owner", "Items"])
    #expect(fields.map(\.offset) == [0, 16])
    #expect(fields.map(\.type.kind) == [.string, .int64])
    #expect(fields.map(\.isEmbedded) == [false, true])
  }

  @Test("has no fields where one lies outside of it, has no type, or there are far too many")
  func hostileFields() throws {
    for (field, count) in [(99 as UInt64, nil), (0, nil), (8, UInt64.max)] as [(UInt64, UInt64?)] {
      let (types, type) = try read {
        let number = $0.type("int64", kind: Kind.int64, size: 8)
        let type = $0.structure(
          "main.T", size: 16, [SyntheticField("x", field == 0 ? 0x10 : number, at: field)])
        let part = type + UInt64($0.types["internal/abi.Type"]?.size ?? 0)
        if let count { $0.memory.word(count, at: part + 16) }
        return type
      }
      #expect(types.fields(of: type)?.count == nil)
    }
  }

  @Test("has an element, an array its length, an interface its methods")
  func parts() throws {
    let (types, list) = try read {
      let number = $0.type("int64", kind: Kind.int64, size: 8)
      return $0.type("[3]int64", kind: Kind.array, size: 24, words: [number, 0, 3])
    }
    #expect(types.element(of: list)?.name == "int64")
    #expect(types.length(of: list) == 3)
    #expect(types.fields(of: list)?.count == nil)
    let (others, error) = try read { $0.interface("error", methods: ["Error", "Unwrap"]) }
    #expect(others.interfaceMethods(of: error) == ["Error", "Unwrap"])
    #expect(others.length(of: error) == nil)
  }

  @Test("is none where no descriptor can be")
  func none() throws {
    for address in [0, 0x10, UInt64.max] {
      #expect(try find { _ in address }.type == nil)
    }
    #expect(try find { $0.heap }.type == nil)
    // No kind has that number.
    #expect(try find { $0.type("main.T", kind: 31, size: 8) }.type == nil)
  }
}

@Suite("A value")
struct ValueTests {
  private func scalar(
    kind: UInt8, size: UInt64, _ draw: (inout SyntheticProcess) -> UInt64
  ) throws -> GoScalar? {
    var drawn = SyntheticProcess()
    let type = drawn.type("main.T", kind: kind, size: size)
    let address = draw(&drawn)
    let values = try #require(ValueReader(process: try drawn.open()))
    let read = try #require(values.types.type(at: Address(type)))
    return values.scalar(GoValue(type: read, address: Address(address)))
  }

  @Test("is read with the sign and size of its kind")
  func numbers() throws {
    #expect(try scalar(kind: Kind.int8, size: 1) { $0.value([0xfe]) } == .signed(-2))
    #expect(try scalar(kind: Kind.uint16, size: 2) { $0.value([0xfe, 0xff]) } == .unsigned(0xfffe))
    let half = [UInt8](repeating: 0, count: 6) + [0xe0, 0x3f]
    #expect(try scalar(kind: Kind.float64, size: 8) { $0.value(half) } == .float(0.5))
    #expect(try scalar(kind: Kind.int8, size: 3) { $0.value([1]) } == nil)
  }

  @Test("is a text with its length, a slice with its capacity")
  func headers() throws {
    #expect(
      try scalar(kind: Kind.string, size: 16) { $0.string("order 7") }
        == .string("order 7", length: 7))
    let slice = try scalar(kind: Kind.slice, size: 24) {
      let header = $0.onHeap(24)
      $0.memory.words([0x1000, 3, 8], at: header)
      return header
    }
    #expect(slice == .slice(length: 3, capacity: 8))
  }

  @Test("is nothing where memory is lost")
  func unreadable() throws {
    for kind in [Kind.int64, Kind.string, Kind.pointer, Kind.slice] {
      #expect(try scalar(kind: kind, size: 8) { _ in 0x1000 } == nil)
    }
  }

  @Test("leads through pointers, fields and interfaces to what it holds")
  func path() throws {
    var drawn = SyntheticProcess()
    let text = drawn.type("string", kind: Kind.string, size: 16)
    let any = drawn.interface("interface {}")
    let error = drawn.interface("error", methods: ["Error"])
    let inner = drawn.structure("main.inner", size: 16, [SyntheticField("Name", text, at: 0)])
    let pointer = drawn.type("*main.inner", kind: Kind.pointer | 32, size: 8, words: [inner])
    let outer = drawn.structure(
      "main.outer", size: 32,
      [SyntheticField("Any", any, at: 0), SyntheticField("Err", error, at: 16)])
    let name = drawn.string("lost")
    let table = drawn.onHeap(16)
    drawn.memory.words([error, pointer], at: table)
    let address = drawn.onHeap(32)
    drawn.memory.words([inner, name, table, name], at: address)
    let values = try #require(ValueReader(process: try drawn.open()))
    let value = GoValue(
      type: try #require(values.types.type(at: Address(outer))), address: Address(address))
    // A structure lies behind the data word; a pointer is the data word.
    let held = try #require(
      values.field(named: "Any", of: value).flatMap { values.content(of: $0) })
    #expect(held.type.name == "main.inner")
    #expect(held.address == Address(name))
    let wrapped = try #require(
      values.field(named: "Err", of: value).flatMap { values.content(of: $0) })
    #expect(wrapped.type.name == "*main.inner")
    #expect(wrapped.address == Address(address + 24))
    let target = try #require(values.target(of: wrapped))
    #expect(
      values.field(named: "Name", of: target).flatMap { values.scalar($0) }
        == .string("lost", length: 4))
    #expect(values.field(named: "None", of: target)?.address == nil)
  }

  @Test("of a nil interface or pointer leads nowhere")
  func null() throws {
    var drawn = SyntheticProcess()
    let any = drawn.interface("interface {}")
    let error = drawn.interface("error", methods: ["Error"])
    let pointer = drawn.type("*interface {}", kind: Kind.pointer, size: 8, words: [any])
    let address = drawn.onHeap(16)
    let values = try #require(ValueReader(process: try drawn.open()))
    func value(_ type: UInt64) throws -> GoValue {
      GoValue(type: try #require(values.types.type(at: Address(type))), address: Address(address))
    }
    #expect(try values.content(of: value(any))?.address == nil)
    #expect(try values.content(of: value(error))?.address == nil)
    #expect(try values.target(of: value(pointer))?.address == nil)
    #expect(try values.scalar(value(any)) == .interface(type: nil))
  }

  @Test("has no more elements than are asked for, however long it says it is")
  func elements() throws {
    var drawn = SyntheticProcess()
    let number = drawn.type("int64", kind: Kind.int64, size: 8)
    let slice = drawn.type("[]int64", kind: Kind.slice, size: 24, words: [number])
    let header = drawn.onHeap(24)
    let data = drawn.onHeap(24)
    drawn.memory.words([5, 6, 7], at: data)
    drawn.memory.words([data, .max, .max], at: header)
    let values = try #require(ValueReader(process: try drawn.open()))
    let value = GoValue(
      type: try #require(values.types.type(at: Address(slice))), address: Address(header))
    let elements = values.elements(of: value, limit: 3)
    #expect(elements.map { values.scalar($0) } == [.signed(5), .signed(6), .signed(7)])
  }
}
