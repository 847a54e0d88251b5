// The steps of loading, for those who show progress.

/// A step of loading a program.
package enum LoadingPhase: String, Sendable {
  case binary
  case debugInformation = "debug information"
  case runtime
}
