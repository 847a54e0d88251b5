// Binary search.

import Basics
import Testing

@Suite("Binary search")
struct BinarySearchTests {
  @Test("finds where the second part of a sequence begins", arguments: 0...17)
  func everyPlace(_ place: Int) {
    let elements = (0..<17).map { $0 < place ? "first" : "second" }
    #expect(elements.partitioningIndex { $0 == "second" } == place)
  }

  @Test("gives an index of the collection itself, whatever it begins with")
  func slices() {
    let numbers = [9, 9, 1, 3, 5, 7, 0, 0]
    #expect(numbers[2..<6].partitioningIndex { $0 > 3 } == 4)
    #expect(numbers[2..<6].partitioningIndex { $0 > 7 } == 6)
    #expect(numbers[2..<6].partitioningIndex { $0 > 0 } == 2)
    #expect(numbers[3..<3].partitioningIndex { $0 > 0 } == 3)
  }

  @Test("asks of a million elements no more than twenty times")
  func steps() {
    var steps = 0
    let found = (0..<1_000_000).partitioningIndex {
      steps += 1
      return $0 >= 765_432
    }
    #expect(found == 765_432)
    #expect(steps <= 20)
  }
}
