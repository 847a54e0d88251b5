// Names and kinds of types from their descriptors; Go's strings, slices and interfaces.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The name of a type")
struct TypeNameTests {
  private func name(
    _ shape: RuntimeShape = .go125, _ draw: (inout SyntheticProcess) -> UInt64
  ) throws -> String? {
    var drawn = SyntheticProcess(shape: shape)
    let address = draw(&drawn)
    return try drawn.open().typeNames.name(of: Address(address))
  }

  @Test("is read from its descriptor, as each release lays it out", arguments: RuntimeShape.all)
  func plain(shape: RuntimeShape) throws {
    #expect(try name(shape) { $0.type("runtime.boundsError", kind: 25) } == "runtime.boundsError")
  }

  @Test("loses the star that is stored and is not the type's", arguments: RuntimeShape.all)
  func extraStar(shape: RuntimeShape) throws {
    #expect(
      try name(shape) { $0.type("errors.errorString", kind: 25, hasExtraStar: true) }
        == "errors.errorString")
    #expect(try name(shape) { $0.type("*errors.errorString", kind: 22) } == "*errors.errorString")
  }

  @Test("may be longer than a length byte tells")
  func long() throws {
    let text = "main.T[" + String(repeating: "x", count: 300) + "]"
    #expect(try name { $0.type(text, kind: 25) } == text)
  }

  @Test("may hold any letters")
  func unicode() throws {
    #expect(try name { $0.type("main.Größe", kind: 25) } == "main.Größe")
  }

  @Test("is unknown of an address that is no descriptor's")
  func unknown() throws {
    #expect(try name { _ in 0 } == nil)
    #expect(try name { $0.heap } == nil)
    #expect(try name { _ in .max } == nil)
  }

  @Test("is unknown where its offset leads out of memory")
  func wildOffset() throws {
    for offset in [UInt64(0x7fff_ffff), 0xffff_ffff, 0] {
      let found = try name { drawn in
        let address = drawn.type("main.T", kind: 25)
        drawn.set("internal/abi.Type", "Str", of: address, offset)
        return address
      }
      #expect(found == nil)
    }
  }

  @Test("comes with the kind, without the bits that were flags once")
  func kind() throws {
    var drawn = SyntheticProcess()
    let plain = drawn.type("main.T", kind: 25)
    let flagged = drawn.type("*main.T", kind: 22 | 32 | 64)
    let names = try drawn.open().typeNames
    #expect(names.kind(of: Address(plain)) == 25)
    #expect(names.kind(of: Address(flagged)) == 22)
    #expect(names.kind(of: Address(0x10)) == nil)
  }
}

@Suite("A Go value")
struct GoValueTests {
  static let architectures = Architecture.supported

  @Test("that is a string has its bytes, up to a limit", arguments: architectures)
  func string(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let address = Address(drawn.string("hello, wörld"))
    let memory = try drawn.open().memory
    #expect(try memory.goString(at: address, limit: 100) == "hello, wörld")
    #expect(try memory.goString(at: address, limit: 5) == "hello")
    #expect(try memory.goStringBytes(at: address, limit: 0) == [])
  }

  @Test("that is an empty string needs no memory for its bytes")
  func emptyString() throws {
    var drawn = SyntheticProcess()
    let header = drawn.onHeap(16)
    drawn.memory.words([0xdead_0000, 0], at: header)
    #expect(try drawn.open().memory.goString(at: Address(header), limit: 10) == "")
  }

  @Test("that is a string of absurd length fails, and does not trap")
  func absurdLength() throws {
    for length in [UInt64.max, UInt64.max / 2, 1 << 63] {
      var drawn = SyntheticProcess()
      let header = drawn.onHeap(16)
      drawn.memory.words([0xdead_0000, length], at: header)
      let memory = try drawn.open().memory
      #expect(throws: MemoryError.unmapped(Address(0xdead_0000))) {
        try memory.goString(at: Address(header), limit: 10)
      }
    }
  }

  @Test("that is a slice or an interface is two words", arguments: architectures)
  func words(architecture: Architecture) throws {
    var drawn = SyntheticProcess(architecture)
    let place = drawn.onHeap(32)
    drawn.memory.words([0x1234, 0x77], at: place)
    let memory = try drawn.open().memory
    let slice = try memory.goSlice(at: Address(place))
    #expect(slice.data == Address(0x1234))
    #expect(slice.count == 0x77)
    let value = try GoInterface(at: Address(place), memory)
    #expect(value.type == Address(0x1234))
    #expect(value.data == Address(0x77))
  }
}
