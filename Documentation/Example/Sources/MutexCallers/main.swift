// Prints who waits for the most wanted mutex of a program: MutexCallers CORE [BINARY]

import Glibc
import Gocore

do {
  let paths = CommandLine.arguments.dropFirst()
  let core = try Core.open(paths.first ?? "core", binary: paths.dropFirst().first)
  let program = try core.loadProgram()
  guard let mutex = program.contendedLocks().first(where: { $0.kind == .mutex }) else {
    print("no goroutine waits for a mutex")
    exit(0)
  }
  print("\(mutex.waiterCount) goroutines wait for the mutex 0x\(String(mutex.address, radix: 16))")
  for goroutine in program.goroutines where goroutine.isWaiting(for: mutex) {
    guard let caller = goroutine.programFrame else { continue }
    print("goroutine \(goroutine.id): \(caller.function) \(caller.file):\(caller.line)")
  }
} catch {
  print(error.message)
  exit(error.exitCode)
}
