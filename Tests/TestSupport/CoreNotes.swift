// The notes of a core file, drawn field by field from the kernel's structures (linux/elfcore.h,
// asm/user.h, asm-generic/siginfo.h), not from the reader's tables: a wrong offset there shows here.

package import ElfCore

/// Draws the kernel's notes for one architecture.
package struct CoreNotes: Sendable {
  package let architecture: Architecture

  package init(_ architecture: Architecture) {
    self.architecture = architecture
  }

  private var writer: ByteWriter { ByteWriter(wordSize: architecture.pointerSize) }

  /// A note: sizes, type, name and descriptor, each padded to four bytes.
  package static func note(
    _ name: String, _ type: UInt32, _ descriptor: [UInt8], alignment: Int = 4
  ) -> [UInt8] {
    var out = ByteWriter()
    out.put(UInt32(name.utf8.count + 1))
    out.put(UInt32(descriptor.count))
    out.put(type)
    out.cString(name)
    out.align(alignment)
    out.raw(descriptor)
    out.align(alignment)
    return out.bytes
  }

  /// The registers of `user_regs_struct`, in its order.
  package var registerNames: [String] {
    switch architecture.name {
    case "amd64":
      [
        "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx",
        "rsi", "rdi", "orig_rax", "rip", "cs", "rflags", "rsp", "ss", "fs_base", "gs_base", "ds",
        "es", "fs", "gs",
      ]
    case "arm64": (0...30).map { "x\($0)" } + ["sp", "pc", "pstate"]
    default:
      [
        "ebx", "ecx", "edx", "esi", "edi", "ebp", "eax", "ds", "es", "fs", "gs", "orig_eax",
        "eip", "cs", "eflags", "esp", "ss",
      ]
    }
  }

  /// `struct elf_prstatus`.
  package func prstatusDescriptor(
    thread: Int32, signal: UInt16 = 0, registers: [String: UInt64] = [:]
  ) -> [UInt8] {
    var out = writer
    // struct elf_siginfo: signo, code, errno.
    out.put(UInt32(signal))
    out.put(0 as UInt32)
    out.put(0 as UInt32)
    out.put(signal)  // pr_cursig
    out.align(architecture.pointerSize)
    out.word(0)  // pr_sigpend
    out.word(0)  // pr_sighold
    out.put(thread)  // pr_pid
    out.put(1 as Int32)  // pr_ppid
    out.put(2 as Int32)  // pr_pgrp
    out.put(3 as Int32)  // pr_sid
    for _ in 0..<8 { out.word(0) }  // four struct timeval
    for name in registerNames { out.word(registers[name] ?? 0) }
    out.put(0 as UInt32)  // pr_fpvalid
    out.align(architecture.pointerSize)
    return out.bytes
  }

  /// NT_PRSTATUS of a thread.
  package func prstatus(
    thread: Int32, signal: UInt16 = 0, registers: [String: UInt64] = [:]
  ) -> [UInt8] {
    Self.note(
      "CORE", 1, prstatusDescriptor(thread: thread, signal: signal, registers: registers))
  }

  /// `struct elf_prpsinfo`.
  package func prpsinfoDescriptor(
    process: Int32, parent: Int32, user: UInt32 = 0, name: String, arguments: String
  ) -> [UInt8] {
    var out = writer
    out.raw([0, 0x52, 0, 0])  // state, sname, zomb, nice
    out.align(architecture.pointerSize)
    out.word(0)  // pr_flag
    // uid and gid are 16 bits wide on 386.
    let width = architecture.pointerSize == 4 ? 2 : 4
    out.put(UInt64(user), size: width)
    out.put(0, size: width)
    out.put(process)
    out.put(parent)
    out.put(0 as Int32)
    out.put(0 as Int32)
    out.fixedText(name, size: 16)
    out.fixedText(arguments, size: 80)
    return out.bytes
  }

  /// NT_PRPSINFO.
  package func prpsinfo(
    process: Int32, parent: Int32 = 1, user: UInt32 = 0, name: String = "app",
    arguments: String = "./app"
  ) -> [UInt8] {
    Self.note(
      "CORE", 3,
      prpsinfoDescriptor(
        process: process, parent: parent, user: user, name: name, arguments: arguments))
  }

  /// `siginfo_t` of a fault at an address.
  package func faultDescriptor(number: Int32, code: Int32, address: UInt64) -> [UInt8] {
    var out = writer
    out.put(number)
    out.put(0 as Int32)  // si_errno
    out.put(code)
    out.align(architecture.pointerSize)
    out.word(address)
    out.pad(to: 128)
    return out.bytes
  }

  /// `siginfo_t` of a SIGSYS: the system call `number` of `convention` (AUDIT_ARCH_*), and why.
  package func refusedCallDescriptor(
    number: Int32, convention: UInt32, code: Int32 = 1, address: UInt64 = 0
  ) -> [UInt8] {
    var out = writer
    out.put(31 as Int32)
    out.put(0 as Int32)
    out.put(code)
    out.align(architecture.pointerSize)
    out.word(address)
    out.put(number)
    out.put(convention)
    out.pad(to: 128)
    return out.bytes
  }

  /// `siginfo_t` of a signal that a process sent.
  package func sentDescriptor(
    number: Int32, code: Int32 = 0, sender: Int32, user: UInt32
  ) -> [UInt8] {
    var out = writer
    out.put(number)
    out.put(0 as Int32)
    out.put(code)
    out.align(architecture.pointerSize)
    out.put(sender)
    out.put(user)
    out.pad(to: 128)
    return out.bytes
  }

  /// NT_SIGINFO.
  package func siginfo(_ descriptor: [UInt8]) -> [UInt8] {
    Self.note("CORE", 0x5349_4749, descriptor)
  }

  /// NT_AUXV: pairs of tag and value, ended by a pair of zeros.
  package func auxiliaryVector(_ entries: [(UInt64, UInt64)]) -> [UInt8] {
    Self.note("CORE", 6, auxiliaryVectorDescriptor(entries))
  }

  /// The words of an auxiliary vector.
  package func auxiliaryVectorDescriptor(_ entries: [(UInt64, UInt64)]) -> [UInt8] {
    var out = writer
    for (tag, value) in entries + [(0, 0)] {
      out.word(tag)
      out.word(value)
    }
    return out.bytes
  }

  /// One mapped file of NT_FILE.
  package struct MappedRange: Sendable {
    package let start: UInt64
    package let end: UInt64
    /// The offset in the file, in pages.
    package let page: UInt64
    package let path: String

    package init(_ start: UInt64, _ end: UInt64, page: UInt64, _ path: String) {
      self.start = start
      self.end = end
      self.page = page
      self.path = path
    }
  }

  /// The words and names of NT_FILE; `count` where it lies.
  package func fileMappingsDescriptor(
    _ mappings: [MappedRange], pageSize: UInt64 = 4096, count: UInt64? = nil
  ) -> [UInt8] {
    var out = writer
    out.word(count ?? UInt64(mappings.count))
    out.word(pageSize)
    for mapping in mappings {
      out.word(mapping.start)
      out.word(mapping.end)
      out.word(mapping.page)
    }
    for mapping in mappings { out.cString(mapping.path) }
    return out.bytes
  }

  /// NT_FILE.
  package func fileMappings(_ mappings: [MappedRange], pageSize: UInt64 = 4096) -> [UInt8] {
    Self.note("CORE", 0x4649_4c45, fileMappingsDescriptor(mappings, pageSize: pageSize))
  }
}
