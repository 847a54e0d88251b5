// Comparisons as `gocore.comparison/1`. Fields are added, never renamed;
// gocore.comparison-1.schema.json, beside the report's, describes them.

package import Reporting

/// Writes comparisons as JSON.
package enum ComparisonV1 {
  /// Writes what differs between two reports.
  package static func write(_ comparison: ReportComparison, to out: TextWriter) {
    document("reports", to: out) { json in
      json.object("a") { write(comparison.first, to: &$0) }
      json.object("b") { write(comparison.second, to: &$0) }
      json.member("sameSignature", comparison.hasSameSignature)
      write(comparison.build, "build", to: &json)
      write(comparison.modules, "modules", to: &json)
      write(comparison.settings, "settings", to: &json)
      write(comparison.environment, "environment", to: &json)
      json.array("waits") { json in
        for wait in comparison.waits {
          json.object {
            $0.member("reason", wait.name)
            $0.member("a", wait.first)
            $0.member("b", wait.second)
            $0.member("change", wait.direction.rawValue)
          }
        }
      }
      json.array("groups") { json in
        for group in comparison.groups {
          json.object { json in
            json.member("state", group.group.state)
            json.member("function", group.group.function)
            json.array("functions") { json in
              for function in group.group.functions { json.element(function) }
            }
            json.member("a", group.first)
            json.member("b", group.second)
            json.member("change", group.direction.rawValue)
          }
        }
      }
    }
  }

  /// Writes what differs between two archives.
  package static func write(_ comparison: StoreComparison, to out: TextWriter) {
    document("stores", to: out) { json in
      json.object("a") { write(comparison.first, to: &$0) }
      json.object("b") { write(comparison.second, to: &$0) }
      write(comparison.versions, "versions", to: &json)
      json.array("signatures") { json in
        for row in comparison.rows {
          json.object {
            $0.member("id", row.id)
            $0.member("class", row.crashClass)
            $0.member("text", row.text)
            $0.member("a", row.first)
            $0.member("b", row.second)
            $0.member("permilleA", row.firstPermille)
            $0.member("permilleB", row.secondPermille)
            $0.member("change", row.direction?.rawValue)
          }
        }
      }
    }
  }

  private static func document(
    _ kind: String, to out: TextWriter, _ body: (inout JSONWriter) -> Void
  ) {
    var json = JSONWriter(out)
    json.object { json in
      json.member("schema", "gocore.comparison/1")
      json.object("tool") { $0.member("version", ReportV1.toolVersion) }
      json.member("kind", kind)
      body(&json)
    }
    out.write("\n")
  }

  private static func write(_ report: ComparedReport, to json: inout JSONWriter) {
    json.member("path", report.path)
    json.member("status", report.status)
    json.member("class", report.crashClass)
    json.member("title", report.title)
    json.member("confidence", report.confidence)
    json.member("signature", report.signature)
    json.member("text", report.signatureText)
    json.member("function", report.function)
    json.member("failure", report.failure)
    json.member("goroutines", report.goroutines)
  }

  private static func write(_ totals: ArchiveTotals, to json: inout JSONWriter) {
    json.member("cores", totals.cores)
    json.member("complete", totals.complete)
    json.member("partial", totals.partial)
    json.member("failed", totals.failed)
    json.member("duplicates", totals.duplicates)
  }

  private static func write(
    _ changes: [TextChange], _ name: String, to json: inout JSONWriter
  ) {
    json.array(name) { json in
      for change in changes {
        json.object {
          $0.member("name", change.name)
          $0.member("a", change.first)
          $0.member("b", change.second)
        }
      }
    }
  }
}
