// The environment of this process, and how words are handed to C.

internal import Glibc

/// A variable of the environment; nil when it is unset or empty.
package func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// The environment that the process was started with, `NAME=VALUE` each: what this process has unset
/// since then is still in it.
package func initialEnvironment() -> [String] {
  let descriptor = unsafe open("/proc/self/environ", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  while bytes.count < 1 << 24 {
    guard let block = readSome(from: descriptor, limit: 65_536), !block.isEmpty else { break }
    bytes += block
  }
  return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
}

/// Lends `words` in the form that C takes them: an array that ends with NULL.
@unsafe package func withStrings(
  _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
) -> Int32 {
  var copies = unsafe words.map { unsafe strdup($0) }
  unsafe copies.append(nil)
  defer { while let copy = unsafe copies.popLast() { unsafe free(copy) } }
  return unsafe copies.withUnsafeBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return ENOMEM }
    return unsafe body(start)
  }
}
