// Goroutines and threads as text: grouped, listed, or each in full.

package import CrashAnalysis
package import ElfCore

/// Writes lists of goroutines, groups and threads.
package struct GoroutineListText {
  private let documents: GoroutineDocuments
  private let style: TextStyle

  package init(
    architecture: Architecture, style: TextStyle, stackOptions: StackTextOptions,
    showsValues: Bool
  ) {
    documents = GoroutineDocuments(
      architecture: architecture, options: stackOptions, showsValues: showsValues)
    self.style = style
  }

  /// Writes a line for each goroutine.
  package func writeLines(_ goroutines: GoroutineList, to out: TextWriter) {
    TextRenderer(style: style, out: out).write(documents.lines(goroutines))
  }

  /// Writes each goroutine in full.
  package func writeFull(_ goroutines: GoroutineList, to out: TextWriter) {
    TextRenderer(style: style, out: out).write(documents.full(goroutines))
  }

  /// Writes groups, the largest first, each with its stack.
  package func writeGroups(_ groups: GroupList, to out: TextWriter) {
    TextRenderer(style: style, out: out).write(documents.groups(groups))
  }

  /// Writes each thread with its registers and stack.
  package func writeThreads(_ threads: [ThreadDescription], to out: TextWriter) {
    TextRenderer(style: style, out: out).write(documents.threads(threads))
  }
}
