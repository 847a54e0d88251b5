// gocore resign: signatures made anew from stored reports, without their cores.

internal import ArgumentParser
internal import Basics
internal import CrashAnalysis
internal import Reporting
internal import StoredReports

/// Formats of the table.
enum ResignFormat: String, ExpressibleByArgument, CaseIterable {
  case text, tsv
}

/// Signatures of stored reports.
struct Resign: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make signatures anew from stored reports.",
    discussion: """
      Reads stores, reports in JSON, or many of them a line each, and tells the signature that this \
      gocore gives them, with its own lists or with those of --signature-lists. Nothing is changed \
      unless --write or -o says so.
      """)

  @Argument(help: ArgumentHelp("Stores or reports; - is standard input.", valueName: "report"))
  var reports: [String]

  @OptionGroup var listArguments: SignatureListArguments

  @Flag(help: "Put the new signatures into the files.")
  var write = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write all reports with their new signatures to a file, a line each.", valueName: "file"))
  var output: String?

  @Option(help: "The table's format.")
  var format = ResignFormat.text

  @Flag(help: "Only reports whose signature changes.")
  var changed = false

  @Flag(help: "A line for each pair of an old and a new signature that differ, with their number.")
  var moves = false

  func validate() throws {
    if reports.isEmpty { throw ValidationError("name a report") }
    if write, output != nil { throw ValidationError("--write and -o exclude each other") }
    if write, reports.contains("-") {
      throw ValidationError("--write needs files: standard input cannot be changed")
    }
  }

  mutating func run() throws {
    let signer = try Resigner(lists: listArguments.lists())
    var rows: [ResignRow] = []
    if let output {
      try OutputFile(path: output).write { out in
        for path in reports { rows += try signer.resign(path, to: out) }
      }
    } else {
      // All is read before anything is written.
      for path in reports { rows += try signer.resign(path, to: nil) }
    }
    if write {
      for path in reports where rows.contains(where: { $0.path == path && $0.isChanged }) {
        if try StoreInput.isStore(path) {
          try signer.resign(inPlace: path)
        } else {
          try OutputFile(path: path).write { _ = try signer.resign(path, to: $0) }
        }
      }
    }
    let shown = changed ? rows.filter(\.isChanged) : rows
    let lines = moves ? ResignRow.moves(rows, format) : shown.map { $0.line(format) }
    try OutputFile(path: nil).write { out in
      for line in lines { out.write(line) }
    }
    let without = rows.count { $0.new == nil }
    StandardError.write(
      "gocore: \(rows.count) report\(rows.count == 1 ? "" : "s"), \(rows.count(where: \.isChanged)) "
        + "changed" + (without > 0 ? ", \(without) without what a signature is made of" : ""))
  }
}

/// One report's signatures, old and new.
struct ResignRow {
  /// The file.
  let path: String
  /// Where it is, as it is told.
  let place: String
  let old: String?
  let new: Signature?

  /// Whether the signature changes.
  var isChanged: Bool { new.map { $0.id != old } ?? false }

  /// A line of the table.
  func line(_ format: ResignFormat) -> String {
    let fields = [
      old.map(displayable) ?? "-", new?.id ?? "-", place, displayable(new?.text ?? ""),
    ]
    switch format {
    case .tsv: return fields.joined(separator: "\t") + "\n"
    case .text:
      let mark = new == nil ? "no frames" : isChanged ? "changed" : "same"
      let columns = [fields[0], fields[1], mark].map {
        $0 + String(repeating: " ", count: max(0, 12 - $0.count))
      }
      return columns.joined(separator: "  ") + "  \(place)  \(fields[3])\n"
    }
  }

  /// How many reports went from one signature to another, the most first.
  static func moves(_ rows: [ResignRow], _ format: ResignFormat) -> [String] {
    struct Move: Hashable {
      let old: String
      let new: String
      let text: String
    }
    var counts: [Move: Int] = [:]
    for row in rows where row.isChanged {
      guard let new = row.new else { continue }
      counts[Move(old: row.old ?? "-", new: new.id, text: new.text), default: 0] += 1
    }
    let ordered = counts.sorted {
      ($1.value, $0.key.old, $0.key.new) < ($0.value, $1.key.old, $1.key.new)
    }
    return ordered.map { move, count in
      let fields = ["\(count)", displayable(move.old), move.new, displayable(move.text)]
      return format == .tsv
        ? fields.joined(separator: "\t") + "\n"
        : "\(fields[0]) × \(padded(fields[1], 12)) → \(fields[2])  \(fields[3])\n"
    }
  }
}

/// Makes signatures of a file's reports.
private struct Resigner {
  let lists: SignatureLists
  private let reader: StoredReportReader

  init(lists: SignatureLists) throws {
    self.lists = lists
    reader = try storedReportReader()
  }

  /// Reads the reports at `path`, and writes them with their new signatures to `out`.
  func resign(_ path: String, to out: TextWriter?) throws -> [ResignRow] {
    if try StoreInput.isStore(path) { return try resign(store: path, to: out) }
    var rows: [ResignRow] = []
    var reports = try ReportLines(path: path, reader: reader)
    while var json = try reports.next() {
      let (new, row) = try reports.telling {
        let report = try reader.read(json)
        let new = report.input.map { Signature($0, lists: lists) }
        return (
          new,
          ResignRow(
            path: path, place: "\(reports.name):\(reports.line)", old: report.signatureID, new: new)
        )
      }
      rows.append(row)
      guard let out else { continue }
      if row.isChanged, let new {
        json = try reports.telling {
          try reader.replacing(signature: ReportV1.signatureJSON(new), in: json)
        }
      }
      out.write(json)
      out.write("\n")
    }
    guard !rows.isEmpty else { throw Failure(.unreadableInput, "\(reports.name): no report in it") }
    return rows
  }

  /// The same for a store, whose reports are told by the paths of their cores.
  private func resign(store path: String, to out: TextWriter?) throws -> [ResignRow] {
    var rows: [ResignRow] = []
    try tellingStoreErrors {
      try ReportStore(path: path, mode: .readOnly).forEachReport { core in
        let (row, json) = try resigned(core, of: path)
        rows.append(row)
        guard let out else { return }
        out.write(json ?? core.report)
        out.write("\n")
      }
    }
    return rows
  }

  /// Puts new signatures into a store.
  func resign(inPlace path: String) throws {
    try tellingStoreErrors {
      try ReportStore(path: path, mode: .readWrite).replaceReports {
        try resigned($0, of: path).json
      }
    }
  }

  /// The new report; nil where it is the same.
  private func resigned(
    _ core: CoreRow, of path: String
  ) throws -> (row: ResignRow, json: [UInt8]?) {
    do {
      let report = try reader.read(core.report)
      let new = report.input.map { Signature($0, lists: lists) }
      let row = ResignRow(
        path: path, place: displayable(core.path), old: report.signatureID, new: new)
      guard row.isChanged, let new else { return (row, nil) }
      return (
        row, try reader.replacing(signature: ReportV1.signatureJSON(new), in: core.report)
      )
    } catch {
      throw Failure(
        .unreadableInput,
        "\(displayable(path)): \(displayable(core.path)): \(displayable(error.message))")
    }
  }
}
