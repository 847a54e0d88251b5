// Text of cores and binaries, made fit for a terminal.

internal import Basics

/// The text with control, escape and bidirectional characters escaped, so that it cannot steer a terminal.
public func escapedForTerminal(_ text: String) -> String { displayable(text) }
