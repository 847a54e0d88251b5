// The program without its binary: what the core's own memory tells of it, and which binary to fetch.

internal import ArgumentParser
internal import Basics
internal import DebugInfo
internal import ElfCore
internal import GoRuntime
internal import InputFiles
internal import Reporting

extension Session {
  /// The program as far as the core alone goes.
  mutating func openCoreAlone() throws -> (process: GoProcess, build: BuildDescription) {
    var build = identityBuild()
    build.information = BuildInformation.find(in: writableRanges(), memory: coreMemory)
    guard build.information != nil || build.ids.go != nil else {
      throw Failure(.binary, missingBinaryMessage)
    }
    progress.phase("runtime")
    // Places where nothing is need no word; what was there and would not do does.
    let passedOver =
      triedBinaries.filter { $0.hasSuffix(")") }
      + debugFiles.map { "\(name(of: $0)) (only its debug information)" }
    if !passedOver.isEmpty {
      limits.append(
        Limit(.passedOver, "no binary found: \(passedOver.joined(separator: ", "))"))
    }
    let process = try coreAlone(build.information?.goVersion ?? "of an unknown release")
    if process.modules.isEmpty {
      limits.append(
        Limit(
          .noBinary,
          "no binary: functions, lines, stacks, arguments, types and constant texts are unknown, "
            + "and program counters are raw addresses"))
    } else {
      limits.append(
        Limit(
          .programFromCore,
          "no binary: functions and lines are from the program's pages in the core"))
    }
    noteLosses(of: process)
    return (process, build)
  }

  private mutating func coreAlone(_ release: String) throws -> GoProcess {
    let executable = ExecutableFile(core: core, image: identity)
    let facts: RuntimeFacts
    do {
      let recovered = try StrippedFacts(
        core: core, executable: executable, release: release, symbols: nil)
      facts = recovered.facts
      var message = "layouts of the Go runtime are those of \(recovered.release), verified"
      if !recovered.isExact { message += "; no table of \(release) exists" }
      limits.append(Limit(.layoutsFromTable, message))
    } catch {
      // The threads and the signal are the kernel's words, and need no layout.
      limits.append(Limit(.runtime, "goroutines are unknown: \(error.message)"))
      facts = RuntimeFacts(facts: DebugFacts(), symbols: nil, isComplete: false)
    }
    do {
      return try GoProcess(core: core, executable: executable, facts: facts)
    } catch {
      throw Failure(.notGo, displayable(error.message))
    }
  }

  /// Whether a file is the C program that loaded a library of Go: the library is what is needed.
  func isHostOfLibrary(_ input: OpenedFile) -> Bool {
    guard let identity, !identity.isMainProgram,
      let executable = try? library.executable(input, input.path)
    else { return false }
    return !executable.isGoProgram
  }

  /// What the core says of the program's file.
  func identityBuild() -> BuildDescription {
    var build = BuildDescription()
    build.ids = identity?.buildIDs ?? BuildIDs()
    build.mappedPath = core.path(of: identity)
    build.leastSize = identity.map(\.leastFileSize).flatMap { $0 > 0 ? $0 : nil }
    return build
  }

  /// Why a command that cannot do without the binary ends.
  var missingBinaryMessage: String {
    var message = "\(displayable(core.path)): the program's binary is needed"
    if let id = identity?.buildIDs.gnu {
      message += "; its build ID is \(id)"
    } else if let id = identity?.buildIDs.go {
      message += "; its Go build ID is \(displayable(id))"
    }
    if !triedBinaries.isEmpty {
      message += "; tried " + triedBinaries.prefix(6).map(displayable).joined(separator: ", ")
    }
    if let file = debugFiles.first {
      message += "; \(displayable(name(of: file))) holds only its debug information"
    }
    return message + " (gocore inspect can do without)"
  }
}
