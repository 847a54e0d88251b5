// The one user of libyaml: a file as a tree of nodes that know their lines.

internal import CYAML

/// A node of a YAML file.
package struct YAMLNode: Sendable {
  /// What a node holds.
  package enum Content: Sendable {
    case scalar(String)
    case list([YAMLNode])
    /// In the order of the file.
    case mapping([(key: String, line: Int, value: YAMLNode)])
  }

  package let content: Content
  /// Counted from 1.
  package let line: Int
}

/// Parses YAML, of which JSON is a part. Aliases are refused: a few lines of them expand to gigabytes.
@safe final class YAMLParser {
  /// In a place of its own: the parser keeps its own address.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let isReady: Bool
  private var position = 1
  private static let depthLimit = 32

  private init() {
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    isReady = unsafe yaml_parser_initialize(parser) == 1
  }

  deinit {
    if isReady { unsafe yaml_parser_delete(parser) }
    unsafe parser.deallocate()
  }

  /// The only document of `text`; nil when it is empty.
  static func parse(_ text: [UInt8]) throws(ConfigurationError) -> YAMLNode? {
    let parser = YAMLParser()
    guard parser.isReady else { throw ConfigurationError(line: 1, "libyaml cannot start") }
    var result: Result<YAMLNode?, ConfigurationError> = .success(nil)
    unsafe text.withUnsafeBufferPointer { bytes in
      unsafe yaml_parser_set_input_string(parser.parser, bytes.baseAddress, bytes.count)
      do throws(ConfigurationError) {
        result = .success(try parser.document())
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// A part of the file, as libyaml tells it.
  private enum Event {
    case streamStart
    case documentStart
    case end
    case scalar(String)
    case listStart
    case mappingStart
    case alias
    case other
  }

  private func document() throws(ConfigurationError) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      switch try next() {
      case .streamStart, .other: continue
      case .documentStart:
        guard root == nil else {
          throw ConfigurationError(line: position, "a second document; one is read")
        }
        root = try node(after: try next(), depth: 0)
      case .end: return root
      default: throw ConfigurationError(line: position, "a value outside the document")
      }
    }
  }

  private func node(after event: Event, depth: Int) throws(ConfigurationError) -> YAMLNode {
    let line = position
    guard depth < Self.depthLimit else {
      throw ConfigurationError(line: line, "nested too deeply")
    }
    switch event {
    case .scalar(let text): return YAMLNode(content: .scalar(text), line: line)
    case .listStart:
      var items: [YAMLNode] = []
      while true {
        let event = try next()
        if case .other = event { return YAMLNode(content: .list(items), line: line) }
        items.append(try node(after: event, depth: depth + 1))
      }
    case .mappingStart:
      var members: [(key: String, line: Int, value: YAMLNode)] = []
      while true {
        let event = try next()
        if case .other = event { return YAMLNode(content: .mapping(members), line: line) }
        let keyLine = position
        guard case .scalar(let key) = event else {
          throw ConfigurationError(line: keyLine, "a key that is no text")
        }
        guard !members.contains(where: { $0.key == key }) else {
          throw ConfigurationError(line: keyLine, "\(key) stands here a second time")
        }
        members.append((key, keyLine, try node(after: try next(), depth: depth + 1)))
      }
    case .alias: throw ConfigurationError(line: line, "aliases are not read")
    default: throw ConfigurationError(line: line, "a value is missing")
    }
  }

  private func next() throws(ConfigurationError) -> Event {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { unsafe yaml_event_delete(&event) }
    position = unsafe Int(clamping: event.start_mark.line) + 1
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_STREAM_END_EVENT: return .end
    case YAML_SEQUENCE_START_EVENT: return .listStart
    case YAML_MAPPING_START_EVENT: return .mappingStart
    case YAML_ALIAS_EVENT: return .alias
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      guard let value = unsafe scalar.value else { return .scalar("") }
      return unsafe .scalar(
        String(
          decoding: UnsafeBufferPointer(start: value, count: Int(clamping: scalar.length)),
          as: UTF8.self))
    default: return .other
    }
  }

  private func failure() -> ConfigurationError {
    // A wrong byte is told by its offset, all else by its line.
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
    let line =
      unsafe parser.pointee.error == YAML_READER_ERROR
      ? parser.pointee.mark.line : parser.pointee.problem_mark.line
    return ConfigurationError(line: Int(clamping: line) + 1, problem ?? "cannot be read")
  }
}
