// Sizes for people.

import Basics
import Testing

@Suite("A size for people")
struct HumanSizeTests {
  @Test(
    "has a unit and about three digits",
    arguments: [
      (UInt64(0), "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1.0 kB"),
      (1_049, "1.0 kB"),
      (1_050, "1.1 kB"), (41_800_000, "41.8 MB"), (99_900, "99.9 kB"), (100_000, "100 kB"),
      (650_000, "650 kB"), (100_460_000, "100 MB"), (100_500_000, "101 MB"),
      (1_500_000_000, "1.5 GB"), (2_000_000_000_000, "2.0 TB"),
      (.max, "18446744 TB"),
    ])
  func sizes(bytes: UInt64, text: String) {
    #expect(humanSize(bytes) == text)
  }

  @Test(
    "just below a unit is told in that unit",
    arguments: [
      (UInt64(999_950), "1.0 MB"), (999_999, "1.0 MB"), (999_999_999, "1.0 GB"),
    ])
  func roundedUp(bytes: UInt64, text: String) {
    #expect(humanSize(bytes) == text)
  }
}
