// What may be said about an inspection, and the steps that it tells of.

internal import Basics
package import CrashAnalysis

/// How a core is analysed. Where its files are looked for is said in the request for loading it.
package struct InspectionOptions: Sendable {
  /// Whether strings that are secrets by default are shown.
  package var showsValues = false
  /// How many threads may work at once; nil for one for each processor.
  package var threads: Int?
  /// The functions that say nothing of where the trouble began.
  package var lists = SignatureLists.standard
  /// What a team wrote down of its crashes, and the day for which it holds; nil where it wrote nothing.
  package var known: (issues: KnownIssues, day: CalendarDay)?

  package init() {}

  var threadCount: Int { threads ?? processorCount() }
}

/// A step of an inspection, for those who show progress.
package enum InspectionPhase: String, Sendable {
  case open
  case binary
  case debugInformation = "debug information"
  case runtime
  case analysis
  case report
  case goroutines
  case threads
}
