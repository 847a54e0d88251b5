// JSON as bytes: structure, and texts that are hostile.

import Foundation
import Reporting
import TestSupport
import Testing

@Suite("JSON")
struct JSONWriterTests {
  /// What `body` writes.
  private func written(blockSize: Int = 1 << 16, _ body: (inout JSONWriter) -> Void) -> String {
    let output = Output(blockSize: blockSize)
    var json = JSONWriter(output.writer)
    body(&json)
    return output.text
  }

  /// The text that a JSON reader finds where `text` was written.
  private func readBack(_ text: String) throws -> String? {
    let json = written { $0.object { $0.member("text", text) } }
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    return object?["text"] as? String
  }

  @Test("has commas between members and elements, and none before the first")
  func structure() {
    let text = written { json in
      json.object { json in
        json.member("a", 1)
        json.name(JSONName("b"))
        json.array { json in
          json.number(1)
          json.text("x")
          json.object { _ in }
          json.array { $0.number(2) }
        }
        json.name("c")
        json.object { json in
          json.name(JSONName("d"))
          json.truth(true)
        }
        json.member("e", false)
        json.name("f")
        json.written([0x6e, 0x75, 0x6c, 0x6c])
      }
    }
    #expect(text == #"{"a":1,"b":[1,"x",{},[2]],"c":{"d":true},"e":false,"f":null}"#)
  }

  @Test("leaves out members without a value")
  func absent() {
    let text = written { json in
      json.object { json in
        json.member("a", nil as String?)
        json.member("b", nil as Int?)
        json.member("c", nil as Bool?)
        json.member("e", 5)
      }
    }
    #expect(text == #"{"e":5}"#)
  }

  @Test("has addresses as strings of hexadecimal digits, and numbers plain")
  func numbers() {
    let text = written { json in
      json.array { json in
        for address: UInt64 in [0, 1, 0xf, 0x10, 0xdead, 0xc000_1234_5678, .max] {
          json.address(address)
        }
        for number in [0, 9, 10, 100, 9_999_999_999_999_999, 10_000_000_000_000_001, Int.min] {
          json.number(number)
        }
        json.number(UInt64.max)
      }
    }
    #expect(
      text == """
        ["0x0","0x1","0xf","0x10","0xdead","0xc00012345678","0xffffffffffffffff",\
        0,9,10,100,9999999999999999,10000000000000001,-9223372036854775808,18446744073709551615]
        """)
  }

  @Test(
    "has seconds to the microsecond",
    arguments: [
      (0.0, "0.000000"), (1.5, "1.500000"), (0.000_001, "0.000001"), (12.000_05, "12.000050"),
      (-1, "0.000000"), (.infinity, "1000000000000.000000"), (.nan, "0.000000"),
    ])
  func seconds(value: Double, text: String) {
    #expect(written { json in json.array { $0.seconds(value) } } == "[\(text)]")
  }

  @Test(
    "escapes what JSON, a terminal or a reader would take for something else",
    arguments: [
      ("plain", "plain"), ("quote \" backslash \\", #"quote \" backslash \\"#),
      ("line\nend\ttab", #"line\nend\ttab"#), ("\r", #"\u000d"#), ("\u{0}", #"\u0000"#),
      ("\u{1b}[31mred", #"\u001b[31mred"#), ("\u{7f}\u{9b}", #"\u007f\u009b"#),
      // Right-to-left override, isolates, zero-width space, byte-order mark, line separator.
      ("a\u{202e}b", #"a\u202eb"#), ("\u{2066}x\u{2069}", #"\u2066x\u2069"#),
      ("\u{200b}\u{feff}\u{2028}", #"\u200b\ufeff\u2028"#),
      // A tag character lies beyond 16 bits: a pair of surrogates.
      ("\u{e0041}", #"\udb40\udc41"#),
      ("größe 日本 😀", "größe 日本 😀"), ("\u{fffd}", "\u{fffd}"),
      ("größe\n日\"本\u{200b}😀", #"größe\n日\"本\u200b😀"#), ("\\\\é", #"\\\\é"#),
    ])
  func escapes(text: String, escaped: String) {
    #expect(written { $0.object { $0.member("t", text) } } == "{\"t\":\"\(escaped)\"}")
  }

  @Test("escapes the names of members as it does texts")
  func names() {
    #expect(written { $0.object { $0.member("a\"\n\u{1b}", 1) } } == #"{"a\"\n\u001b":1}"#)
  }

  @Test("reads back as what was written, for every character of the lowest plane")
  func roundTrip() throws {
    for start in stride(from: 0 as UInt32, to: 0x1_0000, by: 0x400) {
      let text = String(
        String.UnicodeScalarView((start..<start + 0x400).compactMap(Unicode.Scalar.init)))
      let found = try readBack(text)
      #expect(
        found == text || (start == 0xfc00 && found?.utf8.count == text.utf8.count), "\(start)")
    }
  }

  @Test("of bytes that are no UTF-8 has replacement characters and can be read")
  func invalidText() throws {
    let text = String(decoding: [0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x62], as: UTF8.self)
    let found = try readBack(text)
    #expect(found == text)
    #expect(found?.contains("\u{fffd}") == true)
  }

  @Test("is the same in blocks of any size", arguments: [1, 7, 64, 1 << 20])
  func blocks(size: Int) {
    let text = written(blockSize: size) { json in
      json.array { json in for number in 0..<500 { json.object { $0.member("n", number) } } }
    }
    #expect(text == "[" + (0..<500).map { "{\"n\":\($0)}" }.joined(separator: ",") + "]")
  }
}

@Suite("A text writer")
struct TextWriterTests {
  @Test("sends blocks when they are full and the rest when it is asked")
  func blocks() {
    let output = Output(blockSize: 10)
    output.writer.write("12345")
    #expect(output.blocks.isEmpty)
    output.writer.write("67890a")
    #expect(output.blocks.count == 1)
    output.writer.write("b")
    #expect(output.text == "1234567890ab")
  }

  @Test("sends nothing more after its sink refused")
  func refusal() {
    let output = Output(blockSize: 1, accepts: 1)
    output.writer.write("first")
    output.writer.write("second")
    output.writer.write("third")
    output.writer.flush()
    #expect(output.writer.hasFailed)
    #expect(output.blocks.count == 2)
  }
}
