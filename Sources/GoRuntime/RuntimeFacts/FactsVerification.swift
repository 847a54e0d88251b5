// How well facts about the runtime explain a process: how to decide between layouts that contradict
// each other.

internal import ElfCore

/// A check of facts against the process that is read with them. No layout is believed: the goroutines and
/// threads that it leads to have to make sense.
struct FactsVerification: Sendable {
  /// Whether the list of goroutines holds goroutines.
  let listsGoroutines: Bool
  /// The waiting goroutines that were looked at, and those of them that go on in Go code.
  let waiting: (count: Int, resumable: Int)
  /// The threads of the process, and how many of them have an `m`.
  let threads: (count: Int, found: Int)
  /// How often a machine names a goroutine or a goroutine its machine, and how often the other side
  /// agrees.
  let links: (count: Int, agreeing: Int)
  private static let sampleLimit = 1_000
  /// Half the addresses at which the heap of a 64-bit program begins: ids are far below, addresses
  /// above (runtime/malloc.go, arenaHint).
  private static let highestID: UInt64 = 1 << 39

  /// Looks at the first thousand goroutines that `facts` lead to. `executable.loadBias` must be set, and
  /// the image's memory must have its pages.
  init(_ facts: RuntimeFacts, image: ProcessImage, executable: ExecutableFile) {
    let memory = image.memory
    let runtime = RuntimeMemory(facts: facts, memory: memory, loadBias: executable.loadBias)
    let modules = ModuleList(runtime, executables: [executable], origin: image.origin)
    let goroutines = AllGoroutines(runtime)
    let machines = MachineList(runtime)
    let currents = Dictionary(
      machines.machines.map { ($0.address, $0.currentGoroutine) }, uniquingKeysWith: { $1 })
    var reader = (try? GoroutineShape(facts, image.architecture)).map {
      GoroutineReader($0, memory)
    }
    let mark = try? GoroutineMark(facts)
    var ids: Set<UInt64> = []
    var waiting = (count: 0, resumable: 0)
    var links = (count: 0, agreeing: 0)
    let sample = min(goroutines.count, Self.sampleLimit)
    let list = runtime.place(at: goroutines.data)
    for index in 0..<sample {
      guard let address = list.pointerIfThere(index),
        mark?.isGoroutine(at: address, in: memory) == true,
        let goroutine = reader?.readIfThere(address), goroutine.id < Self.highestID
      else { continue }
      ids.insert(goroutine.id)
      switch goroutine.state {
      case .waiting, .leaked:
        waiting.count += 1
        if goroutine.isResumable(in: modules) { waiting.resumable += 1 }
      case .running, .syscall:
        links.count += 1
        if currents[goroutine.machine] == address { links.agreeing += 1 }
      default: break
      }
    }
    // One may be in the making.
    listsGoroutines = !ids.isEmpty && ids.count >= sample - sample / 100 - 1
    self.waiting = waiting
    let found = ThreadJoin(image, machines.machines, in: runtime).machines.compactMap(\.first)
    for machine in found where !machine.currentGoroutine.isNull {
      links.count += 1
      if reader?.readIfThere(machine.currentGoroutine)?.machine == machine.address {
        links.agreeing += 1
      }
    }
    self.links = links
    threads = (image.threads.count, found.count)
  }

  /// Higher is better. The list of goroutines counts most, then threads and stacks.
  var score: Int {
    let share = waiting.count == 0 ? 50 : waiting.resumable * 100 / waiting.count
    return (listsGoroutines ? 100 : 0) + share + threads.found * 5
      + (links.agreeing * 2 - links.count) * 5
  }

  /// Whether the facts explain everything. Half of the threads is enough, because threads that C code made
  /// have no `m`.
  var isSound: Bool {
    listsGoroutines && waiting.resumable == waiting.count && links.agreeing == links.count
      && threads.found * 2 >= threads.count
  }
}

extension Goroutine {
  /// Whether a waiting goroutine will go on in Go code and on its own stack.
  fileprivate func isResumable(in modules: ModuleList) -> Bool {
    modules.isCode(schedulerPC) && stack.containsOrEnds(at: schedulerSP)
      && (creatorPC.isNull || modules.isCode(creatorPC))
  }
}

extension RuntimeFacts {
  /// How members, constants and tables of names differ from those of a release: those that are
  /// elsewhere or of another size, and those that are missing or cut short, by name.
  func differences(from table: RuntimeFacts) -> (moved: [String], absent: [String]) {
    var moved = RuntimeConstant.allCases.filter { self[$0] != table[$0] }.map(\.rawValue)
    // Experiments change no name.
    let names: [RuntimeVariable] = [.statuses, .waitReasons]
    var absent = names.filter { self[$0]?.size != table[$0]?.size }.map(\.rawValue)
    for need in FieldNeed.all {
      guard let theirs = table[need.field] else { continue }
      if let mine = self[need.field] {
        if mine != theirs { moved.append(need.name) }
      } else if need.feature != nil || need.types.contains(where: { size(of: $0) != nil }) {
        // The linker leaves out the types of a package that the program does not use.
        absent.append(need.name)
      }
    }
    return (moved, absent)
  }
}
