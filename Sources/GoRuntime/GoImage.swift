// Which of the loaded images hold Go code, and which of them have a Go runtime of their own.

package import ElfCore

/// The Go runtimes of a process. A program has one, and each library of Go that it loads brings another:
/// they know nothing of each other.
package struct GoImages: Sendable {
  /// The images with a runtime of their own: the executed program first, libraries by address.
  package let runtimes: [LoadedImage]
  private let executed: LoadedImage?
  /// `-buildmode` of libraries that bring a runtime. A plugin's code is run by its program's.
  private static let modesWithRuntime: Set<String> = ["c-shared", "c-archive"]
  /// How much of a stack is looked through for code, in bytes.
  private static let stackSize = 1 << 16

  /// Looks for traces of Go in `images`.
  package init(_ images: [LoadedImage], memory: AddressSpace) {
    executed = images.first { $0.isMainProgram }
    let found = images.compactMap { image -> (image: LoadedImage, mode: String?)? in
      let information = BuildInformation.find(
        in: image.segments.writableRanges(bias: image.loadBias ?? 0), memory: memory)
      guard information != nil || image.buildIDs.go != nil else { return nil }
      return (image, information?.settings["-buildmode"])
    }
    let isProgramOfGo = found.contains { $0.image.isMainProgram }
    runtimes = found.filter { image, mode in
      // A library that does not say how it was built may be a plugin of a program of Go.
      !isProgramOfGo || image.isMainProgram || Self.modesWithRuntime.contains(mode ?? "")
    }.map(\.image)
  }

  /// The image whose runtime is to be looked at: the one that died, as far as the thread that died shows
  /// it, or else the first one; the executed program where none has a runtime.
  package func subject(of process: ProcessImage) -> LoadedImage? {
    guard let first = runtimes.first else { return executed }
    guard runtimes.count > 1, let thread = process.threads.first, thread.signal != 0 else {
      return first
    }
    return image(of: thread, in: process) ?? first
  }

  /// The image in whose code a thread was when the fatal signal struck: the runtime that dies raises it in
  /// its own, and another one, which handles it, may raise it again. Where the thread was in C, the
  /// innermost code of Go on its stack tells whose call it is.
  private func image(of thread: ProcessThread, in process: ProcessImage) -> LoadedImage? {
    func image(at pc: Address) -> LoadedImage? {
      runtimes.first { $0.code.contains { $0.contains(pc) } }
    }
    let struck = SignalFrame.find(below: thread, in: process).first {
      $0.information?.dumpsCore == true
    }
    let registers = struck?.registers ?? thread.registers
    if let pc = registers.programCounter(process.architecture), let found = image(at: pc) {
      return found
    }
    guard let sp = registers.stackPointer(process.architecture) else { return nil }
    let word = process.memory.pointerSize
    let (stack, _) = process.memory.readablePrefix(at: sp, count: Self.stackSize)
    for offset in stride(from: 0, to: stack.count - word + 1, by: word) {
      if let value = stack.field(at: offset, size: word), let found = image(at: Address(value)) {
        return found
      }
    }
    return nil
  }
}
