// The tables of a store, as a list of steps, each of which updates a store from one version to the next.

/// The schema of a store.
struct StoreSchema {
  /// Marks a database as a store: "gocr" in `PRAGMA application_id`.
  static let applicationID: Int64 = 0x676f_6372

  /// The steps. The version of a store is the number of steps it has gone through.
  let steps: [String]

  /// The schema of this gocore. A step that has been released is never changed: a new one follows it.
  static let current = StoreSchema(steps: [first, second])

  /// The version that the steps lead to.
  var version: Int64 { Int64(steps.count) }

  private static let first = """
    -- One row for each core. What stands here is read from its report, the stamp aside.
    CREATE TABLE cores(
      path TEXT PRIMARY KEY NOT NULL,
      -- The stamp: what the file was when it was analysed. Absent for reports that came as NDJSON.
      file_size INTEGER, modified_ns INTEGER, binary_stamp TEXT, tool TEXT,
      -- Equal for cores with the same bytes.
      content TEXT,
      -- What a report that came as NDJSON without its content says.
      stated_duplicate_of TEXT,
      status TEXT NOT NULL, exit_code INTEGER NOT NULL, failure TEXT,
      signature TEXT, signature_text TEXT, class TEXT,
      -- What known issues are held against: the function of WHERE, and a JSON list of the texts of
      -- panics and of the fatal error.
      function TEXT, texts TEXT, ticket TEXT,
      time TEXT, host TEXT, size INTEGER, whole INTEGER NOT NULL,
      program TEXT, version TEXT, revision TEXT, built TEXT, go_version TEXT, build TEXT
    ) WITHOUT ROWID;
    CREATE INDEX cores_by_content ON cores(content, path);
    CREATE INDEX cores_by_signature ON cores(signature, path);
    CREATE TABLE reports(
      path TEXT PRIMARY KEY NOT NULL REFERENCES cores(path), json TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE binaries(
      path TEXT PRIMARY KEY NOT NULL, file_size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
      gnu_id TEXT, go_id TEXT, architecture TEXT
    ) WITHOUT ROWID;
    -- Files that are no cores, counted.
    CREATE TABLE skipped(
      root TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(root, reason)
    ) WITHOUT ROWID;
    -- The only table with clock times of gocore's own.
    CREATE TABLE runs(
      id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, tool TEXT NOT NULL,
      arguments TEXT NOT NULL, summary TEXT
    );
    -- Cores with what is derived from others: of cores with the same bytes, the first by path counts.
    CREATE VIEW listed AS
      SELECT cores.*, CASE WHEN content IS NULL THEN stated_duplicate_of ELSE
        nullif((SELECT min(other.path) FROM cores AS other WHERE other.content = cores.content),
          cores.path) END AS duplicate_of
      FROM cores;
    CREATE VIEW signatures AS
      SELECT signature AS id, min(class) AS class, min(signature_text) AS text,
        count(*) AS count, min(time) AS first_seen, max(time) AS last_seen
      FROM listed WHERE signature IS NOT NULL AND duplicate_of IS NULL
      GROUP BY signature ORDER BY count(*) DESC, signature;
    """

  /// What tables say of a core beside its signature, and the report as people read it.
  private static let second: String = {
    func text(_ path: String) -> String {
      "CASE json_type(json, '\(path)') WHEN 'text' THEN json_extract(json, '\(path)') END"
    }
    return """
      ALTER TABLE cores ADD COLUMN title TEXT;
      ALTER TABLE cores ADD COLUMN module TEXT;
      ALTER TABLE cores ADD COLUMN command TEXT;
      -- Whether the binary was at hand: matched, unverified, mismatched or absent.
      ALTER TABLE cores ADD COLUMN binary TEXT;
      -- How many functions the signature was made from.
      ALTER TABLE cores ADD COLUMN frames INTEGER;
      -- What the process was part of.
      ALTER TABLE cores ADD COLUMN unit TEXT;
      ALTER TABLE cores ADD COLUMN cgroup TEXT;
      ALTER TABLE cores ADD COLUMN namespace TEXT;
      ALTER TABLE cores ADD COLUMN pod TEXT;
      ALTER TABLE cores ADD COLUMN container TEXT;
      ALTER TABLE cores ADD COLUMN image TEXT;
      UPDATE cores SET title = \(text("$.verdict.title")),
        module = \(text("$.build.main.path")), command = \(text("$.process.command")),
        binary = \(text("$.build.binary")),
        frames = json_array_length(json, '$.signature.proto')
      FROM reports WHERE reports.path = cores.path AND json_valid(json);
      -- What inspect prints of a core. Reports that came as JSON have none.
      CREATE TABLE documents(
        path TEXT PRIMARY KEY NOT NULL REFERENCES cores(path), text TEXT NOT NULL,
        markdown TEXT NOT NULL
      ) WITHOUT ROWID;
      """
  }()

  /// Updates a store to the latest version.
  func migrate(_ database: Database, from version: Int64) throws(DatabaseError) {
    guard version >= 0, version < self.version else { return }
    for step in steps[Int(version)...] { try database.runScript(step) }
    try database.run("PRAGMA application_id = \(Self.applicationID)")
    try database.run("PRAGMA user_version = \(self.version)")
  }

  /// The names and SQL of the tables and views in a store of this schema, in order.
  func objects() throws(DatabaseError) -> [String] {
    let model = try Database()
    try migrate(model, from: 0)
    return try Self.objects(of: model)
  }

  /// The names and SQL of the tables and views in a database, except SQLite's own.
  static func objects(of database: Database) throws(DatabaseError) -> [String] {
    let rows = try database.query(
      """
      SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
      WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY 1
      """)
    var objects: [String] = []
    while try rows.next() { objects.append(rows.text(0) ?? "") }
    return objects
  }
}
