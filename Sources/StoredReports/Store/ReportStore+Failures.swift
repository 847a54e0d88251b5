// How many cores have failed, for the exit code of a batch.

extension ReportStore {
  /// The number of cores whose analysis failed.
  package func failedCount() throws(StoreError) -> Int {
    try refusing { (database) throws(DatabaseError) in
      Int(clamping: try database.number("SELECT count(*) FROM cores WHERE status = 'failed'") ?? 0)
    }
  }
}
