// A real terminal with a real shell in it, to type into.

import Foundation
import TestSupport

/// A shell that can be tried here.
struct Shell: Sendable, CustomStringConvertible {
  let name: String
  let command: String
  /// Loads what completes, and makes a prompt that is known.
  let setUp: String

  var description: String { name }

  static let all = [
    Shell(
      name: "bash", command: "bash --norc --noprofile",
      setUp: "PS1='> '; source <(gocore --generate-completion-script bash)"),
    Shell(
      name: "zsh", command: "zsh -f",
      setUp: "PS1='> '; autoload -U compinit; compinit -u -D; "
        + "gocore --generate-completion-script zsh > _gocore; source ./_gocore; compdef _gocore gocore"
    ),
    Shell(
      name: "fish", command: "fish --no-config",
      setUp: "gocore --generate-completion-script fish | source"),
  ]

  static func isThere(_ program: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + program)
    }
  }

  /// Those that are installed; what is missing is named.
  static let installed: [Shell] = {
    guard isThere("tmux") else {
      print("skipped: no tmux, in which shells complete on Tab")
      return []
    }
    for shell in all where !isThere(shell.name) { print("skipped: no \(shell.name)") }
    return all.filter { isThere($0.name) }
  }()
}

/// A shell in a terminal of its own.
final class Terminal {
  private let socket = "gocore-test-\(UUID().uuidString)"
  private let environment: [String: String]
  private let folder: String

  init(_ shell: Shell, folder: String) throws {
    self.folder = folder
    let tools = URL(fileURLWithPath: GocoreCommand.path).deletingLastPathComponent().path
    environment = [
      "PATH": "\(tools):/usr/local/bin:/usr/bin:/bin", "TERM": "xterm", "HOME": folder,
      "PAGER": "cat", "SHELL": "/bin/bash",
    ]
    try start(shell.command)
    try type(shell.setUp + "; echo re''ady", "Enter")
    _ = try screen { $0.contains("\nready") }
    try clear()
  }

  deinit {
    _ = try? tmux("kill-server")
  }

  /// Starts the terminal's server. It keeps none of the descriptors of this process, for those tell when
  /// a program has ended.
  private func start(_ command: String) throws {
    let close = "for fd in /proc/$$/fd/*; do n=${fd##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done"
    _ = try runProgram(
      "/bin/bash",
      [
        "-c",
        "\(close); exec tmux -L \(socket) -f /dev/null new-session -d -x 150 -y 45 '\(command)'",
      ],
      environment: environment, folder: folder)
  }

  @discardableResult
  private func tmux(_ words: String...) throws -> String {
    try runProgram(
      "/usr/bin/env", ["tmux", "-L", socket] + words, environment: environment, folder: folder
    ).text
  }

  func type(_ text: String, _ keys: String...) throws {
    try tmux("send-keys", "-l", text)
    for key in keys { try tmux("send-keys", key) }
  }

  func press(_ key: String) throws { try tmux("send-keys", key) }

  func clear() throws {
    try press("C-c")
    try type("clear", "Enter")
    _ = try screen { !$0.contains("ready") && !$0.contains("clear") && !$0.contains("gocore ") }
  }

  /// What is on the screen, once it is as wanted or ten seconds are over.
  func screen(_ isWanted: (String) -> Bool) throws -> String {
    var text = ""
    for _ in 0..<200 {
      text = "\n" + (try tmux("capture-pane", "-p"))
      if isWanted(text) { return text }
      usleep(50_000)
    }
    return text
  }
}
