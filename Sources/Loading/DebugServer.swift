// debuginfod: fetching binaries and debug files by build ID, only when the user asks for it.

internal import Basics
internal import Glibc

/// The debuginfod servers of `DEBUGINFOD_URLS`, asked through debuginfod-find(1), which every
/// distribution's elfutils has: no network code is linked in.
package struct DebugServer {
  /// What can be asked for.
  enum Artifact: String {
    case executable
    case debugInformation = "debuginfo"
  }

  /// Why nothing was fetched.
  struct FetchError: Error {
    let reason: String
  }

  /// Hides the servers from the libraries: libdwfl, for one, asks them by itself. Called when the
  /// program starts.
  package static func hideFromLibraries() {
    unsafe unsetenv(variable)
  }

  private static let variable = "DEBUGINFOD_URLS"

  /// How long one question may take, in seconds; debuginfod-find gives up by itself after 90 seconds
  /// in which little arrives.
  static let timeLimit = 600

  /// Fetches into debuginfod-find's cache, and gives the path there.
  func fetch(_ artifact: Artifact, buildID: String) -> Result<String, FetchError> {
    let environment = initialEnvironment()
    guard environment.contains(where: { $0.hasPrefix("\(Self.variable)=") && $0.contains("/") })
    else { return .failure(FetchError(reason: "\(Self.variable) names no server")) }
    switch run(["debuginfod-find", artifact.rawValue, buildID], environment) {
    case .failure(let error): return .failure(error)
    case .success(let (status, output)):
      let lines = output.split(separator: "\n")
      if status == 0, let path = lines.last(where: { $0.hasPrefix("/") }) {
        return .success(String(path))
      }
      let reason = lines.last.map(String.init) ?? "debuginfod-find failed"
      return .failure(FetchError(reason: reason))
    }
  }

  /// Runs a program found by `PATH`, without a shell: how it exited, and what it wrote.
  private func run(
    _ words: [String], _ environment: [String]
  ) -> Result<(status: Int32, output: String), FetchError> {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      return .failure(FetchError(reason: "no pipe: error \(errno)"))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var process: pid_t = 0
    let failure = unsafe withStrings(words) { arguments in
      unsafe withStrings(environment) { variables in
        unsafe posix_spawnp(&process, words[0], &actions, nil, arguments, variables)
      }
    }
    close(ends[1])
    guard failure == 0 else {
      return .failure(
        FetchError(
          reason: failure == ENOENT
            ? "\(words[0]) is not installed" : "\(words[0]): error \(failure)"))
    }
    let output = read(ends[0])
    if output == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard let output else {
      return .failure(FetchError(reason: "no answer in \(Self.timeLimit) seconds"))
    }
    // wait(2): the low seven bits are the signal, the next eight the exit status.
    let code = status & 0x7f == 0 ? status >> 8 & 0xff : 128
    return .success((code, String(decoding: output, as: UTF8.self)))
  }

  /// All that comes out of a pipe, of which the last part is kept; nil when it takes too long.
  private func read(_ descriptor: Int32) -> [UInt8]? {
    let start = time(nil)
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let left = Self.timeLimit - (time(nil) - start)
      guard left > 0 else { return nil }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&waiting, 1, Int32(clamping: left * 1_000)) > 0 else { continue }
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 || count < 0 && errno != EINTR { return output }
      if count > 0 { output = Array((output + chunk[..<count]).suffix(65_536)) }
    }
  }
}
