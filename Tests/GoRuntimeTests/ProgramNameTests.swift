// What programs are called that do not say from which main package they were built.

import ElfCore
import GoRuntime
import TestSupport
import Testing

@Suite("The name of a program without an import path")
struct ProgramNameTests {
  /// The name of a program whose main.main was written in `file`, started from `path`.
  private func name(
    _ file: String, build: String = "", path: String? = "/opt/bin/till-server"
  ) throws -> String? {
    let functions = SyntheticFunction.usual.map { function in
      function.name == "main.main" ? function.with { $0.file = file } : function
    }
    var drawn = SyntheticProcess(functions: functions, buildInformation: build)
    if let path {
      let start = SyntheticProcess.textStart
      drawn.notes.append(
        CoreNotes(.amd64).fileMappings([.init(start, start + 0x100000, page: 1, path)]))
    }
    return try drawn.open().programName
  }

  @Test(
    "is the folder of its sources, however and wherever it was built",
    arguments: [
      "/home/me/shop/till/main.go", "till/main.go", "_/srv/build/till/main.go",
      "example.com/shop/till/main.go",
    ])
  func folder(file: String) throws {
    #expect(try name(file) == "till")
    #expect(try name(file, path: nil) == "till")
  }

  @Test(
    "is that of its file where the folder says nothing",
    arguments: [
      "./main.go", "/src/main.go", "main.go", "cmd/main.go", "command-line-arguments/a.go",
    ])
  func file(file: String) throws {
    #expect(try name(file) == "till-server")
  }

  @Test("is the folder all the same where nothing else is there, and has no mark of a signature")
  func odd() throws {
    #expect(try name("/src/main.go", path: nil) == "src")
    #expect(try name("main.go", path: nil) == nil)
    #expect(try name("/srv/a | b/main.go") == "a / b")
    #expect(try name("/srv/" + String(repeating: "é", count: 500) + "/main.go")?.count == 100)
  }

  @Test("is not asked for where the build names its main package or its main module")
  func named() throws {
    #expect(try name("/x/till/main.go", build: "path\texample.com/shop/cmd/till\n") == nil)
    let module = "mod\texample.com/shop\tv1\t\n"
    #expect(
      try name("/x/till/main.go", build: "path\tcommand-line-arguments\n" + module) == nil)
    #expect(try name("/x/till/main.go", build: "path\tcommand-line-arguments\n") == "till")
    #expect(try name("/x/till/main.go", build: "path\t_/x/till\n") == "till")
  }
}
