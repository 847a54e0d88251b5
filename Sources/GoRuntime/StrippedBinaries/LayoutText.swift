// The generator's half of KnownLayouts: facts from DWARF as one entry of the table.

package import DebugInfo

/// The entry of one toolchain: the members that any need could take, so that a changed need only
/// needs the table made anew.
package func layoutEntry(release: String, architecture: String, facts: DebugFacts) -> String {
  var lines = ["\(release) \(architecture)"]
  for (type, layout) in facts.types.sorted(by: { $0.key < $1.key }) {
    let paths = Set(FieldNeed.all.filter { $0.types.contains(type) }.flatMap { $0.paths })
    lines.append("T \(type) \(layout.size)")
    for path in paths.sorted() {
      if let field = layout.members[path] {
        lines.append("F \(path) \(field.offset) \(field.size)")
      }
    }
  }
  for (name, value) in facts.constants.sorted(by: { $0.key < $1.key }) {
    lines.append("C \(name) \(value)")
  }
  for (name, variable) in facts.variables.sorted(by: { $0.key < $1.key }) {
    if let size = variable.size { lines.append("V \(name) \(size)") }
  }
  return lines.joined(separator: "\n")
}
