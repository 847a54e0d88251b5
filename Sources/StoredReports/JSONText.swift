// Reads single values from JSON that other tools wrote, such as metadata beside a core.

/// Reads members of objects. Text that is not JSON has none.
package final class JSONText {
  private let database: Database?

  package init() {
    database = try? Database()
  }

  /// The members `names` of the object that the text is, or of each object in an array. Numbers are
  /// returned as text; what is missing, or is neither text nor number, is nil.
  package func objects(in text: [UInt8], _ names: [String]) -> [[String?]] {
    guard let database, !names.isEmpty else { return [] }
    // Members of any name: quoted for a JSON path, which is bound and not part of the statement.
    let columns = names.indices.map { index in
      """
      CASE WHEN json_type(value, ?\(index + 2)) IN ('text', 'integer', 'real')
      THEN CAST(json_extract(value, ?\(index + 2)) AS TEXT) END
      """
    }
    let sql = """
      SELECT \(columns.joined(separator: ", ")) FROM json_each(
        CASE WHEN NOT json_valid(?1) THEN '[]' WHEN json_type(?1) = 'array' THEN ?1
        ELSE json_array(json(?1)) END)
      WHERE type = 'object'
      """
    let paths = names.map { DatabaseValue.text("$.\"\($0)\"") }
    var found: [[String?]] = []
    do throws(DatabaseError) {
      let rows = try database.query(sql, [.bytes(text)] + paths)
      while try rows.next() { found.append(names.indices.map { rows.text($0) }) }
    } catch {
      return []
    }
    return found
  }

  /// What stands at each of `paths`, which are SQLite's (`$.metadata.name`), where it is text or a number;
  /// no value for text that is not JSON.
  package func values(in text: [UInt8], at paths: [String]) -> [String?] {
    let none = [String?](repeating: nil, count: paths.count)
    guard let database, !paths.isEmpty else { return none }
    let columns = paths.indices.map { index in
      """
      CASE WHEN json_type(?1, ?\(index + 2)) IN ('text', 'integer', 'real')
      THEN CAST(json_extract(?1, ?\(index + 2)) AS TEXT) END
      """
    }
    do throws(DatabaseError) {
      let rows = try database.query(
        "SELECT \(columns.joined(separator: ", ")) WHERE json_valid(?1)",
        [.bytes(text)] + paths.map { .text($0) })
      return try rows.next() ? paths.indices.map { rows.text($0) } : none
    } catch {
      return none
    }
  }
}
