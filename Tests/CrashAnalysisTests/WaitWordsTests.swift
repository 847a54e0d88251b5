// What is said of waiting goroutines, and of the objects they wait for.

import CrashAnalysis
import ElfCore
import GoRuntime
import Testing

@Suite("A wait in words")
struct WaitWordsTests {
  private static let lock = SyncObject(.rwMutex, at: Address(0xc000))

  @Test(
    "says what was asked, of what, and its state",
    arguments: [
      (Wait(to: .receive, .nilChannel), "to receive from channel (nil)"),
      (Wait(to: .send, .nilChannel), "to send to channel (nil)"),
      (Wait(to: .select, .noChannel), "on channel (no cases)"),
      (Wait(to: .wait, .unreadableChannel(Address(0x10))), "on channel 0x10"),
      (Wait(to: .readLock, .sync(lock, nil)), "to read lock sync.RWMutex 0xc000"),
      (
        Wait(to: .lock, .sync(lock, .rwMutex(RWMutexState(readerCount: 1, readerWait: 0)))),
        "to lock sync.RWMutex 0xc000 (held by 1 reader)"
      ),
      (
        Wait(to: .wait, .sync(SyncObject(.condition, at: Address(0x20)), nil)),
        "for sync.Cond 0x20"
      ),
      (Wait(to: .acquire, .semaphore(Address(0x30), partOf: nil)), "to acquire semaphore 0x30"),
      (
        Wait(to: .lock, .semaphore(Address(0x30), partOf: .descriptor)),
        "to lock semaphore 0x30 (of an internal/poll.fdMutex)"
      ),
      (
        Wait(to: .read, .descriptor(PolledDescriptor(at: Address(0x40), number: 7))),
        "to read file descriptor 0x40 (fd 7)"
      ),
      (Wait(to: .wait, .descriptor(nil)), "to wait file descriptor"),
      (Wait(to: .sleep, .timer(nil)), "for a timer"),
      (
        Wait(to: .sleep, .timer(SleepTimer(end: 3_999_999_999, now: 1_000_000_000))),
        "for a timer (2 s more)"
      ),
      (
        Wait(to: .sleep, .timer(SleepTimer(end: 1, now: 1))),
        "for a timer (it should have woken)"
      ),
      (
        Wait(to: .wait, .systemCall(function: "syscall.Syscall")),
        "for a system call (syscall.Syscall)"
      ),
    ])
  func words(wait: Wait, text: String) {
    #expect(wait.words == text)
  }

  @Test("describes locks and groups by their numbers")
  func states() {
    func mutex(_ word: UInt32) -> String { SyncState.mutex(MutexState(word: word)).words }
    #expect(mutex(0) == "not locked, 0 waiting")
    #expect(mutex(3 << 3 | 3) == "locked, woken, 3 waiting")
    #expect(mutex(2 << 3 | 5) == "locked, starving, 2 waiting")
    #expect(mutex(0xffff_ffff) == "unlocked more often than locked")
    func rwMutex(_ count: Int32, _ wait: Int32 = 0) -> String {
      SyncState.rwMutex(RWMutexState(readerCount: count, readerWait: wait)).words
    }
    #expect(rwMutex(2) == "held by 2 readers")
    #expect(rwMutex(-(1 << 30)) == "held by a writer, 0 readers waiting")
    #expect(rwMutex(3 - (1 << 30), 2) == "a writer waits for 2 readers")
    #expect(rwMutex(1 << 30) == "unlocked more often than locked")
    #expect(rwMutex(-1) == "unlocked more often than locked")
    func group(_ counter: Int32, _ waiters: UInt32) -> String {
      SyncState.waitGroup(WaitGroupState(counter: counter, waiterWord: waiters)).words
    }
    #expect(group(3, 0x8000_0002) == "counter 3, 2 waiting")
    #expect(group(-1, 0) == "counter -1, 0 waiting")
  }

  @Test("has the numbers of its state by name")
  func facts() {
    func facts(_ state: SyncState) -> [String: WaitFact.Value] {
      let wait = Wait(to: .lock, .sync(Self.lock, state))
      return Dictionary(uniqueKeysWithValues: wait.facts.map { ($0.name.rawValue, $0.value) })
    }
    #expect(
      facts(.mutex(MutexState(word: 3 << 3 | 1))) == [
        "locked": .flag(true), "woken": .flag(false), "starving": .flag(false),
        "waiters": .number(3),
      ])
    #expect(facts(.mutex(MutexState(word: 0xffff_ffff))) == ["overUnlocked": .flag(true)])
    #expect(
      facts(.rwMutex(RWMutexState(readerCount: 3 - (1 << 30), readerWait: 0))) == [
        "readers": .number(0), "writer": .flag(true), "writerWaiting": .flag(false),
        "waitingReaders": .number(3),
      ])
    #expect(
      facts(.waitGroup(WaitGroupState(counter: -1, waiterWord: 2))) == [
        "counter": .number(-1), "waiters": .number(2),
      ])
    #expect(Wait(to: .receive, .nilChannel).facts.isEmpty)
  }

  @Test("has facts of the kinds of values that the schema names")
  func meanings() {
    let waits = [
      Wait(to: .acquire, .semaphore(Address(0x30), partOf: .descriptor)),
      Wait(to: .read, .descriptor(PolledDescriptor(at: Address(0x40), number: 7))),
      Wait(to: .sleep, .timer(SleepTimer(end: 1, now: 1))),
      Wait(to: .wait, .systemCall(function: "syscall.Syscall")),
      Wait(to: .lock, .sync(Self.lock, .mutex(MutexState(word: 1)))),
      Wait(to: .lock, .sync(Self.lock, .rwMutex(RWMutexState(readerCount: 1, readerWait: 0)))),
      Wait(to: .wait, .sync(Self.lock, .waitGroup(WaitGroupState(counter: 1, waiterWord: 1)))),
    ]
    for fact in waits.flatMap(\.facts) {
      switch (fact.name.meaning.type, fact.value) {
      case (.flag, .flag), (.number, .number), (.text, .text): break
      default: Issue.record("\(fact)")
      }
    }
  }
}
