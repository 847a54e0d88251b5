// What came of a batch.

package import Basics
internal import Reporting

/// The counts of a run.
package struct BatchOutcome: Sendable {
  /// Cores that were analysed in this run, by how that ended.
  package var complete = 0
  package var partial = 0
  package var failed = 0
  /// Files whose reports the store had.
  package var unchanged = 0
  /// Files that belong to other shards.
  package var elsewhere = 0
  /// Files that are no cores.
  package var skipped = 0
  /// Files that were gone when their turn came.
  package var gone: [String] = []
  /// What could not be read, one line each.
  package var problems: [String] = []
  /// How many times debug information was read, over all workers.
  package var readings: UInt64 = 0
  /// Whether a signal ended the run.
  package var isInterrupted = false

  package init() {}

  /// How the command ends. `failedCores`: how many cores of the store could not be analysed, in this run or
  /// an earlier one; `table`: how it would end for the sake of what it shows.
  package func exitStatus(failedCores: Int, table: ExitStatus) -> ExitStatus {
    // Whether a signature is new cannot be said before everything is done.
    if isInterrupted { return .interrupted }
    if table != .success { return table }
    return failedCores > 0 || !problems.isEmpty ? .failedCores : .success
  }

  /// One line of JSON, for the store and for programs that follow the batch.
  package var json: String {
    let bytes = TextWriter.collect { out in
      var json = JSONWriter(out)
      json.object {
        $0.member("complete", complete)
        $0.member("partial", partial)
        $0.member("failed", failed)
        $0.member("unchanged", unchanged)
        $0.member("elsewhere", elsewhere)
        $0.member("skipped", skipped)
        $0.member("gone", gone.count)
        $0.member("unreadable", problems.count)
        $0.member("debugInformationRead", readings)
        $0.member("interrupted", isInterrupted)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// One line for people.
  package var words: String {
    var words = ["\(counted(complete + partial + failed, "core")) analysed"]
    if partial > 0 { words.append("\(partial) of them in part") }
    if failed > 0 { words.append("\(failed) failed") }
    if unchanged > 0 { words.append("\(counted(unchanged, "file")) unchanged") }
    if skipped > 0 { words.append(counted(skipped, "other file")) }
    if isInterrupted { words.append("interrupted: the same command goes on") }
    return words.joined(separator: ", ")
  }
}
