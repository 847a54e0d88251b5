// The extended attributes that systemd-coredump leaves on the cores it stores.

internal import CFileAttributes

/// Before every name (systemd, `src/coredump/coredump.c`, `save_coredump`).
private let coredumpPrefix = "user.coredump."

/// The most attributes taken of one file.
private let mostAttributes = 32

/// The most bytes taken of one value. `rlimit`, the longest there is, has about 20 digits.
private let longestValue = 4096

/// The most bytes of names that the kernel returns (XATTR_LIST_MAX).
private let longestNameList = 65536

extension OwnedDescriptor {
  /// The attributes `user.coredump.*` without their prefix; empty where there are none or the
  /// file system has no attributes.
  func coredumpAttributes() -> [String: String] {
    var attributes: [String: String] = [:]
    for name in attributeNames() where name.hasPrefix(coredumpPrefix) {
      guard attributes.count < mostAttributes else { break }
      guard let value = attribute(name) else { continue }
      attributes[String(name.dropFirst(coredumpPrefix.count))] = value
    }
    return attributes
  }

  /// The names of all attributes, sorted.
  private func attributeNames() -> [String] {
    guard flistxattr(rawValue, nil, 0) > 0 else { return [] }
    let list = unsafe [UInt8](unsafeUninitializedCapacity: longestNameList) { buffer, filled in
      // CChar is signed on one architecture and unsigned on another: let the type be inferred.
      let length = unsafe buffer.withMemoryRebound(to: CChar.self) {
        unsafe flistxattr(rawValue, $0.baseAddress, $0.count)
      }
      filled = max(0, length)
    }
    return list.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  /// The value of one attribute as text; nil when it is gone or longer than anything expected.
  private func attribute(_ name: String) -> String? {
    var found = false
    let value = unsafe [UInt8](unsafeUninitializedCapacity: longestValue) { buffer, filled in
      let length = unsafe fgetxattr(rawValue, name, buffer.baseAddress, buffer.count)
      found = length >= 0
      filled = max(0, length)
    }
    return found ? String(decoding: value, as: UTF8.self) : nil
  }
}
