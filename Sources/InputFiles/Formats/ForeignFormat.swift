// Names what a file is that cannot be used, so that the error says more than "not a core".

/// What the first bytes of a file that cannot be used look like, as in "a text file".
func describeForeign(_ bytes: [UInt8]) -> String {
  if bytes.starts(with: ELFHeader.magic) {
    return bytes.count < ELFHeader.minimumSize
      ? "an ELF file cut off after \(bytes.count) bytes" : "an ELF file with a damaged header"
  }
  if let known = knownMagics.first(where: { $0.matches(bytes) }) { return known.description }
  if bytes.starts(with: [0xca, 0xfe, 0xba, 0xbe]) { return describeCafeBabe(bytes) }
  if bytes.allSatisfy({ $0 == 0 }) { return "a file that starts with nothing but zero bytes" }
  if let text = textSample(bytes) { return describeText(text) }
  return "of an unknown format (first bytes \(hexadecimal(bytes.prefix(8))))"
}

/// Bytes at an offset that tell a format.
private struct KnownMagic: Sendable {
  /// The bytes.
  let bytes: [UInt8]
  /// Where they stand.
  let offset: Int
  /// What has them there.
  let description: String

  /// A magic number.
  init(_ bytes: [UInt8], at offset: Int = 0, _ description: String) {
    self.bytes = bytes
    self.offset = offset
    self.description = description
  }

  /// A magic number made of letters.
  init(_ text: String, at offset: Int = 0, _ description: String) {
    self.init(Array(text.utf8), at: offset, description)
  }

  /// Whether the first bytes of a file have it.
  func matches(_ sample: [UInt8]) -> Bool {
    sample.dropFirst(offset).starts(with: bytes)
  }
}

/// Formats that end up where a core was meant. The first that matches wins.
private let knownMagics: [KnownMagic] = [
  KnownMagic([0xfe, 0xed, 0xfa, 0xce], "a Mach-O file (macOS)"),
  KnownMagic([0xfe, 0xed, 0xfa, 0xcf], "a Mach-O file (macOS)"),
  KnownMagic([0xce, 0xfa, 0xed, 0xfe], "a Mach-O file (macOS)"),
  KnownMagic([0xcf, 0xfa, 0xed, 0xfe], "a Mach-O file (macOS)"),
  KnownMagic("MDMP", "a minidump"),
  KnownMagic("PAGEDU64", "a Windows crash dump"),
  KnownMagic("PAGEDUMP", "a Windows crash dump"),
  KnownMagic("KDUMP   ", "a dump of the Linux kernel (kdump)"),
  KnownMagic("makedumpfile", "a dump of the Linux kernel (makedumpfile)"),
  KnownMagic([0x4d, 0x5a], "a PE file (Windows)"),
  // runtime/heapdump.go, writeheapdump_m: the same words since go1.7.
  KnownMagic("go1.7 heap dump\n", "a Go heap dump (debug.WriteHeapDump)"),
  KnownMagic("version https://git-lfs", "a Git LFS pointer, not the file itself (git lfs pull)"),
  KnownMagic("!<arch>\n", "an ar archive (a static library or a Debian package)"),
  KnownMagic([0xed, 0xab, 0xee, 0xdb], "an RPM package"),
  KnownMagic("LPKSHHRH", "a systemd journal: coredumpctl gets cores out of it"),
  KnownMagic("\0asm", "a WebAssembly module"),
  KnownMagic([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7-Zip archive, which is not expanded"),
  KnownMagic("Rar!", "a RAR archive, which is not expanded"),
  KnownMagic("LZIP", "lzip data, which is not expanded"),
  KnownMagic([0x5d, 0x00, 0x00], "LZMA data, which is not expanded"),
  KnownMagic([0x89, 0x4c, 0x5a, 0x4f], "lzop data, which is not expanded"),
  KnownMagic([0x1f, 0x9d], "data of compress(1), which is not expanded"),
  KnownMagic("070701", "a cpio archive, which is not expanded"),
  KnownMagic("SQLite format 3\0", "an SQLite database"),
  KnownMagic("%PDF", "a PDF document"),
  KnownMagic("#!", "a script"),
]

/// Java's class files and Mach-O's universal files share a number; the next word is a version for
/// the one (45 and more) and a number of architectures for the other.
private func describeCafeBabe(_ bytes: [UInt8]) -> String {
  bytes.count >= 8 && bytes[7] < 45 ? "a Mach-O file (macOS)" : "a Java class file"
}

/// The bytes as text when they are UTF-8 without control characters. In a sample of a longer file
/// the last character may be cut.
private func textSample(_ bytes: [UInt8]) -> String? {
  let longestCut = bytes.count < FileFormat.sampleSize ? 0 : 3
  for cut in 0...longestCut {
    guard let text = String(validating: bytes.dropLast(cut), as: UTF8.self) else { continue }
    let plain = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && $0.value != 0x7f || [0x09, 0x0a, 0x0c, 0x0d, 0x1b].contains($0.value)
    }
    return plain ? text : nil
  }
  return nil
}

/// What kind of text it is, where that helps.
private func describeText(_ text: String) -> String {
  let starts = [
    "panic: ", "fatal error: ", "goroutine ", "SIGQUIT: ", "SIGABRT: ", "unexpected fault",
  ]
  if starts.contains(where: text.hasPrefix) {
    return "the text of a Go traceback, not the core itself"
  }
  if text.hasPrefix("{") || text.hasPrefix("[") { return "a text file (JSON?)" }
  return "a text file"
}
