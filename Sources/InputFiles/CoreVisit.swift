// All cores of an archive one after the other, without expanding the archive for each.

/// Calls `body` with each core that the file at `path` is or holds. `wants` says by its name which of an
/// archive's are wanted; a name that occurred before has `#2` and so on at its end. The programs and texts of an archive come
/// with every core of it, whatever their order.
///
/// - Returns: how many cores there are.
package func forEachCore(
  path: String, options: InputOptions, wants: @escaping (String) -> Bool = { _ in true },
  _ body: @escaping (OpenedInput) -> Void
) throws(InputError) -> Int {
  let visit = CoreVisit(wants: wants, body)
  let first = try openInput(path: path, options: options, visit: visit)
  guard let core = first.core else { return 0 }
  if core.member.map(wants) ?? true { body(first) }
  guard visit.coreCount > 1 else { return 1 }
  visit.common = OpenedInput(
    core: nil, executables: first.executables, problems: [], documents: first.documents)
  visit.isUnderWay = true
  _ = try openInput(path: path, options: options, visit: visit)
  return visit.coreCount
}

/// A second walk through an archive that holds several cores.
final class CoreVisit {
  private let body: (OpenedInput) -> Void
  /// Whether the core of this name is to be expanded.
  let wants: (String) -> Bool
  /// How many cores the first walk found.
  var coreCount = 0
  /// Whether this is the second walk.
  var isUnderWay = false
  /// What every core comes with.
  var common = OpenedInput(core: nil, executables: [], problems: [])

  /// A visit that has not begun.
  init(wants: @escaping (String) -> Bool, _ body: @escaping (OpenedInput) -> Void) {
    self.wants = wants
    self.body = body
  }

  /// Hands a core on.
  func take(_ core: OpenedFile, problems: [String]) {
    body(
      OpenedInput(
        core: core, executables: common.executables, problems: problems,
        documents: common.documents))
  }
}
