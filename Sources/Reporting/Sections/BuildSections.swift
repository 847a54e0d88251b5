// What a program was built of, and what it was started with: long lists that are shown on request.

internal import GoRuntime

extension Report {
  /// The modules of the build, main first, with what replaces them.
  var moduleSection: Section {
    Section("Modules") {
      guard let information = build.information else {
        return .passages([Passage("MODULES", [.lines([Line("unknown: no build information")])])])
      }
      let all = (information.main.map { [$0] } ?? []) + information.dependencies
      let width = all.map(\.path.count).max() ?? 0
      let lines = all.map { module in
        let replacement = module.replacement.map { "  => \($0)" } ?? ""
        return Line.quoted(padded(module.path, width) + "  \(module.version)" + replacement)
      }
      return .passages([
        Passage("MODULES", [.lines([Line(information.goVersion, .quoted)] + lines)])
      ])
    }
  }

  /// The environment with its values, where they are shown; nothing where they are redacted.
  var environmentSection: Section {
    Section("Environment") {
      guard showsValues else { return .passages([]) }
      let lines = process.environment.sorted().map { Line.quoted($0) }
      return .passages(Passage("ENV", lines: lines).map { [$0] } ?? [])
    }
  }
}
