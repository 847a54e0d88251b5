// The progress of a batch, as it is shown.

import Testing
import Triage

/// A clock that stands still until it is set, and what was written.
private final class Screen {
  var time = 100.0
  var text = ""

  func progress(_ style: BatchProgress.Style) -> BatchProgress {
    BatchProgress(style, write: { self.text += $0 }, now: { self.time })
  }
}

@Suite("The progress of a batch")
struct BatchProgressTests {
  private let screen = Screen()

  @Test("is never more than all, where a file is gone and an archive had more than one core")
  func leftOut() {
    let progress = screen.progress(.json)
    progress.total = 2
    for _ in 0..<3 { progress.count(isFailed: false) }
    progress.leaveOut()
    #expect(progress.total == 3)
  }

  @Test("is one line of a terminal, with the time that is left")
  func line() {
    let progress = screen.progress(.line)
    progress.total = 100
    screen.time += 10
    progress.count(isFailed: true)
    #expect(screen.text == "\r1 of 100 cores, 6 a minute, 16 min 30 s left, 1 failed\u{1b}[K")
    screen.text = ""
    // Too soon for the eye.
    progress.count(isFailed: false)
    #expect(screen.text == "")
    progress.say("a/core: gone")
    #expect(screen.text == "\r\u{1b}[Kgocore: a/core: gone\n")
  }

  @Test("leaves no line behind")
  func last() {
    let progress = screen.progress(.line)
    progress.total = 1
    progress.count(isFailed: false)
    progress.show(isLast: true)
    #expect(screen.text.hasSuffix("\u{1b}[K\r\u{1b}[K"))
  }

  @Test("tells of a file that is expanded once that has taken a second, with rate and time left")
  func expansion() {
    let progress = screen.progress(.line)
    screen.time += 0.9
    progress.showExpansion(90_000_000, of: 1_000_000_000)
    #expect(screen.text == "")
    screen.time += 1.1
    progress.showExpansion(200_000_000, of: 1_000_000_000)
    #expect(
      screen.text == "\rexpanding 200 MB of 1.0 GB, 100 MB a second, 8 s left\u{1b}[K")
    progress.clear()
    #expect(screen.text.hasSuffix("\r\u{1b}[K"))
    let silent = screen.progress(.silent)
    screen.text = ""
    screen.time += 10
    silent.showExpansion(1, of: 2)
    #expect(screen.text == "")
  }

  @Test("is a line of JSON each second at most")
  func json() {
    let progress = screen.progress(.json)
    progress.total = 3
    screen.time += 2
    progress.count(isFailed: false)
    progress.count(isFailed: false)
    screen.time += 1
    progress.count(isFailed: false)
    let lines = screen.text.split(separator: "\n")
    #expect(
      lines == [
        #"{"phase":"analysis","done":1,"total":3,"failed":0,"perSecond":0.500000,"#
          + #""secondsLeft":4.000000}"#,
        #"{"phase":"analysis","done":3,"total":3,"failed":0,"perSecond":1.000000,"#
          + #""secondsLeft":0.000000}"#,
      ])
  }

  @Test("that is silent shows messages alone")
  func silent() {
    let progress = screen.progress(.silent)
    screen.time += 10
    progress.showScan(5, of: 10)
    progress.count(isFailed: false)
    progress.show(isLast: true)
    progress.say("b: Permission denied")
    #expect(screen.text == "gocore: b: Permission denied\n")
  }
}

@Suite("The outcome of a batch")
struct BatchOutcomeTests {
  @Test("is told in a line, with what is not nothing")
  func words() {
    var outcome = BatchOutcome()
    #expect(outcome.words == "0 cores analysed")
    outcome.complete = 1
    outcome.unchanged = 1
    outcome.skipped = 1
    #expect(outcome.words == "1 core analysed, 1 file unchanged, 1 other file")
    outcome.complete = 3
    outcome.partial = 2
    outcome.failed = 1
    outcome.unchanged = 4
    outcome.skipped = 5
    outcome.isInterrupted = true
    #expect(
      outcome.words
        == "6 cores analysed, 2 of them in part, 1 failed, 4 files unchanged, 5 other files, "
        + "interrupted: the same command goes on")
  }

  @Test("is told to programs with every count")
  func json() {
    var outcome = BatchOutcome()
    outcome.gone = ["a"]
    outcome.problems = ["b", "c"]
    outcome.readings = 9
    #expect(
      outcome.json
        == #"{"complete":0,"partial":0,"failed":0,"unchanged":0,"elsewhere":0,"skipped":0,"#
        + #""gone":1,"unreadable":2,"debugInformationRead":9,"interrupted":false}"#)
  }
}
