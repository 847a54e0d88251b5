// How many processors this process may use.

internal import Glibc

/// The number of processors that this process may use, at least one: a container or a batch system may
/// give it fewer than the host has.
package func processorCount() -> Int { allowedProcessors }

private let allowedProcessors: Int = {
  // proc(5): a mask in hexadecimal words, "Cpus_allowed:\t00000000,00000003".
  for line in String(decoding: processStatus(), as: UTF8.self).split(separator: "\n")
  where line.hasPrefix("Cpus_allowed:") {
    let bits = line.dropFirst(13).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    if bits > 0 { return bits }
  }
  return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}()

/// The contents of /proc/self/status; empty where there is no /proc.
private func processStatus() -> [UInt8] {
  let descriptor = unsafe open("/proc/self/status", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var text = [UInt8](repeating: 0, count: 16 << 10)
  let count = unsafe text.withUnsafeMutableBytes {
    unsafe read(descriptor, $0.baseAddress, $0.count)
  }
  return Array(text.prefix(max(0, count)))
}
