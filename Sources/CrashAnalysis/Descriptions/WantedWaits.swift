// What somebody says that goroutines wait for: by its address, by its type, or by the variable that it is.

internal import ElfCore
internal import GoRuntime

/// Channels, locks and the like that were asked for.
struct WantedWaits {
  private let names: [String]
  private var addresses: Set<Address> = []
  /// Where the variables are that were asked for.
  private var variables: [AddressRange] = []

  /// `texts` are addresses, or whole words of the names of types or of the program's variables.
  init(_ texts: [String], of program: GoProgram) {
    names = texts.filter { !Self.isAddress($0) }
    addresses = Set(texts.filter(Self.isAddress).compactMap(Self.address))
    guard !names.isEmpty else { return }
    let process = program.process
    let wanted = names
    var reader = process.memory.reader()
    for symbol in process.executable.dataSymbols(where: { name in
      wanted.contains { name.hasWords($0) }
    }) {
      variables.append(
        AddressRange(
          start: symbol.address, end: Address(symbol.address.rawValue &+ symbol.size)))
      // A channel is a pointer, and so is many a lock.
      if symbol.size == UInt64(process.memory.pointerSize),
        let target = try? reader.pointer(symbol.address), target.rawValue != 0
      {
        addresses.insert(target)
      }
    }
  }

  /// Whether `wait` is for one of them.
  func contains(_ wait: Wait) -> Bool {
    if let address = wait.address,
      addresses.contains(address) || variables.contains(where: { $0.contains(address) })
    {
      return true
    }
    return names.contains { name in wait.typeNames.contains { $0.hasWords(name) } }
  }

  /// Whether a text is meant as an address.
  static func isAddress(_ text: String) -> Bool { text.hasPrefix("0x") || text.hasPrefix("0X") }

  /// The address that a text is; nil where it is none.
  static func address(_ text: String) -> Address? {
    isAddress(text) ? UInt64(text.dropFirst(2), radix: 16).map { Address($0) } : nil
  }
}

extension Wait {
  /// What the type is called that the goroutine waits for, in Go's words and in gocore's.
  fileprivate var typeNames: [String] {
    switch object {
    case .channel(let channel): [kind.name, "chan \(channel.elementType ?? "?")"]
    case .sync(let object, _): [kind.name, object.kind.rawValue]
    case .semaphore(_, let owner): [kind.name] + (owner.map { [$0.rawValue, $0.name] } ?? [])
    case .descriptor: [kind.name, "file descriptor"]
    case .timer: [kind.name, "timer"]
    case .systemCall(let function): [kind.name, "system call"] + (function.map { [$0] } ?? [])
    case .unreadableChannel, .nilChannel, .noChannel: [kind.name, "chan"]
    }
  }
}

extension String {
  /// Whether `words` stand in it, and neither begin nor end in the middle of a word.
  func hasWords(_ words: String) -> Bool {
    let (text, wanted) = (Array(utf8), Array(words.utf8))
    guard let first = wanted.first, let last = wanted.last, text.count >= wanted.count else {
      return false
    }
    return (0...(text.count - wanted.count)).contains { start in
      let end = start + wanted.count
      guard text[start] == first, text[start..<end].elementsEqual(wanted) else { return false }
      let cutsFirst = start > 0 && Self.isOfWord(first) && Self.isOfWord(text[start - 1])
      let cutsLast = end < text.count && Self.isOfWord(last) && Self.isOfWord(text[end])
      return !cutsFirst && !cutsLast
    }
  }

  /// Whether a byte is of a letter, a digit or a `_`.
  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...: true
    default: false
    }
  }
}
