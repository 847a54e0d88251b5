// Binary search in what is sorted.

extension RandomAccessCollection where Index == Int {
  /// The index of the first element for which `belongsBehind` holds, or `endIndex` where there is none.
  /// The elements for which it holds must all come after those for which it does not.
  @inlinable
  @inline(__always)
  package func partitioningIndex(where belongsBehind: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low &+ (high &- low) &>> 1
      if belongsBehind(self[middle]) { high = middle } else { low = middle &+ 1 }
    }
    return low
  }
}
