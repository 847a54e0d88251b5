// The program's own variables at a program counter, by the DWARF of its binary: names, types and where
// each is, in the words of this processor.

internal import DebugInfo
package import ElfCore

/// A place that holds a word of the program's.
package enum WordPlace: Sendable, Hashable {
  case register(String)
  /// So many bytes from the canonical frame address.
  case frame(Int64)
}

/// A word of a variable, which debug information describes.
package struct VariableWord: Sendable {
  /// The variable's name, with the path to the word: `cart`, `order.Cart`.
  package let name: String
  /// Its type, without the paths of packages: `*orders.Cart`.
  package let typeName: String
  /// The function that has the variable; it may be inlined.
  package let function: String
  package let isParameter: Bool
  fileprivate let type: DebugType
}

/// A member that a pointer leads to.
package struct PointedField: Sendable {
  /// `Items`, `header.size`; empty for the whole that is pointed to.
  package let path: String
  /// The member itself.
  package let word: VariableWord
}

/// Reads variables. Not `Sendable`: libdw's handle belongs to one task.
package final class ProgramVariables {
  private let dwarf: DwarfFile
  private let bias: UInt64
  private let architecture: Architecture
  private var known: [Address: [LocalVariable]] = [:]

  /// The variables of a program; nil where no DWARF describes it.
  package init?(_ process: GoProcess, _ files: DebugFiles) {
    guard let file = process.executable.debugFile,
      let dwarf = try? files.dwarf(
        of: file, path: process.executable.path, expand: process.expand), dwarf.hasLocations
    else { return nil }
    self.dwarf = dwarf
    bias = process.executable.loadBias
    architecture = process.architecture
  }

  private func variables(at pc: Address) -> [LocalVariable] {
    if let found = known[pc] { return found }
    let found = dwarf.variables(at: pc.rawValue &- bias)
    known[pc] = found
    return found
  }

  /// The variable of which a word is in `place` when `pc` is about to run: the innermost inlined call's
  /// first, parameters first.
  package func word(in place: WordPlace, at pc: Address) -> VariableWord? {
    let found = variables(at: pc).compactMap { variable in
      offset(of: place, in: variable).flatMap { word(of: variable, at: $0) }.map { (variable, $0) }
    }
    guard let innermost = found.map(\.0.depth).max() else { return nil }
    let near = found.filter { $0.0.depth == innermost }
    return (near.first { $0.0.isParameter } ?? near.first)?.1
  }

  /// The type of the first parameter of the function that begins at `entry`; nil where it has none, or nothing
  /// describes it.
  package func firstParameter(at entry: Address) -> String? {
    let own = variables(at: entry)
    guard let outermost = own.map(\.depth).min(),
      // Results have no names of their own: ~r0.
      let first = own.first(where: {
        $0.depth == outermost && $0.isParameter && !$0.name.hasPrefix("~")
      })
    else { return nil }
    return dwarf.name(of: first.type).map(shortTypeName)
  }

  /// The distance in bytes of the word in `place` from the start of a variable.
  private func offset(of place: WordPlace, in variable: LocalVariable) -> Int? {
    for piece in variable.pieces {
      switch (piece.place, place) {
      case (.register(let number), .register(let name)):
        if architecture.foreignFrames.dwarfRegisters.indices.contains(number),
          architecture.foreignFrames.dwarfRegisters[number] == name
        {
          return piece.offset
        }
      case (.frame(let start), .frame(let wanted)):
        let size = piece.size ?? dwarf.size(of: variable.type) ?? 0
        let (distance, overflow) = wanted.subtractingReportingOverflow(start)
        if !overflow, distance >= 0, distance < Int64(size) {
          return piece.offset + Int(distance)
        }
      default: continue
      }
    }
    return nil
  }

  private func word(of variable: LocalVariable, at offset: Int) -> VariableWord? {
    guard
      let part = dwarf.part(of: variable.type, at: offset, size: architecture.pointerSize),
      let type = dwarf.name(of: part.type)
    else { return nil }
    return VariableWord(
      name: part.path.isEmpty ? variable.name : "\(variable.name).\(part.path)",
      typeName: shortTypeName(type), function: variable.function,
      isParameter: variable.isParameter, type: part.type)
  }

  /// Whether a word is a function value: a pointer to the address of code.
  package func isFunction(_ word: VariableWord) -> Bool { dwarf.isFunction(word.type) }

  /// The member at `offset` bytes of what a pointer points to, where the pointer's type says.
  package func field(through pointer: VariableWord, at offset: Int64, size: Int) -> PointedField? {
    guard let target = dwarf.target(of: pointer.type), let offset = Int(exactly: offset),
      dwarf.name(of: target) != nil,
      let part = dwarf.part(
        of: target, at: offset, size: size > 0 ? size : architecture.pointerSize),
      let type = dwarf.name(of: part.type)
    else { return nil }
    return PointedField(
      path: part.path,
      word: VariableWord(
        name: part.path.isEmpty ? "*\(pointer.name)" : "\(pointer.name).\(part.path)",
        typeName: shortTypeName(type), function: pointer.function,
        isParameter: pointer.isParameter, type: part.type))
  }
}

/// A type's name with packages named as `%T` names them: the last element of the path alone.
func shortTypeName(_ name: String) -> String {
  var result = ""
  var word = ""
  for character in name {
    switch character {
    case "/": word = ""
    case "*", "[", "]", "(", ")", "{", "}", " ", ",", ";", "<", ">":
      result += word
      result.append(character)
      word = ""
    default: word.append(character)
    }
  }
  return result + word
}
