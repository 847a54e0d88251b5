// What the runtime was asked to make, where its text does not tell: drawn callers whose code the test writes.

import CrashAnalysis
import TestSupport
import Testing

@Suite("A size that the runtime refused")
struct RefusedSizeTests {
  /// The title where main.work called `maker`, its code before the call being `code`.
  private func title(
    _ text: String, maker: String = "runtime.makeslice", _ code: [UInt8], slot: UInt64? = nil
  ) throws -> String {
    var death = Death(
      inner: ["runtime.gopanic", maker], functions: [SyntheticFunction(maker, frame: 0x20)])
    death.panic(type: "string", text: "runtime error: " + text, original: "runtime.errorString")
    let end = death.drawn.pc("main.work")
    let distance = UInt32(truncatingIfNeeded: death.drawn.pc(maker, 0) &- end)
    let call = [0xe8] + (0..<4).map { UInt8(truncatingIfNeeded: distance >> ($0 * 8)) }
    // The zeros in front are instructions of two bytes each.
    let nop = [UInt8](repeating: 0x90, count: (code.count + call.count) % 2)
    let bytes = nop + code + call
    death.drawn.memory.write(bytes, at: end - UInt64(bytes.count))
    if let slot { death.drawn.memory.word(slot, at: death.stack.stackPointers[2] + 8) }
    return try death.diagnose().verdict.title
  }

  private static let length = "makeslice: len out of range"

  @Test("is told where the code names it")
  func constant() throws {
    // mov rbx, -6; mov rcx, rbx
    #expect(
      try title(Self.length, [0x48, 0xc7, 0xc3, 0xfa, 0xff, 0xff, 0xff, 0x48, 0x89, 0xd9])
        == "runtime error: makeslice: len out of range (length -6)")
    // mov ebx, 5; mov rcx, -6
    #expect(
      try title(
        "makeslice: cap out of range",
        [0xbb, 5, 0, 0, 0, 0x48, 0xc7, 0xc1, 0xfa, 0xff, 0xff, 0xff])
        == "runtime error: makeslice: cap out of range (length 5, capacity -6)")
    // mov rbx, -6
    #expect(
      try title(
        "makechan: size out of range", maker: "runtime.makechan",
        [0x48, 0xc7, 0xc3, 0xfa, 0xff, 0xff, 0xff])
        == "runtime error: makechan: size out of range (size -6)")
  }

  @Test("is told where the caller's frame keeps it")
  func slot() throws {
    let words = "runtime error: makeslice: len out of range"
    // mov rbx, [rsp + 8]
    let load: [UInt8] = [0x48, 0x8b, 0x5c, 0x24, 0x08]
    #expect(try title(Self.length, load, slot: 1 << 60) == words + " (length \(1 << 60))")
    // mov [rsp + 8], rax; mov rbx, rax
    #expect(
      try title(
        Self.length, [0x48, 0x89, 0x44, 0x24, 0x08, 0x48, 0x89, 0xc3],
        slot: UInt64(bitPattern: -40))
        == words + " (length -40)")
    // A length that nobody would refuse is not what was asked for.
    #expect(try title(Self.length, load, slot: 12) == words)
    // mov rbx, [rsp + 8]; mov [rsp + 8], rax: the slot has another value since.
    #expect(
      try title(
        Self.length, load + [0x48, 0x89, 0x44, 0x24, 0x08], slot: UInt64(bitPattern: -40))
        == words)
    // mov rbx, [rsp + 8]; mov [rdx], rax: it may have.
    #expect(
      try title(Self.length, load + [0x48, 0x89, 0x02], slot: UInt64(bitPattern: -40)) == words)
  }

  @Test("is not told where it was computed, or where control may have come from elsewhere")
  func unknown() throws {
    let words = "runtime error: makeslice: len out of range"
    // mov rbx, -6; add rbx, rax
    #expect(
      try title(
        Self.length, [0x48, 0xc7, 0xc3, 0xfa, 0xff, 0xff, 0xff, 0x48, 0x01, 0xc3]) == words)
    // mov rbx, -6; je +0
    #expect(
      try title(Self.length, [0x48, 0xc7, 0xc3, 0xfa, 0xff, 0xff, 0xff, 0x74, 0]) == words)
  }
}
