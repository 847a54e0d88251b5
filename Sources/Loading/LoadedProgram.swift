// What loading gives.

package import ElfCore
package import GoRuntime

/// A program, loaded as far as core and binary allow.
package struct LoadedProgram: Sendable {
  package let process: GoProcess
  package let build: BuildDescription
  /// What is missing of core, binary and runtime.
  package let limits: [Limit]
}
