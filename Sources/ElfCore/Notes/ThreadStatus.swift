// NT_PRSTATUS: an operating-system thread and its registers at the moment of the dump.

/// One thread of the process, as the kernel wrote it.
package struct ProcessThread: Sendable {
  /// The thread's id in its PID namespace.
  package let id: Int32
  /// The signal that the kernel was delivering (`pr_cursig`), 0 when none.
  package let signal: Int32
  /// The general registers.
  package let registers: RegisterSet
  /// NT_SIGINFO, where the thread has one of its own.
  package var signalInformation: SignalInformation?
  /// The base of thread-local storage, where a note or a register gives it.
  package var threadLocalBase: Address?
  /// The other notes of the thread (floating point, vector state), undecoded.
  package var otherNotes: [Note] = []

  /// Reads a prstatus note; nil when it is too short.
  init?(_ note: Note, _ architecture: Architecture) {
    let layout = architecture.notes
    guard note.bytes.count >= layout.registers,
      let id = note.bytes.int32(at: layout.threadID),
      let signal = note.bytes.field(at: layout.currentSignal, size: 2)
    else { return nil }
    self.id = id
    self.signal = Int32(signal)
    var registers: [RegisterSet.Entry] = []
    for (index, name) in architecture.registers.enumerated() {
      let offset = layout.registers + index * layout.registerSize
      guard let value = note.bytes.field(at: offset, size: layout.registerSize) else { break }
      registers.append(RegisterSet.Entry(name: name, value: value))
    }
    self.registers = RegisterSet(registers)
    if case .register(let name) = architecture.threadPointer {
      threadLocalBase = self.registers[name].map(Address.init)
    }
  }

  /// Takes a note that follows this thread's prstatus.
  mutating func attach(_ note: Note, _ architecture: Architecture) {
    switch (note.type, architecture.threadPointer) {
    case (Note.siginfo, _):
      signalInformation = SignalInformation(note.bytes, pointerSize: architecture.pointerSize)
    case (let type, .note(let wanted)) where type == wanted && note.name == "LINUX":
      threadLocalBase = note.bytes.field(at: 0, size: 8).map { Address($0) }
      otherNotes.append(note)
    case (let type, .descriptors(let wanted, let selector)) where type == wanted:
      threadLocalBase = Self.descriptorBase(note.bytes, selector: registers[selector])
      otherNotes.append(note)
    default:
      otherNotes.append(note)
    }
  }

  /// The bits that hold an authentication code in an address of code; 0 where the processor has none.
  package func authenticationMask(_ architecture: Architecture) -> UInt64 {
    guard let type = architecture.foreignFrames.authenticationNote,
      let note = otherNotes.first(where: { $0.type == type && $0.name == "LINUX" })
    else { return 0 }
    return note.bytes.field(at: 8, size: 8) ?? 0
  }

  /// The base of the descriptor that `selector` names (`struct user_desc`, asm/ldt.h).
  private static func descriptorBase(_ bytes: [UInt8], selector: UInt64?) -> Address? {
    guard let selector else { return nil }
    for offset in stride(from: 0, to: bytes.count, by: 16) {
      if bytes.field(at: offset, size: 4) == selector >> 3 {
        return bytes.field(at: offset + 4, size: 4).map { Address($0) }
      }
    }
    return nil
  }
}
