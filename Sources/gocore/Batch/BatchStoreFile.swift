// Where a batch keeps its reports: in the store that the user names, or in one that goes with the batch.

internal import Glibc
internal import Reporting
internal import StoredReports

/// The file of a batch's store.
final class BatchStoreFile {
  private let path: String
  /// The folder of a store that is not kept.
  private let folder: String?

  init(named name: String?) throws {
    if let name {
      path = name
      folder = nil
      return
    }
    let place = environmentVariable("TMPDIR") ?? "/var/tmp"
    var template = Array("\(place)/gocore-batch-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw Failure(
        .limit, "\(displayable(place)): \(SystemRefusal(code: errno).reason) (TMPDIR names another)")
    }
    let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    folder = made
    path = "\(made)/store"
  }

  deinit {
    guard let folder else { return }
    for suffix in ["", "-wal", "-shm", "-journal"] { _ = unsafe unlink(path + suffix) }
    _ = unsafe rmdir(folder)
  }

  /// The store, made where there is none.
  func open() throws -> ReportStore { try ReportStore(path: path, mode: .create) }
}

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
