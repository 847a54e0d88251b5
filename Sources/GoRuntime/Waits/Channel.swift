// Channels (`runtime.hchan`).

package import ElfCore

/// A channel.
package struct Channel: Sendable, Equatable {
  package let address: Address
  /// The number of values in the buffer, and its size; both are 0 for an unbuffered channel.
  package let count: UInt64
  package let capacity: UInt64
  package let isClosed: Bool
  /// Whether a `time.Timer` or `time.Ticker` sends on it (since go1.23).
  package let isTimer: Bool
  /// The name of the type of its elements; nil if it cannot be read.
  package let elementType: String?
  /// The first `sudog`s of the queues; null if nobody waits.
  let receivers: Address
  let senders: Address

  /// Reads the channel at `address`.
  package init(at address: Address, in process: GoProcess) throws(RecordError) {
    let record = process.record(at: address)
    self.address = address
    count = try record[.channelCount].integer()
    capacity = try record[.channelCapacity].integer()
    isClosed = try record[.channelClosed].integer() & 0xffff_ffff != 0
    isTimer = try !record.pointer(ifPresent: .channelTimer).isNull
    elementType = process.typeNames.name(of: try record[.channelElementType].pointer())
    receivers = try record[.channelReceivers].pointer()
    senders = try record[.channelSenders].pointer()
  }

  /// The goroutines that wait in one of its queues, by the addresses of their `g`s.
  package struct Queue: Sendable {
    package fileprivate(set) var goroutines: [Address] = []
    package fileprivate(set) var isComplete = false
  }

  private static let queueLimit = 10_000

  /// The goroutines that wait to receive.
  package func receivers(in process: GoProcess) -> Queue { queue(receivers, process) }

  /// The goroutines that wait to send.
  package func senders(in process: GoProcess) -> Queue { queue(senders, process) }

  private func queue(_ first: Address, _ process: GoProcess) -> Queue {
    var queue = Queue()
    guard let owner = process.facts[.waiterG], let next = process.facts[.waiterNext] else {
      return queue
    }
    var waiter = first
    do throws(MemoryError) {
      while !waiter.isNull, queue.goroutines.count < Self.queueLimit {
        let g = try process.memory.pointer(waiter &+ owner.offset)
        waiter = try process.memory.pointer(waiter &+ next.offset)
        queue.goroutines.append(g)
      }
      queue.isComplete = waiter.isNull
    } catch {
      return queue
    }
    return queue
  }
}
