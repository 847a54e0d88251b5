// What completes on Tab and is not in the script that a shell has loaded.

internal import ArgumentParser
internal import Basics
internal import Gocore
internal import Loading
internal import StoredReports

/// Words that only the files on the command line tell.
enum Completions {
  /// The statuses and wait reasons that the goroutines of the named core have.
  @Sendable static func statuses(
    _ words: [String], _ index: Int, _ prefix: String
  ) -> [String] {
    let files = words.dropFirst().filter { !$0.hasPrefix("-") && isRegularFile($0) }
    guard !files.isEmpty, files.count <= 2,
      var core = try? CoreInspection(LoadRequest(paths: files)),
      let program = try? core.load()
    else { return [] }
    return program.statuses().map(\.name)
  }

  /// The signatures of the cores in the named store.
  @Sendable static func signatures(
    _ words: [String], _ index: Int, _ prefix: String
  ) -> [String] {
    names(in: words)?.signatures.sorted() ?? []
  }

  /// The programs of the cores in the named store, by their short names.
  @Sendable static func programs(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
    names(in: words)?.shortNames.sorted() ?? []
  }

  /// What cores of the first store among the words are of. It is only read: a Tab changes no file.
  private static func names(
    in words: [String]
  ) -> (programs: Set<String>, shortNames: Set<String>, signatures: Set<String>)? {
    for path in words.dropFirst() where !path.hasPrefix("-") && isRegularFile(path) {
      if let store = try? ReportStore(path: path, mode: .readOnly) { return try? store.names() }
    }
    return nil
  }

  /// The formats of the command's outputs, each with the `=` that comes before the file.
  @Sendable static func furtherOutputs(
    _ words: [String], _ index: Int, _ prefix: String
  ) -> [String] {
    let command = words.dropFirst().first.flatMap(GocoreCommand.subcommand) ?? Inspect.self
    return (command as? any AnsweringCommand.Type)?.formatNames.map { $0 + "=" } ?? []
  }

  private static func isRegularFile(_ path: String) -> Bool {
    guard case .success(let stamp) = FileStamp.of(path) else { return false }
    return stamp.kind == .regular
  }
}

/// The script that a shell loads: ArgumentParser's, in which the first word may be a file, too. The words
/// behind it are then those of the default command. What is not found in the script stays as it is.
struct CompletionScript {
  private(set) var text: String

  /// What is no script stays as it is.
  init(_ script: String) {
    text = script
    guard script.hasPrefix("#") || script.hasPrefix("function ") else { return }
    let defaultCommand = Inspect._commandName
    let subcommands = GocoreCommand.configuration.subcommands.map { $0._commandName } + ["help"]
    // bash
    insert(
      """
              if [[ "${#unparsed_words[@]}" -gt 0 ]]; then
                  unparsed_words=("${subcommand}" "${unparsed_words[@]}")
                  _gocore_\(defaultCommand)
                  return
              fi
              __gocore_add_completions -f

      """, before: "        # Offer subcommand completions\n        COMPREPLY+=")
    // zsh
    insert("        _files && ret=0\n", before: "        ;;\n    arg)\n")
    insert(
      """
              *)
                  words=(\(defaultCommand) "${words[@]}")
                  ((CURRENT++))
                  _gocore_\(defaultCommand) && ret=0
                  ;;

      """, before: "        esac\n        ;;\n    esac\n\n    return \"${ret}\"")
    // fish
    insert(
      """
              if test (count $unparsed_tokens) -gt 0
                  and not contains -- $unparsed_tokens[1] \(subcommands.joined(separator: " "))
                  set unparsed_tokens \(defaultCommand) $unparsed_tokens
              end

      """, before: "        switch $unparsed_tokens[1]\n        case '\(defaultCommand)'")
    insert(
      "complete -c 'gocore' -n '__gocore_should_offer_completions_for_positional \"gocore\" -eq 1' -F\n",
      before: "complete -c 'gocore' -n '__gocore_should_offer_completions_for_positional")
  }

  /// Puts `addition` before the first `place`.
  private mutating func insert(_ addition: String, before place: String) {
    guard let found = text.firstRange(of: place) else { return }
    text.insert(contentsOf: addition, at: found.lowerBound)
  }
}
