// One report of a store, as people read it.

internal import Basics
internal import CrashAnalysis
internal import Reporting

/// A report that was made before, as text and as a page.
package struct StoredDocument: Sendable {
  package let text: [UInt8]
  package let markdown: [UInt8]

  /// Writes one of the two. The store is not trusted: whatever is in it, nothing acts on a terminal.
  func write(_ bytes: [UInt8], _ style: TextStyle, to out: TextWriter) {
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast(
      bytes.last == 0x0a ? 1 : 0)
    {
      out.write(displayable(String(decoding: line, as: UTF8.self)) + "\n")
    }
  }
}

extension ReportStore {
  /// The paths of the cores that a user means by `name`, among those that `selection` chooses: the core of that
  /// path; or else all whose path ends so; or all of which a folder or an archive is called so. Where no core
  /// has such a name, it is the example of the signature of that id, which is alone.
  package func paths(
    of name: String, in selection: CoreSelection = CoreSelection()
  ) throws(StoreError) -> [String] {
    let bare = name.hasPrefix("/") ? String(name.dropFirst()) : name
    let ways: [(sql: String, value: String)] = [
      ("path = ?1", name),
      (
        """
        substr(path, -length(?1) - 1) = '/' || ?1 OR substr(path, -length(?1) - 2) = '::' || ?1
        """, bare
      ),
      ("instr('/' || path, '/' || ?1 || '/') OR instr('/' || path, '/' || ?1 || '::')", bare),
    ]
    for way in ways {
      let found = try column(
        "SELECT path FROM cores WHERE \(way.sql) ORDER BY path", .text(way.value))
      if !found.isEmpty { return try chosen(found, selection) }
    }
    var wanted = selection
    wanted.signatures = [name]
    return try SignatureTable(self, selection: wanted).rows.map(\.exemplar.path)
  }

  /// Those of `paths` that are of cores that `selection` chooses.
  private func chosen(
    _ paths: [String], _ selection: CoreSelection
  ) throws(StoreError) -> [String] {
    guard selection.choosesCores else { return paths }
    let named = Set(paths)
    var chosen: [String] = []
    try forEachCore { core in
      if named.contains(core.path), selection.isOfProgram(core), selection.isInTime(core) {
        chosen.append(core.path)
      }
    }
    return chosen
  }

  /// The report of a core in JSON.
  func report(of path: String) throws(StoreError) -> [UInt8] {
    guard let row = try storedRows(path: path).next() else {
      throw StoreError(.other("no core \(path)"), path: self.path)
    }
    return row.report
  }

  /// The report of a core for people. One that came as JSON alone is made of what JSON has for tables.
  func document(of path: String) throws(StoreError) -> StoredDocument {
    guard let row = try storedRows(path: path).next() else {
      throw StoreError(.other("no core \(path)"), path: self.path)
    }
    if let document = row.document {
      return StoredDocument(text: document.text, markdown: document.markdown)
    }
    let short = try shortDocument(row)
    return StoredDocument(
      text: TextWriter.collect {
        TextRenderer(style: TextStyle(usesColor: false), out: $0).write(short)
      }, markdown: TextWriter.collect { MarkdownRenderer(out: $0).write(short) })
  }

  /// What can be said of a core without its whole report.
  private func shortDocument(_ row: CoreRow) throws(StoreError) -> Document {
    func values(_ paths: [String]) -> [String?] { JSONText().values(in: row.report, at: paths) }
    let head = values([
      "$.verdict.title", "$.verdict.class", "$.verdict.confidence", "$.crash.programFrame",
      "$.signature.id", "$.signature.text", "$.error.message", "$.build.path",
      "$.build.main.version", "$.build.goVersion", "$.build.buildID", "$.core.time.value",
      "$.core.host",
    ])
    var facts: [Fact] = []
    func add(_ label: String, _ name: String, _ text: String?) {
      if let text, !text.isEmpty { facts.append(Fact(label, name, .quoted(text))) }
    }
    add("FAILED", "Failed", head[6].map { "exit \(row.exitCode): \($0)" })
    add("WHERE", "Where", head[3])
    add(
      "BUCKET", "Signature",
      head[4].map { "\($0)  \(NormalizedMessage.readable(head[5] ?? ""))" })
    add(
      "BUILD", "Build",
      [head[7], head[8], head[9], head[10].map { "build ID \($0)" }].compactMap { $0 }
        .joined(separator: " "))
    add(
      "CORE", "Core",
      [row.path, head[11].map { "of \(shortTime($0))" }, head[12].map { "host \($0)" }]
        .compactMap { $0 }.joined(separator: ", "))
    let calls = try column(
      """
      SELECT json_extract(value, '$.function') FROM reports, json_each(
        CASE WHEN json_valid(reports.json) THEN reports.json END, '$.crash.frames')
      WHERE reports.path = ?1 AND type = 'object'
        AND json_type(value, '$.function') = 'text' LIMIT \(Signature.frameLimit)
      """, .text(row.path))
    var sections: [Section] = []
    if let title = head[0] {
      let mark = [head[1], head[2]].compactMap { $0 }.joined(separator: ", ")
      sections.append(Section(on: .screen) { .headline(Headline("CRASH", title, mark: mark)) })
    }
    sections.append(Section(isTight: true) { .facts(facts) })
    sections.append(
      Section {
        .passages(Passage("STACK", lines: calls.map { .quoted($0) }).map { [$0] } ?? [])
      })
    if row.status != .failed {
      sections.append(
        Section {
          .notes(
            label: "LIMITS",
            [Line("the store has the report as JSON alone: --format json shows the rest")])
        })
    }
    return Document(title: Line(head[0] ?? row.path), sections)
  }
}
