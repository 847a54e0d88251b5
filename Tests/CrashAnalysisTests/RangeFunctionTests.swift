// Iterators that did not keep to the rules of a range over a function.

import CrashAnalysis
import TestSupport
import Testing

@Suite("A range over a function")
struct RangeFunctionTests {
  private func diagnosis(_ text: String, outer: [String]) throws -> Diagnosis {
    var death = Death(
      inner: ["runtime.fatalpanic", "runtime.gopanic", "runtime.panicrangestate"], outer: outer,
      functions: [
        "runtime.panicrangestate", "main.find-range1", "main.(*list).all.func1", "main.find",
      ].map { SyntheticFunction($0) })
    death.panic(type: "runtime.errorString", kind: 24, text: text)
    return try death.diagnose()
  }

  private func place(_ found: Diagnosis) -> String? {
    found.programFrame.map { found.stack.frames[$0].function }
  }

  @Test(
    "whose body was called once too often is its iterator's fault, not the runtime's",
    arguments: [
      ("after function for loop body returned false", "yield returned false"),
      ("after loop body panic", "while an earlier call still runs"),
      ("after whole loop exit", "after the iterator has returned"),
    ])
  func iterator(text: String, check: String) throws {
    let found = try diagnosis(
      "range function continued iteration " + text,
      outer: ["main.find-range1", "main.(*list).all.func1", "main.find", "main.main"])
    #expect(found.verdict.crashClass == "runtime-error")
    #expect(place(found) == "main.(*list).all.func1")
    #expect(
      found.signature.text == "runtime-error | app.(*list).all.func | app.find")
    let steps = try #require(found.verdict.runbook)
    guard case .check(let words) = steps[0] else {
      Issue.record("no check comes first")
      return
    }
    #expect(words.contains(check))
    #expect(!steps.contains(.check("the text, which is the runtime's")))
  }

  @Test("of which the iterator swallowed a panic is told where the loop is: nothing else is left")
  func swallowed() throws {
    let found = try diagnosis(
      "range function recovered a loop body panic and did not resume panicking",
      outer: ["main.find", "main.work", "main.main"])
    #expect(place(found) == "main.find")
    #expect(found.signature.text == "runtime-error | app.find | app.work")
    #expect(found.verdict.runbook != nil)
  }
}
