// The clock that durations are measured by.

internal import Glibc

/// Seconds on the system's monotonic clock, which no one sets: only differences mean something.
package func monotonicSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
