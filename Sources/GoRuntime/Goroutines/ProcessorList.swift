// The scheduler's processors (`runtime.p`), one for each of GOMAXPROCS.

internal import ElfCore

/// The records of `runtime.allp`.
struct ProcessorList {
  private(set) var records: [RuntimeRecord] = []
  /// Whether no record of the list is missing.
  let isComplete: Bool
  /// More than any machine has, and few enough to be read.
  private static let limit: UInt64 = 1 << 16

  /// Reads the list. Places in it that were never used are left out.
  init(_ runtime: RuntimeMemory) {
    do throws(RecordError) {
      let (data, count) = try runtime.variable(.allp).slice()
      let list = runtime.place(at: data)
      for index in 0..<Int(min(count, Self.limit)) {
        let address = try list.pointer(index)
        if !address.isNull { records.append(runtime.record(at: address)) }
      }
      isComplete = count <= Self.limit
    } catch {
      isComplete = false
    }
  }
}
