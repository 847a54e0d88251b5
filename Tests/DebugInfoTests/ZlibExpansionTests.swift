// The expansion of zlib's streams, held against zlib itself, which libelf brings along.

import Glibc
import Testing

@testable import DebugInfo

@Suite("A stream of zlib's")
struct ZlibExpansionTests {
  private typealias Compress =
    @convention(c) (
      UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt>, UnsafePointer<UInt8>, UInt, Int32
    ) -> Int32

  private static func compressed(_ bytes: [UInt8], level: Int32) throws -> [UInt8] {
    let library = try #require(dlopen("libz.so.1", RTLD_NOW))
    let symbol = try #require(dlsym(library, "compress2"))
    var result = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 64)
    var count = UInt(result.count)
    let status = unsafeBitCast(symbol, to: Compress.self)(
      &result, &count, bytes, UInt(bytes.count), level)
    try #require(status == 0)
    return Array(result[..<Int(count)])
  }

  /// What `stream` expands to; nil where it is refused.
  private func expanded(_ stream: [UInt8], size: Int) -> [UInt8]? {
    var target = [UInt8](repeating: 0xee, count: size)
    let isGood = stream.withUnsafeBytes { source in
      target.withUnsafeMutableBytes { ZlibExpansion.expand(source, into: $0) }
    }
    return isGood ? target : nil
  }

  /// Bytes of several kinds: few and many, of one value, with short and long periods, like text, of chance.
  private static let contents: [[UInt8]] = {
    var state: UInt64 = 42
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    let words = (0..<300).map { _ in (0..<(1 + next() % 9)).map { _ in UInt8(97 + next() % 26) } }
    let text = (0..<20_000).flatMap { _ in words[next() % (1 + next() % 300)] }
    let chance = (0..<70_000).map { _ in UInt8(truncatingIfNeeded: next()) }
    return [
      [7], Array("runtime.g".utf8), [UInt8](repeating: 0, count: 1_000),
      (0..<5_000).map { UInt8($0 % 3) }, (0..<5_000).map { UInt8($0 % 7) },
      (0..<90_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 5) }, text, chance,
      text + chance + [UInt8](repeating: 1, count: 100_000) + text,
    ]
  }()

  @Test("expands to what was compressed", arguments: [0, 1, 6, 9] as [Int32])
  func roundTrip(level: Int32) throws {
    for bytes in Self.contents {
      let stream = try Self.compressed(bytes, level: level)
      #expect(expanded(stream, size: bytes.count) == bytes, "\(bytes.count) bytes")
    }
  }

  @Test("is refused where it is cut, or fills another size")
  func sizes() throws {
    let bytes = Array(Self.contents[6].prefix(3_000))
    let stream = try Self.compressed(bytes, level: 6)
    for end in 0..<stream.count {
      #expect(expanded(Array(stream[..<end]), size: bytes.count) == nil, "cut at \(end)")
    }
    #expect(expanded(stream, size: bytes.count - 1) == nil)
    #expect(expanded(stream, size: bytes.count + 1) == nil)
    #expect(expanded(stream, size: 0) == nil)
  }

  @Test("is refused or means the same where a bit is wrong")
  func wrongBits() throws {
    let bytes = Array(Self.contents[6].prefix(2_000))
    let stream = try Self.compressed(bytes, level: 9)
    for bit in 0..<stream.count * 8 {
      var wrong = stream
      wrong[bit / 8] ^= 1 << UInt8(bit % 8)
      let result = expanded(wrong, size: bytes.count)
      #expect(result == nil || result == bytes, "bit \(bit)")
    }
  }

  @Test("has Adler's sum", arguments: [0, 1, 127, 128, 129, 5_000])
  func checkSum(count: Int) {
    let bytes = [UInt8](repeating: 0xff, count: count)
    var (sum, sums): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      sum = (sum + UInt32(byte)) % 65_521
      sums = (sums + sum) % 65_521
    }
    #expect(bytes.withUnsafeBytes { ZlibExpansion.adler32($0) } == sums << 16 | sum)
  }
}
