// Work spread over threads, by pthreads: loading Dispatch would cost every start of the program.

internal import Glibc

/// The results of `body` for `0..<count`, in order, worked out on up to `threads` threads. The caller's
/// thread is one of them; where the system refuses a thread, the caller does its share.
package func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = max(1, min(threads, count))
  guard workers > 1 else { return (0..<max(0, count)).map(body) }
  return withoutActuallyEscaping(body) { body in
    let shares = (0..<workers).map { first in
      Share(of: stride(from: first, to: count, by: workers), body)
    }
    var started: [pthread_t] = []
    var refused: [Work] = [shares[0]]
    for share in shares.dropFirst() {
      if let thread = startThread(share) { started.append(thread) } else { refused.append(share) }
    }
    for work in refused { work.run() }
    for thread in started { pthread_join(thread, nil) }
    return (0..<count).map { shares[$0 % workers].results[$0 / workers] }
  }
}

/// What one thread does.
class Work {
  func run() {}
}

/// The share of one thread: every n-th index. That thread alone writes the results, and they are read
/// after it was joined.
private final class Share<Result>: Work {
  private let indices: StrideTo<Int>
  private let body: (Int) -> Result
  private(set) var results: [Result] = []

  init(of indices: StrideTo<Int>, _ body: @escaping (Int) -> Result) {
    self.indices = indices
    self.body = body
  }

  override func run() { results = indices.map(body) }
}

/// Starts a thread that does `work`; nil where the system refuses one. The caller keeps `work` alive.
func startThread(_ work: Work) -> pthread_t? {
  var thread = pthread_t()
  let argument = unsafe Unmanaged.passUnretained(work).toOpaque()
  let code = unsafe pthread_create(
    &thread, nil,
    { argument in
      if let argument = unsafe argument {
        unsafe Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().run()
      }
      return nil
    }, argument)
  return code == 0 ? thread : nil
}
