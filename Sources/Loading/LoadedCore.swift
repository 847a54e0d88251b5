// A core that is open: its memory, and what it alone shows of the program.

package import ElfCore
package import GoRuntime
package import InputFiles

/// A core, opened and looked over.
package struct LoadedCore: Sendable {
  /// The file as it was opened.
  package let input: OpenedFile
  package let file: CoreFile
  /// The process, its memory without any executable's pages.
  package let image: ProcessImage
  /// The program and its libraries, as they lay in memory.
  package let images: [LoadedImage]
  /// Those of them that have a Go runtime of their own.
  package let runtimes: [LoadedImage]
  /// The program, or the library in which its Go code is.
  package private(set) var identity: LoadedImage?
  /// How the program was built, as far as the core's memory shows.
  package private(set) var information: BuildInformation?
  /// Where that was looked for.
  private var searched: [AddressRange] = []
  /// What is missing of the core.
  package let limits: [Limit]

  /// Maps and reads the core of `input`.
  package init(_ input: CoreInput) throws(LoadingError) {
    self.input = input.core
    do throws(CoreFileError) {
      let mapped = try MappedFile(
        descriptor: input.core.descriptor.rawValue, path: input.core.path)
      file = try CoreFile(file: mapped, path: input.core.path)
    } catch {
      throw .unreadable(error)
    }
    image = file.image()
    images = LoadedImage.all(of: image)
    let found = GoImages(images, memory: image.memory)
    runtimes = found.runtimes
    var limits = input.problems.map { Limit(.input, $0) }
    if let end = input.core.truncatedAt {
      limits.append(
        Limit(.truncated, "the compressed input breaks off after \(end) bytes of core"))
    }
    self.limits =
      limits
      + file.problems.map {
        // Where it ends stands with the core's name.
        Limit($0.code, $0.message, brief: $0.code == .truncated ? "" : nil)
      }
    look(at: found.subject(of: image))
  }

  private mutating func look(at subject: LoadedImage?) {
    identity = subject
    searched =
      subject.map { $0.segments.writableRanges(bias: $0.loadBias ?? 0) }
      ?? image.memory.dumpedRanges
    information = BuildInformation.find(in: searched, memory: image.memory)
  }

  /// The same core with the Go runtime in mind whose file is among `executables`, where another one was
  /// taken for the subject.
  func looking(atOneOf executables: [ExecutableFile]) -> LoadedCore {
    func isNamed(_ image: LoadedImage) -> Bool {
      executables.contains { $0.matches(image) == true }
    }
    guard runtimes.count > 1, identity.map(isNamed) != true,
      let named = runtimes.first(where: isNamed)
    else { return self }
    var other = self
    other.look(at: named)
    return other
  }

  /// The other images with a Go runtime.
  var otherRuntimes: [LoadedImage] { runtimes.filter { $0.base != identity?.base } }

  /// How `executable`, whose load bias is set, was built. The core alone shows it: its memory is searched
  /// again only where the executable's data lies elsewhere than the core's own headers say.
  func information(of executable: ExecutableFile) -> BuildInformation? {
    let ranges = executable.image.segments.writableRanges(bias: executable.loadBias)
    if ranges == searched { return information }
    return BuildInformation.find(in: ranges, memory: image.memory)
  }

  /// What the core says of the program's file.
  package var build: BuildDescription {
    var build = BuildDescription()
    build.information = information
    build.ids = identity?.buildIDs ?? BuildIDs()
    build.mappedPath = image.path(of: identity)
    build.leastSize = identity.map(\.leastFileSize).flatMap { $0 > 0 ? $0 : nil }
    return build
  }
}
