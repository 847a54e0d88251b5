// Which `m` each thread was: by the `g` that the thread itself holds, and by the thread's id. This is the
// one place that decides it; everything else asks.

internal import Basics
internal import ElfCore

/// The threads of an image joined with the runtime's `m`s.
///
/// A thread keeps its `g` in thread-local storage, and Go code also in a register. That holds wherever the
/// core was written. Ids do not: who dumps a process from outside its PID namespace writes other ids than
/// the runtime noted, and the child of a fork has one that the runtime never saw.
struct ThreadJoin: Sendable {
  /// For each thread its machines: the one that it was when it stopped, then those that it was when a
  /// signal made it take another one.
  private(set) var machines: [[Machine]]
  /// Why the goroutine of a thread is not known, in words.
  private(set) var problem: String?
  /// How many threads have a machine.
  var count: Int { machines.count { !$0.isEmpty } }

  /// How many threads are asked where thread-local storage has the `g`.
  private static let sampleSize = 64

  init(_ image: ProcessImage, _ list: [Machine], in runtime: RuntimeMemory) {
    machines = Array(repeating: [], count: image.threads.count)
    guard !list.isEmpty, !image.threads.isEmpty else { return }
    let evidence = JoinEvidence(image, list, runtime)
    let held = evidence.heldMachines(sample: Self.sampleSize)
    var owner = [Int?](repeating: nil, count: image.threads.count)
    var taken: Set<Int> = []
    func join(_ thread: Int, _ machine: Int) {
      guard owner[thread] == nil, taken.insert(machine).inserted else { return }
      owner[thread] = machine
    }
    // Ids are believed unless more of the threads that hold a `g` contradict them than confirm them.
    let known = held.indices.compactMap { thread in
      held[thread].map { (id: image.threads[thread].machineID, noted: list[$0].threadID) }
    }.filter { $0.noted != 0 }
    let idsHold = known.count { $0.id != $0.noted } <= known.count { $0.id == $0.noted }
    for (thread, machine) in held.enumerated() {
      if let machine { join(thread, machine) }
    }
    let byID = idsHold ? evidence.machinesByID : [:]
    for (thread, status) in image.threads.enumerated() {
      // An idle cgo machine keeps the id of the thread that used it last: the busy one counts.
      let named = byID[status.machineID] ?? []
      if let first = named.first(where: { !list[$0].currentGoroutine.isNull }) ?? named.first {
        join(thread, first)
      }
    }
    for thread in image.threads.indices where owner[thread] == nil {
      if let machine = evidence.machine(byStackOf: thread) {
        join(thread, machine)
      }
    }
    for (thread, status) in image.threads.enumerated() {
      guard let first = owner[thread] else { continue }
      let others = (byID[status.machineID] ?? []).filter {
        $0 != first && !taken.contains($0) && evidence.runs($0)
      }
      taken.formUnion(others)
      machines[thread] = ([first] + others).map { list[$0] }
    }
    let strangers = owner.count { $0 == nil }
    let lost = list.indices.count { !taken.contains($0) && evidence.runs($0) }
    if strangers > 0, lost > 0 {
      problem =
        "\(strangers) threads are none that the Go runtime knows, by their ids or by what they hold; "
        + "\(lost) goroutines were running on threads that are not found"
    }
  }
}

/// What threads hold that tells their machine.
private struct JoinEvidence {
  let image: ProcessImage
  let list: [Machine]
  let architecture: Architecture
  let memory: AddressSpace
  /// The machine of each `g` that a thread may hold.
  private let owners: [Address: Int]
  /// The stack of each machine's goroutine, and whether that is running; nil where it has none.
  private let currents: [(stack: AddressRange, isRunning: Bool)?]
  let machinesByID: [UInt64: [Int]]
  /// The stacks of all machines by their starts.
  private let stacks: [(range: AddressRange, machine: Int)]

  init(_ image: ProcessImage, _ list: [Machine], _ runtime: RuntimeMemory) {
    self.image = image
    self.list = list
    architecture = image.architecture
    memory = image.memory
    var owners: [Address: Int] = [:]
    var byID: [UInt64: [Int]] = [:]
    var reader = (try? GoroutineShape(runtime.facts, image.architecture)).map {
      GoroutineReader($0, image.memory)
    }
    var currents: [(stack: AddressRange, isRunning: Bool)?] = []
    for (index, machine) in list.enumerated() {
      for g in [machine.currentGoroutine, machine.signalGoroutine, machine.systemGoroutine]
      where !g.isNull {
        owners[g] = index
      }
      if machine.threadID != 0 { byID[machine.threadID, default: []].append(index) }
      let current =
        machine.currentGoroutine.isNull ? nil : reader?.readIfThere(machine.currentGoroutine)
      currents.append(
        current.map { ($0.stack, $0.state == .running && $0.machine == machine.address) })
    }
    self.owners = owners
    stacks = list.indices.flatMap { index in
      [list[index].systemStack, list[index].signalStack, currents[index]?.stack]
        .compactMap(\.self).filter { $0.count > 0 }.map { ($0, index) }
    }.sorted { $0.range.start < $1.range.start }
    self.currents = currents
    machinesByID = byID
  }

  /// Whether a machine's goroutine was running.
  func runs(_ machine: Int) -> Bool { currents[machine]?.isRunning == true }

  /// For each thread the machine whose `g` it holds, as far as its stack pointer or its id agrees.
  func heldMachines(sample: Int) -> [Int?] {
    let slot = storageSlot(sample: sample)
    return image.threads.map { thread in
      if let slot, let machine = machine(in: slot, of: thread) { return machine }
      guard let name = architecture.roles.goroutine,
        let machine = thread.registers[name].flatMap({ owners[Address($0)] }),
        agrees(thread, machine)
      else { return nil }
      return machine
    }
  }

  /// The machine whose stack a thread is on, where neither a `g` nor an id tells: a processor that keeps
  /// `g` in a register alone has it nowhere while the thread is in the kernel's or in C code.
  func machine(byStackOf thread: Int) -> Int? {
    guard let sp = image.threads[thread].registers.stackPointer(architecture) else { return nil }
    let next = stacks.partitioningIndex { $0.range.start > sp }
    guard next > 0, stacks[next - 1].range.contains(sp) else { return nil }
    return stacks[next - 1].machine
  }

  /// Where thread-local storage has the `g`, in words from its base: the place that tells most of the
  /// first threads something that agrees with them, and of equals the nearest to the base.
  private func storageSlot(sample: Int) -> Int? {
    let threads = image.threads.prefix(sample)
    var best: (slot: Int, count: Int)?
    for slot in architecture.threadStorage.sorted(by: { abs($0) < abs($1) }) {
      let count = threads.count { machine(in: slot, of: $0) != nil }
      if count > best?.count ?? 0 { best = (slot, count) }
      if count == threads.count { break }
    }
    return best?.slot
  }

  private func machine(in slot: Int, of thread: ProcessThread) -> Int? {
    guard let base = thread.threadLocalBase, !base.isNull,
      let g = memory.pointerIfThere(base &+ slot * memory.pointerSize),
      let machine = owners[g], agrees(thread, machine)
    else { return nil }
    return machine
  }

  /// Whether what else is known of a thread speaks for a machine.
  private func agrees(_ thread: ProcessThread, _ machine: Int) -> Bool {
    if thread.machineID == list[machine].threadID { return true }
    guard let sp = thread.registers.stackPointer(architecture) else { return false }
    if isOnStack(sp, of: machine) { return true }
    // The bounds of a stack that C or the kernel made are guesses of the runtime's.
    let system = list[machine].systemStack
    return system.count > 0 && memory.regionRange(of: sp)?.contains(system.start) == true
  }

  private func isOnStack(_ sp: Address, of machine: Int) -> Bool {
    list[machine].systemStack.holds(sp) || list[machine].signalStack.holds(sp)
      || currents[machine]?.stack.holds(sp) == true
  }
}

extension AddressRange {
  /// Whether a stack pointer is on this stack.
  fileprivate func holds(_ sp: Address) -> Bool { count > 0 && containsOrEnds(at: sp) }
}
