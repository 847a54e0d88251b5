// Descriptors and the environment.

import Basics
import Glibc
import Testing

@Suite("Writing to a descriptor")
struct WriteAllTests {
  /// What `body` leaves in a file without a name, which it gets the descriptor of.
  private func written(_ body: (Int32) -> Bool) throws -> [UInt8] {
    let file = try #require(tmpfile())
    defer { fclose(file) }
    try #require(body(fileno(file)))
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = pread(fileno(file), &bytes, bytes.count, 0)
    return Array(bytes.prefix(count))
  }

  @Test("writes everything, one call behind the other")
  func appends() throws {
    let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let found = try written { writeAll(long, to: $0) && writeAll([1, 2], to: $0) }
    #expect(found == long + [1, 2])
    #expect(try written { writeAll([], to: $0) } == [])
  }

  @Test("writes at a place of the file and leaves the descriptor where it stands")
  func atOffset() throws {
    let found = try written { descriptor in
      [UInt8](1...3).withUnsafeBytes { writeAll($0, to: descriptor, at: 4) }
        && writeAll([9, 9], to: descriptor)
    }
    #expect(found == [9, 9, 0, 0, 1, 2, 3])
  }

  @Test("goes on after a pipe that takes only part of it")
  func pipes() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    // More than a pipe holds; the other end is read meanwhile.
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 >> 8) }
    let found = concurrentMap(2, threads: 2) { [ends] side -> [UInt8] in
      guard side == 0 else {
        defer { close(ends[1]) }
        return writeAll(bytes, to: ends[1]) ? [] : [0]
      }
      var all: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = read(ends[0], &chunk, chunk.count), count > 0 {
        all += chunk[..<count]
      }
      return all
    }
    close(ends[0])
    #expect(found[1] == [])
    #expect(found[0] == bytes)
  }

  @Test("says so when the system refuses, and why")
  func refusals() {
    #expect(!writeAll([1], to: -1))
    #expect(errno == EBADF)
    let hasFailed = [UInt8(1)].withUnsafeBytes { !writeAll($0, to: 1, at: .max) }
    #expect(hasFailed)
    #expect(errno == EFBIG)
  }
}

@Suite("The environment")
struct EnvironmentTests {
  @Test("is the one that the program was started with, whatever was set since")
  func start() throws {
    let before = initialEnvironment()
    #expect(before.contains { $0.hasPrefix("PATH=") })
    setenv("GOCORE_TEST_OF_ENVIRONMENT", "1", 1)
    defer { unsetenv("GOCORE_TEST_OF_ENVIRONMENT") }
    #expect(initialEnvironment() == before)
  }

  @Test(
    "goes to a program as a list that ends with nothing", arguments: [[], ["a"], ["a", "", "ö"]])
  func strings(_ words: [String]) {
    var found: [String] = []
    let status = withStrings(words) { list in
      var place = 0
      while let word = list[place] {
        found.append(String(cString: word))
        place += 1
      }
      return Int32(place)
    }
    #expect(status == Int32(words.count))
    #expect(found == words)
  }
}
