// A library of C that a test draws: functions that a debugger can name and leave, as an ELF file for
// x86-64. One for another processor has no call frame information.

/// A shared library whose addresses begin at 0.
package struct SyntheticLibrary: Sendable {
  /// A function of 64 bytes of code that nothing reads.
  package struct Function: Sendable {
    package let name: String
    /// Where its code begins.
    package let start: UInt64
    /// From its stack pointer to its caller's, in bytes; the return address is the last word of it.
    package let frame: UInt8
  }

  package var functions: [Function] = []
  /// Variables by name, which need no place of their own.
  package var variables: [(name: String, address: UInt64)] = []
  /// Whether there is an `.eh_frame`.
  package var hasFrameInformation = true
  /// `e_machine`, as in `ELFWriter`.
  package var machine: UInt16 = 62
  /// Whether there is a symbol table.
  package var hasSymbols = true
  private static let codeStart: UInt64 = 0x1000
  private static let codeSize: UInt64 = 0x1000
  private static let functionSize: UInt64 = 0x40
  private static let frameInformation: UInt64 = 0x8000

  /// Functions with these names and frames.
  package init(_ functions: [(name: String, frame: UInt8)]) {
    for (index, function) in functions.enumerated() {
      self.functions.append(
        Function(
          name: function.name, start: Self.codeStart + UInt64(index) * Self.functionSize,
          frame: function.frame))
    }
  }

  /// The address of an instruction in the middle of the function called `name`.
  package func pc(_ name: String) -> UInt64 {
    guard let function = functions.first(where: { $0.name == name }) else {
      preconditionFailure("no function \(name)")
    }
    return function.start + 0x10
  }

  /// The file.
  package var bytes: [UInt8] {
    let size = Int(Self.codeStart + Self.codeSize)
    var first = ELFWriter.Segment.load(0, [UInt8](repeating: 0, count: size), flags: 5)
    // The first segment begins with the file itself, as linkers make it.
    first.claimedOffset = 0
    var elf = ELFWriter(type: ELFWriter.shared, machine: machine, segments: [first])
    var code = ELFWriter.Section(".text", address: Self.codeStart, size: Self.codeSize)
    code.flags = 6
    elf.sections.append(code)
    if hasFrameInformation {
      let frames = frames
      elf.segments.append(.load(Self.frameInformation, frames, flags: 4))
      elf.sections.append(
        .init(".eh_frame", address: Self.frameInformation, size: UInt64(frames.count)))
    }
    if hasSymbols {
      var symbols = SymbolTableDrawing(
        functions.map { ($0.name, $0.start, Self.functionSize) }, type: SymbolTableDrawing.function)
      symbols.variables = variables
      symbols.add(to: &elf)
    }
    return elf.bytes
  }

  /// `.eh_frame`: each function's frame address is its stack pointer and `frame`.
  private var frames: [UInt8] {
    var out = ByteWriter()
    func entry(_ body: [UInt8]) {
      var padded = body
      while padded.count % 8 != 4 { padded.append(0) }
      out.put(UInt32(padded.count))
      out.raw(padded)
    }
    // Version 1, "zR", code alignment 1, data alignment -8, return address 16, absolute pointers;
    // the frame's address is rsp+8, the return address below it.
    entry([0, 0, 0, 0, 1, 0x7a, 0x52, 0, 1, 0x78, 16, 1, 0, 0x0c, 7, 8, 0x90, 1])
    for function in functions {
      var body = ByteWriter()
      body.put(UInt32(out.count + 4))
      body.put(function.start)
      body.put(Self.functionSize)
      body.raw([0, 0x0e, function.frame])
      entry(body.bytes)
    }
    out.put(0 as UInt32)
    return out.bytes
  }
}
