// The table of signatures as metrics in Prometheus' text format, for the textfile collector.

internal import Basics
internal import Reporting

/// Writes gauges, since an archive is counted from scratch each time.
enum TablePrometheus {
  static func write(_ table: SignatureTable, to out: TextWriter) {
    func metric(_ name: String, _ help: String) {
      out.write("# HELP \(name) \(help)\n# TYPE \(name) gauge\n")
    }
    let totals = table.totals
    metric("gocore_cores", "Cores of the archive, each once, by how their analysis ended.")
    for (status, count) in [
      ("complete", totals.complete), ("failed", totals.failed), ("partial", totals.partial),
    ] {
      out.write("gocore_cores{status=\"\(status)\"} \(count)\n")
    }
    metric("gocore_duplicate_cores", "Cores with the same bytes as another.")
    out.write("gocore_duplicate_cores \(totals.duplicates)\n")
    metric("gocore_skipped_files", "Files of the archive that are no cores.")
    out.write("gocore_skipped_files \(totals.skippedFiles)\n")
    metric("gocore_waiting_cores", "Cores that wait for the binary of a build.")
    for build in table.missingBuilds {
      let labels = [
        ("app", build.build.program ?? build.name), ("version", build.version),
        ("build", build.build.id),
      ].map { "\($0.0)=\"\(escaped($0.1 ?? ""))\"" }
      out.write("gocore_waiting_cores{\(labels.joined(separator: ","))} \(build.waiting)\n")
    }
    metric("gocore_signature_cores", "Cores of a signature, by program and version.")
    for row in table.rows {
      for (labels, count) in builds(of: row) {
        out.write("gocore_signature_cores{\(labels)} \(count)\n")
      }
    }
    metric("gocore_signature_last_seen_timestamp_seconds", "When a signature's last core was made.")
    for row in table.rows {
      guard let time = row.lastSeen.flatMap(CalendarTime.epoch(rfc3339:)) else { continue }
      out.write("gocore_signature_last_seen_timestamp_seconds{\(signature(row))} \(time)\n")
    }
    guard table.hasBaseline else { return }
    metric("gocore_signature_new", "Whether the baseline lacks a signature.")
    for row in table.rows {
      out.write("gocore_signature_new{\(signature(row))} \(row.novelty == .new ? 1 : 0)\n")
    }
    metric("gocore_signature_regressed", "Whether a signature was gone and is back.")
    for row in table.rows {
      out.write(
        "gocore_signature_regressed{\(signature(row))} \(row.novelty == .regressed ? 1 : 0)\n")
    }
  }

  /// Counts by program and version, which builds of one version share.
  private static func builds(of row: SignatureRow) -> [(labels: String, count: Int)] {
    var counts: [String: Int] = [:]
    for build in row.builds {
      let labels =
        signature(row) + ",app=\"\(escaped(build.build.program ?? ""))\""
        + ",version=\"\(escaped(build.version ?? ""))\""
      counts[labels, default: 0] += build.count
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func signature(_ row: SignatureRow) -> String {
    "signature=\"\(escaped(row.id))\",class=\"\(escaped(row.crashClass))\""
  }

  private static func escaped(_ text: String) -> String {
    // By scalars: with a combining mark behind it, a quote is another character, and still ends a label.
    var result = "".unicodeScalars
    for scalar in displayable(text).unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}
