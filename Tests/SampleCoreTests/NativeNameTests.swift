// Names of functions of C++ in a real core.

import Foundation
import Testing

@Suite("A method of C++")
struct NativeNameTests {
  @Test("is called by its class and namespace", .enabled(if: SampleCatalog.isCommitted))
  func method() throws {
    let sample = try SampleCatalog.sample(of: "cpp-exception", variant: "cgo")
    let run = try gocore(
      ["inspect", sample.core.path, sample.binary().path],
      in: sample.core.deletingLastPathComponent())
    #expect(
      run.output.hasPrefix("CRASH   abort in C code: std::terminate in warehouse::Shelf::take, "))
    #expect(run.output.contains("\n #7  warehouse::Shelf::take [C] "))
    #expect(run.output.contains("\n #8  shelf_take [C] "))
  }
}
