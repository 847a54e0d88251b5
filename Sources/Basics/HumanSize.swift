// Sizes as people read them.

/// A size in bytes for people: `41.8 MB`.
package func humanSize(_ bytes: UInt64) -> String {
  let units: [(UInt64, String)] = [
    (1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"),
  ]
  // What would round up to the next unit is shown in that unit.
  for (unit, name) in units where bytes >= unit - unit / 20_000 {
    let hundredths = bytes / (unit / 100)
    if bytes >= unit * 100 { return "\((hundredths + 50) / 100) \(name)" }
    let tenths = (hundredths + 5) / 10
    return "\(tenths / 10).\(tenths % 10) \(name)"
  }
  return bytes == 1 ? "1 byte" : "\(bytes) bytes"
}
