// Goroutines that wait for a channel, by the `go` statement that created them: a leak shows as very many
// at one place.

package import ElfCore
package import GoRuntime

/// Goroutines that one `go` statement created and that wait for channels.
package struct BlockedSite: Sendable {
  /// The return address of the `go` statement.
  package let creatorPC: Address
  /// How many wait for a channel, and how many of those wait for a nil channel or a select without
  /// cases, which nothing can ever end.
  package fileprivate(set) var count = 0
  package fileprivate(set) var foreverCount = 0
  /// How many the runtime itself found to be leaked (status `_Gleaked`, since go1.26).
  package fileprivate(set) var leakedCount = 0
  /// The first of them, each with the channels it waits for; none for one that waits forever.
  package fileprivate(set) var sample: [Member] = []

  /// One of them.
  package struct Member: Sendable {
    package let goroutine: Goroutine
    /// Its records in the channels' queues, and the channels.
    package let records: [(waiter: Address, channel: Address)]
  }
}

/// Counts goroutines by creation site in one pass.
package struct BlockedSites: Sendable {
  /// The most crowded first.
  package private(set) var sites: [BlockedSite] = []

  /// Members beyond these are counted, not kept.
  package static let sampleLimit = 256
  /// Sites beyond these are not told apart; `go` statements are fewer in any program.
  private static let siteLimit = 1 << 16

  /// Reads all goroutines of a process.
  package init(process: GoProcess, waits: WaitReader) {
    var sites: [Address: BlockedSite] = [:]
    let names = process.names
    _ = process.forEachGoroutine { goroutine in
      guard goroutine.state == .waiting || goroutine.state == .leaked, !goroutine.creatorPC.isNull,
        case let reason = names.reason(goroutine.waitReason),
        reason.isForChannels || reason.isForever,
        sites[goroutine.creatorPC] != nil || sites.count < Self.siteLimit
      else { return }
      sites[goroutine.creatorPC, default: BlockedSite(creatorPC: goroutine.creatorPC)]
        .add(goroutine, reason, waits)
    }
    self.sites = sites.values.sorted { ($1.count, $0.creatorPC) < ($0.count, $1.creatorPC) }
  }
}

extension BlockedSite {
  fileprivate mutating func add(
    _ goroutine: Goroutine, _ reason: WaitReason, _ waits: WaitReader
  ) {
    count += 1
    if goroutine.state == .leaked { leakedCount += 1 }
    if reason.isForever { foreverCount += 1 }
    guard sample.count < BlockedSites.sampleLimit else { return }
    sample.append(
      Member(
        goroutine: goroutine,
        records: reason.isForever ? [] : waits.channelAddresses(of: goroutine)))
  }
}
