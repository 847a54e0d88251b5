// What the searches for one core's files share.

internal import InputFiles

/// Where the files of a program may come from.
package struct FileSources {
  package let options: SearchOptions
  /// How compressed files are expanded.
  let input: InputFiles.InputOptions
  /// What is known of files that were opened before.
  package let library: ProgramLibrary
  /// The binaries of a batch, gone through once for many cores; nil where folders are searched instead.
  package let index: BinaryIndex?

  package init(
    options: SearchOptions = SearchOptions(), maximumExpandedBytes: UInt64? = nil,
    library: ProgramLibrary = ProgramLibrary(), index: BinaryIndex? = nil
  ) {
    self.options = options
    input = InputFiles.InputOptions(maximumExpandedBytes: maximumExpandedBytes)
    self.library = library
    self.index = index
  }

  /// Who is asked for files by build ID; nil unless the user wants it.
  var server: DebugServer? { options.debuginfod ? DebugServer() : nil }
}

extension OpenedFile {
  /// The path, and the name within an archive after a colon.
  var placeName: String { member.map { "\(path):\($0)" } ?? path }
}
