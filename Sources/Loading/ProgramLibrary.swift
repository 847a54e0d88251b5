// What was learnt of binaries: opened, mapped and read once, and used for each core of theirs.

internal import Basics
internal import DebugInfo
internal import ElfCore
package import GoRuntime
internal import InputFiles

/// Binaries and their debug information, for one core or, in a worker, for one core after the other.
package final class ProgramLibrary {
  /// Open DWARF.
  package let debugFiles = DebugFiles()
  /// How many times the layouts of a runtime were read out of DWARF.
  package private(set) var readings = 0
  private var entries: [ObjectIdentifier: Entry] = [:]
  private var inputs: [(path: String, stamp: FileStamp, input: OpenedInput)] = []
  private var clock = 0
  /// The most files that are kept open: a worker serves the cores of one binary in turn.
  private static let limit = 12

  package init() {}

  /// What is known of one open file. The file is held, so that no other gets its identity.
  private struct Entry {
    let file: OpenedFile
    var lastUse: Int
    var mapped: Result<MappedFile, CoreFileError>?
    var executable: Result<ExecutableFile, CoreFileError>?
    var facts: Result<DebugFacts, DebugInfoError>?
    var symbols: SymbolTable??
  }

  /// Opens the file at `path`, or gives what it was opened to before if it is still the same.
  func open(
    _ path: String, options: InputFiles.InputOptions
  ) throws(InputError) -> OpenedInput {
    guard case .success(let stamp) = FileStamp.of(path) else {
      return try openInput(path: path, options: options)
    }
    if let index = inputs.firstIndex(where: { $0.path == path }) {
      let known = inputs.remove(at: index)
      if known.stamp == stamp {
        inputs.append(known)
        return known.input
      }
    }
    let input = try openInput(path: path, options: options)
    // What holds a core is used once.
    guard input.core == nil else { return input }
    if inputs.count >= Self.limit { inputs.removeFirst() }
    inputs.append((path, stamp, input))
    return input
  }

  /// The file mapped.
  func map(_ file: OpenedFile, _ path: String) throws(CoreFileError) -> MappedFile {
    let result = remembered(
      file, { $0.mapped }, { $0.mapped = $1 },
      making: {
        do throws(CoreFileError) {
          return .success(try MappedFile(descriptor: file.descriptor.rawValue, path: path))
        } catch {
          return .failure(error)
        }
      })
    return try result.get()
  }

  /// The file as an executable.
  func executable(_ file: OpenedFile, _ path: String) throws(CoreFileError) -> ExecutableFile {
    let mapped = Result { () throws(CoreFileError) in try map(file, path) }
    let result = remembered(
      file, { $0.executable }, { $0.executable = $1 },
      making: {
        do throws(CoreFileError) {
          return .success(try ExecutableFile(file: try mapped.get(), path: path))
        } catch {
          return .failure(error)
        }
      })
    return try result.get()
  }

  /// What the file's DWARF says of the runtime.
  func facts(_ file: OpenedFile, _ path: String) throws(DebugInfoError) -> DebugFacts {
    var isRead = false
    let result = remembered(
      file, { $0.facts }, { $0.facts = $1 },
      making: {
        isRead = true
        do throws(DebugInfoError) {
          return .success(try dwarf(file, path).facts(for: RuntimeFacts.request))
        } catch {
          return .failure(error)
        }
      })
    if isRead { readings += 1 }
    return try result.get()
  }

  private func dwarf(_ file: OpenedFile, _ path: String) throws(DebugInfoError) -> DwarfFile {
    try debugFiles.dwarf(
      of: try mappedForDebugging(file, path), path: path, expand: Self.expand)
  }

  /// The file mapped, for those that read its debug information.
  func mappedForDebugging(
    _ file: OpenedFile, _ path: String
  ) throws(DebugInfoError) -> MappedFile {
    do throws(CoreFileError) {
      return try map(file, path)
    } catch {
      throw .unreadable(path: path, reason: "it cannot be mapped")
    }
  }

  /// Expands debug information that libdw cannot.
  static let expand: DwarfSections.Expand = { expandZstandard($0, size: $1) }

  /// The symbols of the runtime's variables; nil where the file has no symbol table.
  func symbols(_ file: OpenedFile) -> SymbolTable? {
    remembered(
      file, { $0.symbols }, { $0.symbols = .some($1) },
      making: {
        SymbolTable(descriptor: file.descriptor.rawValue, names: RuntimeFacts.request.variables)
      })
  }

  /// A part of what is known of a file; made and kept where it is not known yet. No key path leads to the
  /// part, because the first use of each takes longer than to find what it is for.
  private func remembered<Value>(
    _ file: OpenedFile, _ part: (Entry) -> Value?, _ keep: (inout Entry, Value) -> Void,
    making make: () -> Value
  ) -> Value {
    let key = ObjectIdentifier(file.descriptor)
    clock += 1
    if let known = entries[key].flatMap(part) {
      entries[key]?.lastUse = clock
      return known
    }
    let value = make()
    if entries[key] == nil {
      if entries.count >= Self.limit,
        let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
      {
        entries[oldest] = nil
      }
    }
    var entry = entries[key] ?? Entry(file: file, lastUse: clock)
    keep(&entry, value)
    entry.lastUse = clock
    entries[key] = entry
    return value
  }
}
