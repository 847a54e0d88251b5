// What a process was part of, as whoever ran it calls that.

/// The unit, or the pod and container, that a process was part of: each fact where something says it.
package struct Workload: Sendable, Equatable {
  /// The unit of systemd; the user's own where it was one of those.
  package var unit: String?
  /// The control group, as a path below its root.
  package var cgroup: String?
  /// The pod's namespace in Kubernetes.
  package var namespace: String?
  package var pod: String?
  /// The container in the pod.
  package var container: String?
  /// The name of the container's image.
  package var image: String?

  package init() {}

  /// The facts, and those of `other` where this has none.
  package func completed(by other: Workload) -> Workload {
    var all = self
    for fact in Self.facts where all[keyPath: fact] == nil {
      all[keyPath: fact] = other[keyPath: fact]
    }
    return all
  }

  /// All facts, in the order in which they are written.
  package static var facts: [WritableKeyPath<Workload, String?>] {
    [\.unit, \.cgroup, \.namespace, \.pod, \.container, \.image]
  }
}

extension Workload {
  /// In a few words: `pod shop/till-7d9f`, `unit till.service`; nil where nothing is known.
  package var place: String? {
    if let pod { return "pod " + (namespace.map { "\($0)/" } ?? "") + pod }
    return unit.map { "unit \($0)" } ?? cgroup.map { "cgroup \($0)" }
  }
}
