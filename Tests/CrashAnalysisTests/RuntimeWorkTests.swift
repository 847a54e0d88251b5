// Deaths in functions that the runtime called for an object: finalizers and cleanups.

import CrashAnalysis
import TestSupport
import Testing

@Suite("A goroutine that runs finalizers or cleanups")
struct RuntimeWorkTests {
  private func diagnosis(_ outer: [String]) throws -> Diagnosis {
    let more = [
      "main.(*file).close", "main.open.func1", "runtime.call16", "runtime.runFinalizers",
      "runtime.runCleanups", "runtime.AddCleanup[...].func1",
    ]
    var death = Death(
      inner: ["runtime.fatalpanic", "runtime.gopanic"], outer: outer,
      functions: more.map { SyntheticFunction($0) })
    death.panic(type: "string", text: "boom")
    return try death.diagnose()
  }

  @Test(
    "died in a finalizer of an object of the type that its method has",
    arguments: ["runtime.runfinq", "runtime.runFinalizers"])
  func finalizer(start: String) throws {
    let found = try diagnosis(["main.(*file).close", "runtime.call16", start])
    #expect(found.runtimeWork?.words == "in a finalizer of *main.file")
    #expect(
      found.verdict.evidence.contains {
        $0.text == "the goroutine of the thread was in a finalizer of *main.file"
      })
    // What the method called is in the finalizer, too.
    let deep = try diagnosis(["main.work", "main.(*file).close", "runtime.call16", start])
    #expect(deep.runtimeWork?.words == "in a finalizer of *main.file")
  }

  @Test("died in a finalizer of an object of an unknown type where a closure shows none")
  func closure() throws {
    let found = try diagnosis(["main.open.func1", "runtime.call16", "runtime.runfinq"])
    #expect(found.runtimeWork?.words == "in a finalizer")
  }

  @Test("died in a cleanup, also where go1.24 runs it among finalizers")
  func cleanup() throws {
    let found = try diagnosis(["main.work", "runtime.AddCleanup[...].func1", "runtime.runCleanups"])
    #expect(found.runtimeWork?.words == "in a cleanup")
    let old = try diagnosis(
      ["main.(*file).close", "runtime.AddCleanup[...].func1", "runtime.runfinq"])
    #expect(old.runtimeWork?.words == "in a cleanup")
  }

  @Test("died between two of them where none is on the stack, and is no other goroutine")
  func none() throws {
    #expect(try diagnosis(["runtime.runfinq"]).runtimeWork?.words == "which ran finalizers")
    #expect(try diagnosis(["main.work", "main.main"]).runtimeWork == nil)
  }
}
