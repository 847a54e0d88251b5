// Finds variables that have no shape of their own by the code that uses them.

internal import ElfCore

/// Variables that the runtime's code refers to; each is nil if it is not found.
struct CodeRoots {
  private(set) var printBacklog: Address?
  private(set) var printBacklogIndex: Address?
  private(set) var initTime: Address?
  private(set) var waitReasons: Address?
  private(set) var pacer: Address?
  private(set) var crashingG: Address?

  private static let recorder = "runtime.recordForPanic"
  private static let main = "runtime.main"
  private static let reason = "runtime.waitReason.String"
  private static let commit = "runtime.gcControllerCommit"
  private static let crashStack = "runtime.switchToCrashStack"

  init?(
    module record: RuntimeRecord, in runtime: RuntimeMemory, executable: ExecutableFile
  ) {
    guard let module = try? Module(record, in: runtime, executable: executable) else { return nil }
    let writable = executable.image.segments.writableRanges(bias: executable.loadBias)
    let functions = module.table.functions(named: [
      Self.recorder, Self.main, Self.reason, Self.commit, Self.crashStack,
    ])
    func references(_ name: String) -> CodeReferences? {
      functions[name].flatMap {
        CodeReferences($0, in: module, executable: executable, dataRanges: writable)
      }
    }
    if let code = references(Self.recorder) {
      printBacklogIndex = code.targets(.store).first
      // The lock, where there is one, is taken first; the buffer is addressed last.
      printBacklog = code.targets(.address).last
    }
    initTime = references(Self.main).flatMap { code in
      // What is set before it has a value in the file.
      let stores = code.targets(.store).filter { !executable.hasBytes(at: $0) }.prefix(2)
      let words = 8 / runtime.memory.pointerSize
      return stores.prefix(words).min()
    }
    pacer = references(Self.commit)?.targets(.address).first
    // It is compared and swapped first, which takes its address.
    crashingG = references(Self.crashStack)?.targets(.address).first
    waitReasons = references(Self.reason)?.targets(.address).first
  }
}
