// Names of C++ and Rust out of symbols.

import DebugInfo
import Testing

@Suite("A symbol's name")
struct DemangledNameTests {
  @Test(
    "is what the programmer wrote",
    arguments: [
      ("_ZSt9terminatev", "std::terminate()"),
      ("_ZNSt6vectorIiSaIiEE2atEm", "std::vector<int, std::allocator<int> >::at(unsigned long)"),
      ("_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE", "core::fmt::Formatter::write_str"),
      (
        "_ZN58_$LT$alloc..string..String$u20$as$u20$core..fmt..Debug$GT$3fmt17h1234567890abcdefE",
        "<alloc::string::String as core::fmt::Debug>::fmt"
      ),
    ])
  func name(symbol: String, name: String) {
    #expect(DemangledName.of(symbol) == name)
  }

  @Test("is none for C's, and for what is no symbol", arguments: ["abort", "_Z", "_ZN", "", "_Zé"])
  func none(symbol: String) {
    #expect(DemangledName.of(symbol) == nil)
  }

  @Test("is none where it could fill the memory")
  func hostile() {
    let pair = (0..<60).map { "1aIS\($0 == 0 ? "" : String($0 - 1, radix: 36).uppercased())_S_E" }
    #expect(DemangledName.of("_Z1f1b" + pair.joined()) == nil)
    #expect(DemangledName.of("_Z2000" + String(repeating: "a", count: 2_000)) == nil)
  }
}
