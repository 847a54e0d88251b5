// What the user said of where files are, said again on another command line.

import Loading
import Testing

@Suite("A request")
struct SearchOptionsTests {
  @Test("is a command line again, but for what has to be asked for each time")
  func commandLine() {
    var search = SearchOptions()
    search.binaries = ["bin", "more"]
    search.debugDirectory = ["debug"]
    search.debuginfod = true
    search.sysroot = "/root"
    search.force = true
    #expect(
      LoadRequest(paths: ["app"], core: "core", search: search).commandLine == [
        "app", "-c", "core", "--binaries", "bin", "--binaries", "more", "--debug-directory",
        "debug", "--debuginfod", "--sysroot", "/root",
      ])
    #expect(LoadRequest(paths: ["core", "app"]).commandLine == ["core", "app"])
  }
}
