// Why C code aborted: what glibc says, which it keeps for debuggers, or the C++ exception that nobody
// caught.
//
// Sources: glibc assert/assert.c and sysdeps/posix/libc_fatal.c (`__abort_msg`); the Itanium C++ ABI's
// exception handling with the headers of libstdc++ (unwind-cxx.h) and of libc++abi (cxa_exception.h).

internal import ElfCore
internal import GoRuntime

/// The reason of an abort in C code.
enum NativeAbort {
  /// glibc's own words, at the address.
  case message(String, Address)
  /// An exception of this type at the address, with what its `what()` says where that can be read.
  case exception(type: String, text: String?, Address)

  /// The reason in one line.
  var words: String {
    switch self {
    case .message(let text, _): text
    case .exception(let type, let text, _):
      "uncaught C++ exception \(type)" + (text.map { ": \($0)" } ?? "")
    }
  }

  var evidence: Evidence {
    switch self {
    case .message(_, let place):
      Evidence("glibc left this message (__abort_msg)", address: place.rawValue)
    case .exception(let type, _, let place):
      Evidence("the C++ exception that was thrown is a \(type)", address: place.rawValue)
    }
  }
}

/// Looks for the reason of an abort in what the process left.
struct NativeAbortReader {
  private let program: GoProgram
  private let native: NativeCode
  private let facts: CrashFacts
  private var memory: AddressSpace { program.process.memory }

  private static let textLimit = 4_096
  /// Frames in which an abort is raised, and those of the C++ runtime before them.
  private static let frameLimit = 32
  /// How much of the stack is searched for the exception.
  private static let searchLimit = 16 << 10

  init?(_ program: GoProgram, _ facts: CrashFacts) {
    guard let native = program.native else { return nil }
    self.program = program
    self.native = native
    self.facts = facts
  }

  /// The reason; nil where none is left.
  func read() -> NativeAbort? {
    guard let frames = facts.joined?.trace.frames.prefix(Self.frameLimit) else { return nil }
    return message(frames) ?? exception(frames)
  }

  // MARK: - glibc

  /// `struct abort_msg_s`: the size of its mapping, and the text.
  private func message(_ frames: ArraySlice<RawFrame>) -> NativeAbort? {
    var seen: Set<String> = []
    for frame in frames {
      guard let library = program.library(at: frame.point), !library.isEmpty,
        seen.insert(library).inserted,
        let variable = native.variable("__abort_msg", ofFileAt: frame.pc)
      else { continue }
      guard let record = memory.pointerIfThere(variable), !record.isNull,
        let text = native.text(at: record &+ 4, limit: Self.textLimit)
      else { return nil }
      let line = text.split(separator: "\n").first.map(String.init) ?? ""
      return line.isEmpty ? nil : .message(line, record)
    }
    return nil
  }

  // MARK: - C++

  /// `exception_class` of libstdc++ and of libc++: "GNUCC++\0", "CLNGC++\0".
  private static let exceptionClasses: Set<UInt64> = [0x474e_5543_432b_2b00, 0x434c_4e47_432b_2b00]
  /// From the exception's type to its class, and from there to the object that was thrown, in both.
  private static let typeDistance = 0x50
  private static let objectDistance = 0x20

  /// The only exception that the frames between the abort and what threw point to.
  private func exception(_ frames: ArraySlice<RawFrame>) -> NativeAbort? {
    // The layout of 64-bit programs.
    guard memory.pointerSize == 8, let first = frames.first,
      let last = frames.lastIndex(where: isOfCxxRuntime), last + 1 < frames.endIndex
    else { return nil }
    let start = first.stackPointer
    // The object's address is in a register of the frame that threw, too.
    let end = frames[last + 1].stackPointer &+ 0x40
    guard start < end, end.rawValue - start.rawValue <= Self.searchLimit else { return nil }
    var places: Set<Address> = []
    for offset in stride(from: 0, to: Int(end.rawValue - start.rawValue), by: 8) {
      guard let word = memory.wordIfThere(start &+ offset), word > 0x1000, word % 8 == 0 else {
        continue
      }
      for distance in [0, -Self.objectDistance, Self.typeDistance] {
        let place = Address(word) &+ distance
        if let found = memory.wordIfThere(place), Self.exceptionClasses.contains(found) {
          places.insert(place)
        }
      }
    }
    guard places.count == 1, let place = places.first,
      let type = memory.pointerIfThere(place &- Self.typeDistance), let name = name(ofType: type)
    else { return nil }
    let object = place &+ Self.objectDistance
    return .exception(type: name, text: text(of: object, type), object)
  }

  private func isOfCxxRuntime(_ frame: RawFrame) -> Bool {
    guard program.library(at: frame.point) != nil,
      let name = program.functionName(of: frame)
    else { return false }
    return ["__cxa_throw", "__cxa_rethrow", "std::terminate()"].contains(name)
  }

  /// The name of a `std::type_info`, which lies behind its table of methods.
  private func name(ofType type: Address) -> String? {
    symbol(ofType: type).flatMap(NativeCode.typeName)
  }

  private func symbol(ofType type: Address) -> String? {
    guard let place = memory.pointerIfThere(type &+ 8),
      let text = native.text(at: place, limit: 1_024)
    else { return nil }
    // A star marks names that are only compared by address.
    return text.hasPrefix("*") ? String(text.dropFirst()) : text
  }

  /// What `what()` says of exceptions that are derived, each from one class alone, from one of those that
  /// keep a text: a pointer to it follows the table of methods.
  private func text(of object: Address, _ type: Address) -> String? {
    var type = type
    for _ in 0..<8 {
      guard let symbol = symbol(ofType: type) else { return nil }
      if symbol == "St11logic_error" || symbol == "St13runtime_error" {
        guard let place = memory.pointerIfThere(object &+ 8) else { return nil }
        return native.text(at: place, limit: Self.textLimit).flatMap { text in
          text.split(separator: "\n").first.map(String.init)
        }
      }
      // A class with one base: the base's type_info follows the name.
      guard let table = memory.pointerIfThere(type),
        let single = native.variable(
          "_ZTVN10__cxxabiv120__si_class_type_infoE", ofFileAt: table),
        table == single &+ 16, let base = memory.pointerIfThere(type &+ 16)
      else { return nil }
      type = base
    }
    return nil
  }
}
