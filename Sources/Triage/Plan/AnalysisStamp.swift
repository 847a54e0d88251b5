// How a core was analysed, as a text in the store by which a later run knows whether to do it again.

package import ElfCore
package import Loading

/// Which binary a core was analysed with.
package enum BinaryUse: Equatable, Sendable {
  /// Nothing is known of the core's binary.
  case unknown
  /// The analysis failed for a reason of this host's: another run may do better.
  case hostFailed
  /// The core names its binary by `BuildIDs`; `BinarySource` is where it was found.
  case binary(BuildIDs, BinarySource)
}

/// Where a core's binary was found.
package enum BinarySource: Equatable, Sendable {
  /// In the core's own archive, or where the core says.
  case own
  /// In the index: the path, and the size in bytes and the time in nanoseconds since 1970 that the file
  /// had.
  case index(path: String, size: Int64, modified: Int64)
  /// Nowhere. `askedServer`: debuginfod was asked as well.
  case none(askedServer: Bool)
}

extension BinaryUse {
  /// What `loader` has found, or has looked for in vain.
  package init(_ loader: ProgramLoader) {
    let ids = loader.core.identity?.buildIDs ?? BuildIDs()
    guard let path = loader.binaryPath else {
      self = .binary(ids, .none(askedServer: loader.sources.options.debuginfod))
      return
    }
    guard let binary = loader.sources.index?.binary(at: path) else {
      self = .binary(ids, .own)
      return
    }
    self = .binary(
      ids, .index(path: binary.path, size: binary.size, modified: binary.modified))
  }

  /// Whether another analysis could give another report, now that `index` holds the binaries that are
  /// known. `asksServer`: whether debuginfod may be asked.
  package func isStale(_ index: BinaryIndex, asksServer: Bool) -> Bool {
    switch self {
    case .unknown, .binary(_, .own): return false
    case .hostFailed: return true
    case .binary(let ids, .none(let askedServer)):
      return asksServer && !askedServer || !index.paths(of: ids).isEmpty
    case .binary(_, .index(let path, let size, let modified)):
      // A binary that is gone does no harm: what was learnt from it still holds.
      guard let binary = index.binary(at: path) else { return false }
      return binary.size != size || binary.modified != modified
    }
  }
}

/// The stamp of one row of the store.
package struct AnalysisStamp: Equatable, Sendable {
  package var use: BinaryUse
  /// How many cores the archive of this core holds. Only the row that was stored last for an archive has
  /// it: a run that finds it knows that the archive was gone through to its end.
  package var coresInArchive: Int?

  package init(_ use: BinaryUse, coresInArchive: Int? = nil) {
    self.use = use
    self.coresInArchive = coresInArchive
  }
}

// MARK: - As text

extension BinaryUse {
  /// Fields with tabs between them: the two ids, the kind of the source, and for the index path, size and
  /// time. Stores keep it, so no release may change it.
  package var text: String {
    switch self {
    case .unknown: return "-"
    case .hostFailed: return "retry"
    case .binary(let ids, let source):
      var fields = [ids.gnu, ids.go].map { ($0 ?? "").filter { $0 != "\t" && $0 != "\n" } }
      switch source {
      case .own: fields.append("own")
      case .none(let askedServer): fields.append(askedServer ? "none asked" : "none")
      case .index(let path, let size, let modified):
        fields += ["index", path.filter { $0 != "\n" }, String(size), String(modified)]
      }
      return fields.joined(separator: "\t")
    }
  }

  /// Reads `text`. What no gocore has written is `unknown`.
  package init(text: String) {
    self.init(fields: text.split(separator: "\t", omittingEmptySubsequences: false))
  }

  fileprivate init(fields: [Substring]) {
    self = .unknown
    if fields == ["retry"] {
      self = .hostFailed
      return
    }
    guard fields.count >= 3 else { return }
    let ids = BuildIDs(
      gnu: fields[0].isEmpty ? nil : String(fields[0]),
      go: fields[1].isEmpty ? nil : String(fields[1]))
    switch fields[2] {
    case "own": self = .binary(ids, .own)
    case "none": self = .binary(ids, .none(askedServer: false))
    case "none asked": self = .binary(ids, .none(askedServer: true))
    case "index":
      // A path may hold tabs; what follows it does not.
      guard fields.count >= 6, let size = Int64(fields[fields.count - 2]),
        let modified = Int64(fields[fields.count - 1])
      else { return }
      let path = fields[3..<fields.count - 2].joined(separator: "\t")
      self = .binary(ids, .index(path: path, size: size, modified: modified))
    default: return
    }
  }
}

extension AnalysisStamp {
  private static let archiveWord = "of "

  /// The text of the use and, behind a tab, the number of cores.
  package var text: String {
    use.text + (coresInArchive.map { "\t\(Self.archiveWord)\($0)" } ?? "")
  }

  /// Reads a stamp from a store.
  package init(text: String) {
    var fields = text.split(separator: "\t", omittingEmptySubsequences: false)
    if fields.count > 1, let last = fields.last, last.hasPrefix(Self.archiveWord),
      let count = Int(last.dropFirst(Self.archiveWord.count))
    {
      coresInArchive = count
      fields.removeLast()
    }
    use = BinaryUse(fields: fields)
  }
}
