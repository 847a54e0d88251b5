// The file of --known-issues: what its keys mean, and what is wrong with it.

package import CrashAnalysis

/// Reads known issues, suppressions and owners.
package struct KnownIssuesFile {
  /// The contents of a file.
  package static func read(_ text: [UInt8]) throws(ConfigurationError) -> KnownIssues {
    var known = KnownIssues()
    guard let root = try YAMLParser.parse(text) else { return known }
    for (key, line, value) in try members(root) {
      switch key {
      case "issues":
        for entry in try list(value) { known.issues.append(try issue(entry)) }
      case "suppressions":
        for entry in try list(value) { known.suppressions.append(try suppression(entry)) }
      case "owners":
        for entry in try list(value) { known.owners.append(try owner(entry)) }
      default:
        throw ConfigurationError(
          line: line, "unknown key \(key); issues, suppressions and owners are known")
      }
    }
    return known
  }

  private static func issue(_ node: YAMLNode) throws(ConfigurationError) -> KnownIssue {
    var issue = KnownIssue()
    for (key, line, value) in try members(node) {
      switch key {
      case "ticket": issue.ticket = try text(value)
      case "url": issue.url = try address(value)
      case "runbook": issue.runbook = try address(value)
      case "owner": issue.owner = try text(value)
      default: try setCondition(of: &issue.pattern, key, line, value)
      }
    }
    try requireCondition(issue.pattern, node)
    guard issue.ticket != nil || issue.url != nil || issue.runbook != nil || issue.owner != nil
    else {
      throw ConfigurationError(line: node.line, "an issue needs a ticket, url, runbook or owner")
    }
    return issue
  }

  private static func suppression(_ node: YAMLNode) throws(ConfigurationError) -> Suppression {
    var pattern = CrashPattern()
    var reason: String?
    var expires: CalendarDay?
    for (key, line, value) in try members(node) {
      switch key {
      case "reason": reason = try text(value)
      case "expires":
        guard let day = CalendarDay(try text(value)) else {
          throw ConfigurationError(line: value.line, "expires is a day like 2026-12-31")
        }
        expires = day
      default: try setCondition(of: &pattern, key, line, value)
      }
    }
    try requireCondition(pattern, node)
    guard let reason else {
      throw ConfigurationError(line: node.line, "a suppression needs a reason")
    }
    guard let expires else {
      throw ConfigurationError(line: node.line, "a suppression needs a day on which it expires")
    }
    var suppression = Suppression(expires: expires)
    suppression.pattern = pattern
    suppression.reason = reason
    return suppression
  }

  private static func owner(_ node: YAMLNode) throws(ConfigurationError) -> PackageOwner {
    var package: String?
    var owner: String?
    for (key, line, value) in try members(node) {
      switch key {
      case "package": package = try text(value)
      case "owner": owner = try text(value)
      default:
        throw ConfigurationError(line: line, "unknown key \(key); package and owner are known")
      }
    }
    guard var package, let owner else {
      throw ConfigurationError(line: node.line, "an owner needs package and owner")
    }
    while package.hasSuffix("/") { package.removeLast() }
    return PackageOwner(package: package, owner: owner)
  }

  private static func setCondition(
    of pattern: inout CrashPattern, _ key: String, _ line: Int, _ value: YAMLNode
  ) throws(ConfigurationError) {
    switch key {
    case "signature":
      let id = try text(value)
      guard isSignature(id) else {
        throw ConfigurationError(
          line: value.line, "signature is an id like GO2-7f3a9c21")
      }
      pattern.signature = id
    case "class": pattern.crashClass = Glob(try text(value))
    case "function": pattern.function = Glob(try text(value))
    case "package": pattern.package = Glob(try text(value))
    case "text": pattern.text = Glob(try text(value), separator: nil)
    default: throw ConfigurationError(line: line, "unknown key \(key)")
    }
  }

  private static func requireCondition(
    _ pattern: CrashPattern, _ node: YAMLNode
  ) throws(ConfigurationError) {
    guard !pattern.isEmpty else {
      throw ConfigurationError(
        line: node.line,
        "an entry needs a condition: signature, class, function, package or text")
    }
  }

  /// An algorithm, as in `GO2-`, and eight hexadecimal digits. Ids of an older algorithm match reports of
  /// that time.
  private static func isSignature(_ id: String) -> Bool {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && isAlgorithm(parts[0]) && parts[1].utf8.count == 8
      && parts[1].utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
  }

  private static func isAlgorithm(_ word: Substring) -> Bool {
    let digits = word.dropFirst(2)
    return word.hasPrefix("GO") && (1...3).contains(digits.utf8.count)
      && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  // MARK: - Shapes

  private static func members(
    _ node: YAMLNode
  ) throws(ConfigurationError) -> [(key: String, line: Int, value: YAMLNode)] {
    guard case .mapping(let members) = node.content else {
      throw ConfigurationError(line: node.line, "keys and values are expected here")
    }
    return members
  }

  private static func list(_ node: YAMLNode) throws(ConfigurationError) -> [YAMLNode] {
    switch node.content {
    case .list(let items): return items
    // A key with nothing behind it: all its entries are commented out.
    case .scalar(""): return []
    default: throw ConfigurationError(line: node.line, "a list is expected here")
    }
  }

  private static func text(_ node: YAMLNode) throws(ConfigurationError) -> String {
    guard case .scalar(let text) = node.content, !text.isEmpty else {
      throw ConfigurationError(line: node.line, "a text is expected here")
    }
    return text
  }

  /// Addresses become links in Markdown, so that only those of the web are taken.
  private static func address(_ node: YAMLNode) throws(ConfigurationError) -> String {
    let text = try text(node)
    let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
    guard isWeb, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
      throw ConfigurationError(line: node.line, "an address like https://… is expected here")
    }
    return text
  }
}
