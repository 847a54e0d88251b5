// A thread as the runtime's `m` describes it, and the list of them.

package import ElfCore

/// One thread of the Go scheduler (`runtime.m`).
package struct Machine: Sendable {
  package let address: Address
  package let id: Int64
  /// The operating system's thread id (`procid`); 0 while the thread is being created.
  package let threadID: UInt64
  /// The `g` of its system stack, and that stack.
  package let systemGoroutine: Address
  package let systemStack: AddressRange
  /// The `g` of its signal stack, and that stack.
  package let signalGoroutine: Address
  package let signalStack: AddressRange
  /// The goroutine that it was running, or null.
  package let currentGoroutine: Address
  /// The goroutine that a fatal signal interrupted, or null.
  package let caughtSignalGoroutine: Address
  /// How far it was into dying: 0 not at all, 1 a panic or throw, more a panic while panicking.
  package let dying: Int32
  /// 0 not throwing, 1 a fatal error of the program's, 2 a throw of the runtime's or a fatal signal.
  package let throwing: Int32
  /// Where Go code called into the vDSO; null outside it.
  package let vdsoPC: Address
  package let vdsoSP: Address
  /// Whether it was running C code.
  package let isInC: Bool
}

extension Machine {
  /// Reads the `m` at `record`. What this runtime does not have is null or 0.
  init(_ record: RuntimeRecord, in runtime: RuntimeMemory) throws(RecordError) {
    func stack(of g: Address) -> AddressRange {
      let stack = g.isNull ? nil : try? runtime.record(at: g).range(.gStackLow, .gStackHigh)
      return stack ?? AddressRange(start: .null, end: .null)
    }
    let system = try record.pointer(ifPresent: .mG0)
    let signal = try record.pointer(ifPresent: .mSignalG)
    self.init(
      address: record.address,
      id: Int64(bitPattern: try record.integer(ifPresent: .mID)),
      threadID: try record.integer(ifPresent: .mThreadID),
      systemGoroutine: system, systemStack: stack(of: system),
      signalGoroutine: signal, signalStack: stack(of: signal),
      currentGoroutine: try record.pointer(ifPresent: .mCurrentG),
      caughtSignalGoroutine: try record.pointer(ifPresent: .mCaughtSignal),
      dying: Int32(truncatingIfNeeded: try record.integer(ifPresent: .mDying)),
      throwing: Int32(truncatingIfNeeded: try record.integer(ifPresent: .mThrowing)),
      vdsoPC: try record.pointer(ifPresent: .mVDSOPC),
      vdsoSP: try record.pointer(ifPresent: .mVDSOSP),
      isInC: try record.integer(ifPresent: .mInCgo) & 0xff != 0)
  }
}

/// All `m`s, from `runtime.allm` along `alllink`.
package struct MachineList: Sendable {
  package private(set) var machines: [Machine] = []
  /// Why the list ended early, if it did.
  package private(set) var problem: String?
  private static let limit = 1_000_000

  /// Reads the list; empty where the facts do not say where it begins or how it goes on.
  init(_ runtime: RuntimeMemory) {
    guard runtime.facts[.mNext] != nil else { return }
    var next: RuntimeRecord?
    do throws(RecordError) {
      next = try Self.first(in: runtime)
    } catch .unreadable(let error) {
      problem = "the list of threads cannot be read: \(error.message)"
    } catch {
      return
    }
    var seen: Set<Address> = []
    do throws(RecordError) {
      while let record = next {
        guard seen.insert(record.address).inserted, seen.count <= Self.limit else {
          problem = "the list of threads is cyclic"
          return
        }
        machines.append(try Machine(record, in: runtime))
        next = try record[.mNext].target()
      }
    } catch {
      problem = "the list of threads ends early: \(error.message)"
    }
  }

  private static func first(in runtime: RuntimeMemory) throws(RecordError) -> RuntimeRecord? {
    if let newest = runtime.facts.newestMachine { return runtime.record(at: newest) }
    if let newest = try runtime.variable(.allm).target() { return newest }
    // The runtime was still starting: its first machine is not in the list yet.
    guard let first = try? runtime.variable(.firstMachine).record(),
      first[.mG0].pointerIfThere()?.isNull == false
    else { return nil }
    return first
  }
}
