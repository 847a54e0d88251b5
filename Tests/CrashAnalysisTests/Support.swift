// What the tests of this folder share: drawn deaths, analysed.

import CrashAnalysis
import GoRuntime
import TestSupport

typealias Death = SyntheticDeath
typealias SignalDeath = SyntheticSignalDeath

extension SyntheticDeath {
  /// The process, read.
  func open() throws -> GoProcess { try drawn.open() }

  /// The analysis.
  func diagnose() throws -> Diagnosis { CrashAnalyzer(GoProgram(try open())).diagnose() }
}

extension SyntheticSignalDeath {
  /// The analysis.
  func diagnose() throws -> Diagnosis { try death.diagnose() }
}
