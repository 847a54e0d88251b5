// The files of Go code that the program loaded while it ran.

internal import ElfCore
internal import GoRuntime
internal import InputFiles
internal import Reporting

extension Session {
  /// The plugins whose function tables `process` lacks, as far as their files are found; the others are
  /// told under LIMITS.
  mutating func openPlugins(of process: GoProcess) -> [ExecutableFile] {
    guard !process.missingTables.isEmpty else { return [] }
    let images = LoadedImage.all(of: core, memory: coreMemory)
    return process.missingTables.compactMap { table in
      let image = images.first { !$0.isMainProgram && $0.covers(table) }
      if let image, let plugin = openPlugin(image) { return plugin }
      var message = "the functions of a Go plugin are unknown: "
      message += core.path(of: image).map { "\($0) is needed" } ?? "its table is at \(table)"
      if let id = image?.buildIDs.gnu ?? image?.buildIDs.go { message += "; its build ID is \(id)" }
      limits.append(Limit(.plugin, message))
      return nil
    }
  }

  private func openPlugin(_ image: LoadedImage) -> ExecutableFile? {
    var search = BinarySearch(
      core: core, identity: image, folders: arguments.binaries, server: server,
      library: library, index: index)
    guard let found = search.find(), let bias = image.loadBias,
      var plugin = try? library.executable(found, found.path)
    else { return nil }
    plugin.loadBias = bias
    return plugin
  }
}
