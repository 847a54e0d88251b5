// What the tests of this folder share: walking a drawn stack, and naming what was found.

import ElfCore
import GoRuntime
import TestSupport

/// A program with an unwinder over it.
struct Walk {
  let program: GoProgram
  private var unwinder: Unwinder

  init(_ process: GoProcess, keep: Int = 256) {
    program = GoProgram(process)
    unwinder = program.unwinder(keep: keep)
  }

  /// The stack from `start` outwards.
  mutating func trace(from start: StackStart) -> StackTrace { unwinder.walk(from: start) }

  /// The stack of the goroutine whose `g` is at `address`; nil where nothing kept its registers.
  mutating func trace(of address: UInt64) throws -> StackTrace? {
    var reader = try program.process.goroutineReader()
    let goroutine = try reader.read(Address(address))
    return program.stackStart(of: goroutine).map { unwinder.walk(from: $0) }
  }

  /// The functions of a trace, inlined calls included, innermost first.
  func names(_ trace: StackTrace) -> [String] {
    trace.frames.flatMap { frame in
      program.frames(at: frame.point).map(program.functionName)
    }
  }

  /// The lines of a trace's logical frames.
  func lines(_ trace: StackTrace) -> [Int32] {
    trace.frames.flatMap { frame in
      program.frames(at: frame.point).map(\.line)
    }
  }
}

extension StackStart {
  /// Where a walk of a drawn stack begins.
  init(
    _ process: SyntheticProcess, _ frame: SyntheticFrame, _ stack: DrawnStack,
    linkRegister: UInt64? = nil, isExact: Bool = false, isOnSystemStack: Bool = false,
    userGoroutine: Goroutine? = nil
  ) {
    self.init(
      pc: Address(process.pc(frame.function, frame.offset)),
      stackPointer: Address(stack.stackPointer), linkRegister: linkRegister.map(Address.init),
      isExact: isExact, source: .scheduler, stack: stack.range, isOnSystemStack: isOnSystemStack,
      userGoroutine: userGoroutine)
  }
}

/// The build information of a program of this release.
func buildInformation(_ release: String, _ details: String = "path\tapp\n") throws
  -> BuildInformation?
{
  let bytes = SyntheticProcess.buildInformation(release, details)
  let memory = try SyntheticCore(
    memory: [.load(0x1000, bytes + [UInt8](repeating: 0, count: 64))]
  ).open().memory()
  return BuildInformation.find(
    in: [AddressRange(start: Address(0x1000), end: Address(0x1000 + UInt64(bytes.count) + 64))],
    memory: memory)
}
