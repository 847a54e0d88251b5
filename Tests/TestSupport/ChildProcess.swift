// Programs that tests start, and waiting for them.

import Foundation

/// Runs `body` on a thread of its own. Tests share one thread for each processor; a test that only waits
/// would leave a processor idle. Expectations are for the caller: they belong to no test in there.
package func onOwnThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}

/// Starts a program with nothing on its standard input; what it writes goes to two files.
package func spawn(
  _ program: String, _ arguments: [String], environment: [String: String], folder: String? = nil,
  output: String, errors: String
) throws -> Int32 {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
  var words = [program] + arguments
  // Glibc's way to change the folder is hidden from Swift; the shell's is not.
  if let folder { words = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder] + words }
  var argumentPointers = words.map { strdup($0) } + [nil]
  var environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
  var child: pid_t = 0
  let code = posix_spawn(&child, words[0], &actions, nil, &argumentPointers, &environmentPointers)
  guard code == 0 else {
    throw CommandError.notStarted(program: program, reason: String(cString: strerror(code)))
  }
  return child
}

/// Waits until a child process has ended, and kills it where that takes longer than `limit` seconds.
/// Gives its status as wait(2) does; nil where it was killed for that.
package func wait(for child: Int32, limit: Double) -> Int32? {
  let watch = Watch(child)
  let alarm = DispatchWorkItem { watch.expire() }
  DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: alarm)
  var information = siginfo_t()
  // It stays a zombie until the watch is off: nobody else can have its number.
  while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
  alarm.cancel()
  let isLate = watch.end()
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0, errno == EINTR {}
  return isLate ? nil : status
}

/// Kills a process that runs too long.
private final class Watch: @unchecked Sendable {
  private let lock = NSLock()
  private let child: pid_t
  private var isOver = false
  private var isLate = false

  init(_ child: pid_t) {
    self.child = child
  }

  func expire() {
    lock.withLock {
      guard !isOver else { return }
      isLate = true
      kill(child, SIGKILL)
    }
  }

  /// Ends the watch; whether the process was killed.
  func end() -> Bool {
    lock.withLock {
      isOver = true
      return isLate
    }
  }
}
