// How many workers an analysis is worth on this host.

internal import Glibc

/// How many processors this process may use: an engine may give it less than the host has.
func processorCount() -> Int {
  // proc(5): a mask in hexadecimal words, "Cpus_allowed:\t00000000,00000003".
  let status = (try? LineReader.contents(of: "/proc/self/status")) ?? []
  for line in String(decoding: status, as: UTF8.self).split(separator: "\n")
  where line.hasPrefix("Cpus_allowed:") {
    let bits = line.dropFirst(13).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    if bits > 0 { return bits }
  }
  return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
