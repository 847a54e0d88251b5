// Notes as records, whole and damaged.

import ElfCore
import TestSupport
import Testing

@Suite("A list of notes")
struct NoteTests {
  private let first = CoreNotes.note("CORE", 1, [1, 2, 3])
  private let second = CoreNotes.note("LINUX", 0x202, [4, 5, 6, 7, 8])

  @Test("gives each note's name, type and descriptor, padding left out")
  func parses() {
    let (notes, complete) = Note.parse(first + second)
    #expect(complete)
    #expect(notes.map(\.name) == ["CORE", "LINUX"])
    #expect(notes.map(\.type) == [1, 0x202])
    #expect(notes.map(\.bytes) == [[1, 2, 3], [4, 5, 6, 7, 8]])
  }

  @Test("of a segment aligned to eight is padded to eight")
  func wideAlignment() {
    let bytes =
      CoreNotes.note("GNU", 5, [9, 9, 9], alignment: 8)
      + CoreNotes.note("GNU", 3, [1, 2, 3, 4], alignment: 8)
    let (notes, complete) = Note.parse(bytes, alignment: 8)
    #expect(complete)
    #expect(notes.map(\.bytes) == [[9, 9, 9], [1, 2, 3, 4]])
  }

  @Test("of no bytes is complete and empty")
  func empty() {
    let (notes, complete) = Note.parse([])
    #expect(notes.isEmpty)
    #expect(complete)
  }

  @Test("cut at any byte keeps the whole notes before the cut")
  func cutAnywhere() {
    let bytes = first + second
    for length in 0..<bytes.count {
      let (notes, complete) = Note.parse(Array(bytes.prefix(length)))
      // The last note's padding may be missing: its descriptor is what counts.
      let secondIsWhole = length >= bytes.count - 3
      #expect(notes.count == (secondIsWhole ? 2 : length >= first.count - 1 ? 1 : 0), "\(length)")
      // Less than a note's head behind the last note is padding.
      let rest =
        length - (secondIsWhole ? bytes.count : length >= first.count - 1 ? first.count : 0)
      #expect(complete == (rest < 12), "\(length)")
    }
  }

  @Test(
    "whose sizes lie ends before the lie, and says that it is incomplete",
    arguments: [
      (0, UInt64(0xffff_ffff)), (0, 0x7fff_fff0), (4, 0xffff_ffff), (4, 0x7fff_fffc), (4, 1000),
      (0, 1000),
    ])
  func lyingSizes(offset: Int, value: UInt64) {
    var damaged = second
    damaged.overwrite(value, at: offset, size: 4)
    let (notes, complete) = Note.parse(first + damaged)
    #expect(notes.map(\.name) == ["CORE"])
    #expect(!complete)
  }

  @Test("with a name that has no zero byte takes the name as far as its size")
  func endlessName() {
    var bytes = CoreNotes.note("COREX", 1, [1])
    bytes.overwrite(0x58, at: 12 + 5, size: 1)
    let (notes, _) = Note.parse(bytes)
    #expect(notes.map(\.name) == ["COREXX"])
  }

  @Test("with a name of invalid UTF-8 has a replacement character in it")
  func invalidName() {
    var bytes = CoreNotes.note("CORE", 1, [1])
    bytes.overwrite(0xff, at: 12, size: 1)
    #expect(Note.parse(bytes).notes.map(\.name) == ["\u{fffd}ORE"])
  }

  @Test("without names and descriptors moves on with each head")
  func emptyNotes() {
    let (notes, complete) = Note.parse([UInt8](repeating: 0, count: 12 * 100))
    #expect(notes.count == 100)
    #expect(complete)
  }
}
