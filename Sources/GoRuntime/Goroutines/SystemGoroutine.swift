// Which goroutines are the runtime's own (runtime/traceback.go isSystemGoroutine).

internal import ElfCore

extension GoProcess {
  private static let userStarts: Set<String> = [
    "runtime.main", "runtime.corostart", "runtime.handleAsyncEvent",
  ]

  /// Whether the runtime started the goroutine for itself: a collector's worker, the finalizer.
  package func isSystemGoroutine(_ goroutine: Goroutine, _ symbolizer: Symbolizer) -> Bool {
    guard let location = symbolizer.location(of: goroutine.startPC, isExact: true) else {
      return false
    }
    return location.name.hasPrefix("runtime.") && !Self.userStarts.contains(location.name)
  }
}
