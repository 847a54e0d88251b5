// Goroutines that wait for channels, grouped by the `go` statement that created them. A leak shows as a
// large number at one statement.

package import ElfCore
package import GoRuntime

/// Goroutines that one `go` statement created and that wait for channels.
package struct BlockedSite: Sendable {
  /// The return address of the `go` statement.
  package let creatorPC: Address
  /// How many wait for channels, and how many of those for a nil channel or in a select without cases,
  /// a wait that nothing can end.
  package fileprivate(set) var count = 0
  package fileprivate(set) var foreverCount = 0
  /// How many the runtime itself marked as leaked (status `_Gleaked`, since go1.26).
  package fileprivate(set) var leakedCount = 0
  /// The first of them, each with the channels that it waits for.
  package fileprivate(set) var sample: [Member] = []

  /// One of them.
  package struct Member: Sendable {
    package let goroutine: Goroutine
    /// Its records in the queues of channels, and the channels; empty if it waits forever.
    package let records: [(waiter: Address, channel: Address)]
  }
}

/// Counts goroutines by creation site in one pass.
package struct BlockedSites: Sendable {
  /// Those with the most goroutines first.
  package private(set) var sites: [BlockedSite] = []

  /// How many members of a site are kept; the others are only counted.
  package static let sampleLimit = 256
  /// How many sites are counted. No program has as many `go` statements; a damaged core may seem to.
  private static let siteLimit = 1 << 16

  /// Reads all goroutines of a process.
  package init(process: GoProcess, waits: WaitReader) {
    var sites: [Address: BlockedSite] = [:]
    let names = process.names
    _ = process.forEachGoroutine { goroutine in
      guard goroutine.state.isWaiting, !goroutine.creatorPC.isNull,
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
