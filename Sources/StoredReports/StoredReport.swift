// Reports of earlier runs: reads what a signature is made of, and replaces the signature.

package import Basics
package import CrashAnalysis

/// What was read of one stored report.
package struct StoredReport: Sendable, Equatable {
  /// The path of its core.
  package let corePath: String?
  /// The id that it holds.
  package let signatureID: String?
  /// What a signature can be made of; nil for a report of a failure or of an older gocore.
  package let input: SignatureInput?
}

/// Why a text is not a report.
package enum StoredReportError: ReportableError, Equatable {
  case malformed
  /// Well-formed JSON of another kind.
  case notAReport(schema: String?)
  /// A report that does not name its core.
  case noCore
  case database(String)

  package var exitCode: ExitStatus {
    if case .database = self { .internalError } else { .unreadableInput }
  }

  package var message: String {
    switch self {
    case .malformed: "malformed JSON"
    case .notAReport(let schema):
      "not a report of gocore" + (schema.map { ": its schema is \"\(displayable($0))\"" } ?? "")
    case .noCore: "a report that names no core (core.path)"
    case .database(let reason): displayable(reason)
    }
  }
}

/// Reads and changes reports as JSON texts.
package struct StoredReportReader {
  private let database: Database

  package init() throws(StoredReportError) {
    do {
      database = try Database()
    } catch {
      throw .database(error.reason)
    }
  }

  /// Whether `json` is one whole JSON value.
  package func isWellFormed(_ json: [UInt8]) throws(StoredReportError) -> Bool {
    // SQLite takes a zero byte for the end of the text.
    guard !json.contains(0) else { return false }
    return try query("SELECT json_valid(?1)", json).first?.first == "1"
  }

  /// Reads one report.
  package func read(_ json: [UInt8]) throws(StoredReportError) -> StoredReport {
    guard try isWellFormed(json) else { throw .malformed }
    let row = try query(
      """
      SELECT json_type(?1), json_extract(?1, '$.schema'), json_extract(?1, '$.core.path'),
        json_extract(?1, '$.signature.id'), json_extract(?1, '$.verdict.class'),
        json_extract(?1, '$.build.path'), json_extract(?1, '$.throw.text'),
        json_type(?1, '$.signature.proto'), json_extract(?1, '$.build.programName')
      """, json
    ).first
    guard let row, row.count == 9, row[0] == "object", row[1] == "gocore.report/1" else {
      throw .notAReport(schema: row.flatMap { $0.count > 1 ? $0[1] : nil })
    }
    var input: SignatureInput?
    if let crashClass = row[4], row[7] == "array" {
      var message = row[6]
      if message == nil { message = try panicText(json) }
      let origin = try origin(json)
      let packages = try programPackages(json)
      let isOlder = row[3].map { !Signature.isCurrent($0) } ?? false
      let frames = try frames(json)
      input = SignatureInput(
        crashClass: crashClass, frames: isOlder ? frames.map(\.renewed) : frames,
        message: message,
        origin: packages.map {
          CodeOrigin(mainModule: origin.mainModule, programPackages: $0)
        } ?? origin,
        mainPackage: SignatureInput.mainPackage(
          path: row[5], module: origin.mainModule, name: row[8]),
        subject: try subject(json))
    }
    return StoredReport(corePath: row[2], signatureID: row[3], input: input)
  }

  /// What the report tells of the origin of code.
  func origin(_ json: [UInt8]) throws(StoredReportError) -> CodeOrigin {
    let row = try query(
      """
      SELECT json_extract(?1, '$.build.main.path'), json_extract(?1, '$.build.sourceRoot')
      """, json
    ).first
    let modules = try query(
      """
      SELECT json_extract(value, '$.path') FROM json_each(?1, '$.build.modules')
      WHERE type = 'object'
      """, json)
    return CodeOrigin(
      mainModule: row?[0], modules: modules.compactMap { $0[0] }, sourceRoot: row?[1])
  }

  private func frames(_ json: [UInt8]) throws(StoredReportError) -> [SignatureFrame] {
    try query(
      """
      SELECT value FROM json_each(?1, '$.signature.proto') WHERE type = 'text'
      LIMIT \(Signature.frameLimit)
      """, json
    ).compactMap { $0.first.flatMap { $0 }.map(SignatureFrame.init(text:)) }
  }

  /// The packages of the frames that are not of the standard library; nil in reports of a gocore that did
  /// not tell.
  private func programPackages(_ json: [UInt8]) throws(StoredReportError) -> Set<String>? {
    guard
      try query("SELECT json_type(?1, '$.signature.programPackages')", json).first?.first == "array"
    else { return nil }
    return Set(
      try query(
        """
        SELECT value FROM json_each(?1, '$.signature.programPackages') WHERE type = 'text'
        LIMIT \(Signature.frameLimit)
        """, json
      ).compactMap { $0.first.flatMap { $0 } })
  }

  /// The text of the oldest panic that is not a Goexit.
  private func panicText(_ json: [UInt8]) throws(StoredReportError) -> String? {
    try query(
      """
      SELECT json_extract(value, '$.text') FROM json_each(?1, '$.panics')
      WHERE type = 'object' AND coalesce(json_extract(value, '$.goexit'), 0) = 0 LIMIT 1
      """, json
    ).first?.first.flatMap { $0 }
  }

  /// How the subject was chosen; this cannot be found again without the core.
  private func subject(_ json: [UInt8]) throws(StoredReportError) -> SignatureInput.Subject? {
    let notes = try query(
      "SELECT value FROM json_each(?1, '$.signature.notes') WHERE type = 'text' LIMIT 100", json)
    return notes.lazy.compactMap { $0.first.flatMap { $0 }.flatMap(SignatureInput.Subject.init) }
      .first
  }

  /// The report with another signature and otherwise unchanged.
  package func replacing(
    signature: [UInt8], in json: [UInt8]
  ) throws(StoredReportError) -> [UInt8] {
    let rows = try query("SELECT json_set(?1, '$.signature', json(?2))", json, signature)
    guard let text = rows.first?.first.flatMap({ $0 }) else { throw .malformed }
    return Array(text.utf8)
  }

  /// All rows, whose values are texts.
  func query(
    _ sql: String, _ texts: [UInt8]...
  ) throws(StoredReportError) -> [[String?]] {
    do {
      let rows = try database.query(sql, texts.map { .bytes($0) })
      var found: [[String?]] = []
      while try rows.next() { found.append((0..<rows.count).map { rows.text($0) }) }
      return found
    } catch {
      throw .database(error.reason)
    }
  }
}
