// A file with code that is not Go's: the program's own binary, a library, or the vDSO.

internal import DebugInfo
internal import ElfCore

/// One file with code that is not Go's, or why it could not be used.
final class NativeModule {
  /// The path as the process saw it.
  let path: String
  /// Added to an address in the file, gives the address in the process; nil where unknown.
  let loadBias: UInt64?
  /// The file; nil where it is missing or another build.
  let file: NativeFile?
  /// Why the file could not be used.
  let problem: String?
  /// The library's file, of which the process has no copy of the code; nil where that is not needed.
  private let executable: ExecutableFile?

  /// The path without its folder.
  var name: String { path.lastPathComponent }

  private init(
    path: String, loadBias: UInt64?, file: NativeFile?, problem: String? = nil,
    executable: ExecutableFile? = nil
  ) {
    self.executable = executable
    self.path = path
    self.loadBias = loadBias
    self.file = file
    self.problem = problem
  }

  /// Bytes of code at an address in the process, from the file.
  func code(at address: Address, _ count: Int) -> [UInt8]? {
    guard let executable, let loadBias else { return nil }
    let place = Address(address.rawValue &- loadBias)
    guard let found = executable.bytes(from: place), found.count >= count else { return nil }
    return executable.file.bytes(at: found.offset, count: count)
  }

  /// The program's own binary.
  convenience init(
    program: ExecutableFile, path: String, registerCount: Int, expand: DwarfSections.Expand?
  ) {
    self.init(
      path: path, loadBias: program.loadBias,
      file: NativeFile(program.file, registerCount: registerCount, expand: expand))
  }

  /// Opens the file of `library` below `root`, and checks that it is the build that was loaded.
  convenience init(
    _ library: LoadedLibrary, around pc: Address, pageSize: UInt64, root: String?,
    architecture: Architecture, memory: AddressSpace, expand: DwarfSections.Expand?
  ) {
    let registers = architecture.foreignFrames.dwarfRegisters.count
    if case .memory(let range) = library.source {
      let (bytes, _) = memory.readablePrefix(at: range.start, count: Int(clamping: range.count))
      let file = NativeFile(bytes: bytes, registerCount: registers)
      self.init(
        path: library.path, loadBias: library.loadBias, file: file,
        problem: file == nil ? "\(library.path) is damaged" : nil)
      return
    }
    let bias = library.loadBias ?? library.image?.loadBias
    let identity =
      library.image?.buildIDs.gnu.map { "\(library.path) (build ID \($0))" } ?? library.path
    guard MappedPath.isOfFile(library.path) else {
      self.init(
        path: library.path, loadBias: bias, file: nil,
        problem: "\(identity) was never a file that can be looked for")
      return
    }
    do throws(CoreFileError) {
      let place = (root ?? "") + library.path
      let mapped = try MappedFile(opening: place)
      let executable = try ExecutableFile(file: mapped, path: place)
      guard executable.image.architecture.name == architecture.name,
        library.image.flatMap({ executable.matches($0) }) != false
      else {
        self.init(
          path: library.path, loadBias: bias, file: nil,
          problem: "\(identity) is needed; the file at \(place) is another build")
        return
      }
      let file = NativeFile(mapped, registerCount: registers, expand: expand)
      self.init(
        path: library.path,
        loadBias: library.loadBias(
          segments: executable.image.segments, around: pc, pageSize: pageSize) ?? bias,
        file: file, problem: file == nil ? "\(place) is damaged" : nil, executable: executable)
    } catch {
      switch error {
      case .unmappable:
        self.init(
          path: library.path, loadBias: bias, file: nil, problem: "\(identity) is not there")
      default:
        self.init(
          path: library.path, loadBias: bias, file: nil,
          problem: "\(identity) is needed; \(error.message)")
      }
    }
  }
}
