// Hostile text on its way to a terminal.

import Basics
import Testing

@Suite("A hostile text on its way to a terminal")
struct DisplayableTests {
  @Test(
    "has no character left that could move a cursor, hide text or turn it around",
    arguments: [
      ("plain text, größe 日本 😀", "plain text, größe 日本 😀"),
      ("a\nb\tc\rd", #"a\nb\tc\rd"#),
      ("\u{1b}[2J\u{7}", #"\u{1b}[2J\u{7}"#), ("\u{0}\u{7f}", #"\u{0}\u{7f}"#),
      ("\u{9b}31m", #"\u{9b}31m"#), ("\u{85}", #"\u{85}"#),
      ("a\u{202e}cba", #"a\u{202e}cba"#),
      ("\u{2066}\u{2067}\u{2068}\u{2069}", #"\u{2066}\u{2067}\u{2068}\u{2069}"#),
      ("\u{200e}\u{200f}\u{61c}", #"\u{200e}\u{200f}\u{61c}"#),
      ("\u{200b}\u{feff}\u{2060}", #"\u{200b}\u{feff}\u{2060}"#),
      ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#),
      ("\u{e0041}", #"\u{e0041}"#), ("e\u{301}", "e\u{301}"), ("", ""),
      ("\r\n", #"\r\n"#), ("soft\u{ad}hyphen", #"soft\u{ad}hyphen"#),
      ("\u{e000}\u{f8ff}", #"\u{e000}\u{f8ff}"#), ("\u{fff0}", #"\u{fff0}"#),
    ])
  func escapes(text: String, shown: String) {
    #expect(displayable(text) == shown)
  }

  @Test("keeps a backslash, which is no harm")
  func backslash() {
    #expect(displayable(#"C:\new"#) == #"C:\new"#)
  }

  @Test("is cut only where it is longer than asked, and never inside an escape")
  func cut() {
    #expect(displayable("abc", limit: 3) == "abc")
    #expect(displayable("abcd", limit: 3) == "abc…")
    #expect(displayable("\u{1b}[0m", limit: 1) == #"\u{1b}…"#)
    #expect(displayable("", limit: 0) == "")
    #expect(displayable("x", limit: 0) == "…")
  }
}
