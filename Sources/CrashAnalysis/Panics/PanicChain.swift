// The panics in progress, with the texts that the runtime printed and the original types.

package import ElfCore
internal import GoRuntime

/// One panic of a goroutine (`runtime._panic`).
package struct Panic: Sendable {
  package let address: Address
  /// What the runtime prints after `panic: `; nil for Goexit and where it cannot be read.
  package internal(set) var text: String?
  /// Whether the text was read as a string although the value's type, which only the binary has, is not
  /// known.
  package let isTextGuessed: Bool
  /// The dynamic type of the argument of `panic`; nil if it is lost.
  package let type: String?
  package let isRecovered: Bool
  package let isRepanicked: Bool
  /// Whether it is a `runtime.Goexit` in progress, not a panic.
  package let isGoexit: Bool
  /// The address of the arguments of the call of `panic`.
  package let arguments: Address?
  /// The argument itself, before the runtime converted it to a text; nil if it is lost.
  let original: GoInterface?
}

/// Reads the chain of panics of a goroutine.
struct PanicChainReader {
  let program: GoProgram
  private static let limit = 1_000
  private static let textLimit = 64 << 10

  /// The panics, oldest first, and why the list is incomplete, if it is.
  func read(of goroutine: Goroutine, stack: StackTrace) -> (panics: [Panic], problem: String?) {
    var panics: [Panic] = []
    var seen: Set<Address> = []
    do throws(RecordError) {
      var next = try program.process.record(at: goroutine.address)[.gPanic].target()
      while let record = next {
        guard seen.insert(record.address).inserted, seen.count <= Self.limit else {
          return (panics.reversed(), "the chain of panics is cyclic at \(record.address)")
        }
        panics.append(try read(record, stack: stack))
        next = try record[.panicLink].target()
      }
    } catch .noField {
      // The facts say what is lost with it.
      return ([], nil)
    } catch {
      return (panics.reversed(), "the chain of panics ends early: \(error.message)")
    }
    // Of a value that was panicked with again, only the older record has the text.
    // It may have been passed on more than once, so the text goes from the oldest on.
    for index in panics.indices.dropLast().reversed() where panics[index + 1].isRepanicked {
      panics[index].text = panics[index + 1].text
    }
    return (panics.reversed(), nil)
  }

  private func read(_ record: RuntimeRecord, stack: StackTrace) throws(RecordError) -> Panic {
    let value = try record[.panicArgument].interface()
    let isGoexit = try record.flag(ifPresent: .panicGoexit)
    let frame = gopanicFrame(holding: record.address, stack)
    var original: GoInterface?
    if let frame {
      // The spill slots of gopanic's argument keep the original value.
      original = try? GoInterface(
        at: frame.framePointer &+ program.process.architecture.argumentsOffset,
        program.process.memory)
    }
    let printer = PanicValuePrinter(process: program.process)
    var text = isGoexit ? nil : printer.text(of: value, limit: Self.textLimit)
    var isGuessed = false
    if text == nil, !isGoexit, program.process.executable.isOfCore {
      text = printer.probableText(of: value, limit: Self.textLimit)
      isGuessed = text != nil
    }
    return Panic(
      address: record.address, text: text, isTextGuessed: isGuessed,
      type: isGoexit ? nil : type(of: original, value),
      isRecovered: try record.flag(ifPresent: .panicRecovered),
      isRepanicked: try record.flag(ifPresent: .panicRepanicked),
      isGoexit: isGoexit,
      arguments: frame.map { $0.framePointer &+ program.process.architecture.argumentsOffset },
      original: original)
  }

  private func type(of original: GoInterface?, _ value: GoInterface) -> String? {
    if let original {
      // Since go1.21 panic(nil) becomes an error with a type of its own.
      if original.type.isNull, !value.type.isNull { return "*runtime.PanicNilError" }
      if let name = program.process.typeNames.name(of: original.type) { return name }
    }
    // Errors were converted to strings before the program died; the original value is on the stack.
    let name = program.process.typeNames.name(of: value.type)
    return name == "string" ? nil : name
  }

  /// The frame of the call of `panic`, which contains the panic's record.
  private func gopanicFrame(holding record: Address, _ stack: StackTrace) -> RawFrame? {
    stack.frames.first {
      $0.stackPointer <= record && record < $0.framePointer
        && program[$0.point].special == .gopanic
    }
  }
}
