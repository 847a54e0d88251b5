// Where files of a program are looked for: the options that all commands over cores share.

internal import ArgumentParser
internal import Loading

/// Where binaries, debug files and libraries are. An option is declared here and nowhere else.
struct SearchArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("A folder to search for the binary (repeatable).", valueName: "folder"),
    completion: .directory)
  var binaries: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder to search for the debug file of a stripped binary, before /usr/lib/debug "
        + "(repeatable).", valueName: "folder"), completion: .directory)
  var debugDirectory: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Ask the servers of DEBUGINFOD_URLS for a binary or debug file that no folder has; "
        + "without this, gocore opens no connection."))
  var debuginfod = false

  @Option(
    help: ArgumentHelp(
      "The folder that holds the crashed host's files: shared libraries are looked for below it.",
      valueName: "folder"), completion: .directory)
  var sysroot: String?

  /// The options for loading.
  var options: SearchOptions {
    var options = SearchOptions()
    options.binaries = binaries
    options.debugDirectory = debugDirectory
    options.debuginfod = debuginfod
    options.sysroot = sysroot
    return options
  }
}
