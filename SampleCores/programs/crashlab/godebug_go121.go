//go:build go1.21

// The module says go 1.19, so that the oldest toolchain builds it; these directives give the
// newer ones the behaviour that a module of their own time would have.

//go:debug panicnil=0
package main
