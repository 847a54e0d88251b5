// What a goroutine waits for as JSON: `goroutine.waitsOn`.

internal import ElfCore
internal import GoRuntime

extension ReportV1 {
  /// At most this many: a `select` of reflect's may have thousands of cases.
  private static let waitLimit = 100

  func write(_ waits: [Wait], to json: inout JSONWriter) {
    guard !waits.isEmpty else { return }
    json.array("waitsOn") { json in
      for wait in waits.prefix(Self.waitLimit) {
        json.object {
          $0.member("kind", wait.kind.rawValue)
          $0.member("address", hexadecimal: wait.address?.rawValue)
          $0.member("operation", wait.operation)
          $0.member("detail", wait.detail)
        }
      }
    }
  }
}
