// The table of signatures as `gocore.signatures/1`. Fields are added, never renamed;
// gocore.signatures-1.schema.json, beside the report's, describes them.

internal import CrashAnalysis
internal import Reporting

/// Writes the table as JSON.
enum SignaturesV1 {
  static func write(_ table: SignatureTable, to out: TextWriter) {
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.signatures/1")
      json.object("tool") { $0.member("version", ReportV1.toolVersion) }
      json.object("totals") { write(table.totals, to: &$0) }
      if table.hasBaseline { json.member("baseline", true) }
      json.array("signatures") { json in
        for row in table.rows { json.object { write(row, table, to: &$0) } }
      }
    }
    out.write("\n")
  }

  private static func write(_ totals: ArchiveTotals, to json: inout JSONWriter) {
    json.member("cores", totals.cores)
    json.member("complete", totals.complete)
    json.member("partial", totals.partial)
    json.member("failed", totals.failed)
    json.member("duplicates", totals.duplicates)
    json.member("withoutSignature", totals.withoutSignature)
    json.array("failures") { json in
      for failure in totals.failures {
        json.object {
          $0.member("exitCode", failure.exitCode)
          $0.member("reason", failure.reason)
          $0.member("count", failure.count)
        }
      }
    }
    json.array("skipped") { json in
      for skipped in totals.skipped {
        json.object {
          $0.member("reason", skipped.reason)
          $0.member("count", skipped.count)
        }
      }
    }
  }

  private static func write(
    _ row: SignatureRow, _ table: SignatureTable, to json: inout JSONWriter
  ) {
    json.member("id", row.id)
    json.member("class", row.crashClass)
    json.member("text", row.text)
    json.member("count", row.count)
    json.member("permille", table.permille(row))
    json.member("novelty", row.novelty?.rawValue)
    json.member("firstSeen", row.firstSeen)
    json.member("lastSeen", row.lastSeen)
    write(row.hosts, "hosts", to: &json)
    write(row.programs, "programs", to: &json)
    write(row.versions, "versions", to: &json)
    write(row.goVersions, "goVersions", to: &json)
    json.object("exemplar") {
      $0.member("path", row.exemplar.path)
      $0.member("size", row.exemplar.size)
      $0.member("complete", row.exemplar.isComplete)
    }
    json.array("builds") { json in
      for build in row.builds {
        json.object {
          $0.member("program", build.build.program)
          $0.member("buildID", build.build.id)
          $0.member("version", build.version)
          $0.member("count", build.count)
          $0.member("cores", build.total)
        }
      }
    }
    json.member("ticket", row.ticket)
    json.member("url", row.known?.issue?.url)
    json.member("runbook", row.known?.issue?.runbook)
    json.member("owner", row.owner)
    if let similar = row.similar {
      json.object("similar") {
        $0.member("id", similar.id)
        $0.member("percent", similar.likeness)
      }
    }
  }

  private static func write(_ words: [String], _ name: String, to json: inout JSONWriter) {
    json.array(name) { json in for word in words { json.element(word) } }
  }
}
