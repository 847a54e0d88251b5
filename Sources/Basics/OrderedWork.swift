// Work spread over threads whose results are wanted in order, one after the other: for results that
// together are too large to be kept.

internal import Glibc

/// Works out `body` for `0..<count` on up to `threads` threads, each with a state of its own, and hands
/// the results to `take` in order, on the caller's thread, until it returns false. No more than two
/// results for each thread are kept. Where the system refuses all threads, the caller works alone.
package func forEachInOrder<State: ~Copyable, Result: Sendable>(
  _ count: Int, threads: Int, state: @Sendable () -> State,
  _ body: @Sendable (inout State, Int) -> Result, take: (Result) -> Bool
) {
  let workers = max(1, min(threads, count))
  withoutActuallyEscaping(state) { state in
    withoutActuallyEscaping(body) { body in
      let queue = OrderedQueue<Result>(count: count, window: 2 * workers)
      let worker = OrderedWorker(queue, state: state, body)
      var started: [pthread_t] = []
      while workers > 1, started.count < workers, let thread = startThread(worker) {
        started.append(thread)
      }
      guard !started.isEmpty else {
        var state = state()
        for number in 0..<max(0, count) where !take(body(&state, number)) { return }
        return
      }
      while let result = queue.nextResult() {
        if !take(result) { queue.stop() }
      }
      for thread in started { pthread_join(thread, nil) }
    }
  }
}

/// What each of the threads does: the next number of the queue, until there is none.
private final class OrderedWorker<State: ~Copyable, Result: Sendable>: Work {
  private let queue: OrderedQueue<Result>
  private let state: () -> State
  private let body: (inout State, Int) -> Result

  init(
    _ queue: OrderedQueue<Result>, state: @escaping () -> State,
    _ body: @escaping (inout State, Int) -> Result
  ) {
    self.queue = queue
    self.state = state
    self.body = body
  }

  override func run() {
    var own = state()
    while let number = queue.nextNumber() { queue.put(body(&own, number), at: number) }
  }
}

/// Numbers to work on, and their results in order. Everything is done under one lock.
@safe
private final class OrderedQueue<Result: Sendable> {
  private let count: Int
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Signalled when a result was put, or taken.
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// The results that are not taken yet, by number modulo the count of these.
  private var results: [Result?]
  private var next = 0
  private var taken = 0
  private var isStopped = false

  init(count: Int, window: Int) {
    self.count = count
    results = Array(repeating: nil, count: window)
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }

  /// The next number to work on, once there is room for its result; nil when there is none.
  func nextNumber() -> Int? {
    locked {
      while !isStopped, next < count, next >= taken + results.count {
        unsafe pthread_cond_wait(changed, lock)
      }
      guard !isStopped, next < count else { return nil }
      next += 1
      return next - 1
    }
  }

  func put(_ result: Result, at number: Int) {
    locked {
      results[number % results.count] = result
      unsafe pthread_cond_broadcast(changed)
    }
  }

  /// The next result in order, as soon as it is there; nil when all were taken, or after `stop`.
  func nextResult() -> Result? {
    locked {
      guard !isStopped, taken < count else { return nil }
      let slot = taken % results.count
      while results[slot] == nil { unsafe pthread_cond_wait(changed, lock) }
      defer {
        results[slot] = nil
        taken += 1
        unsafe pthread_cond_broadcast(changed)
      }
      return results[slot]
    }
  }

  /// Ends the work: no number and no result is given any more.
  func stop() {
    locked {
      isStopped = true
      unsafe pthread_cond_broadcast(changed)
    }
  }
}
