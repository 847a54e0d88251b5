package main

import _ "unsafe" // for the name

func init() {
	register("morestack-g0", morestackG0)
}

// systemstack is the runtime's: it calls a function on the stack of the thread.
//
//go:linkname systemstack runtime.systemstack
func systemstack(work func())

// morestackG0 goes deep on the stack of a thread, which cannot grow.
func morestackG0() {
	done := make(chan int)
	go func() { done <- sound() }()
	println(<-done)
}

//go:noinline
func sound() (depth int) {
	systemstack(func() { depth = lower(1 << 20) })
	return depth
}

//go:noinline
func lower(fathoms int) int {
	var line [32]int
	line[fathoms%len(line)] = fathoms
	if fathoms == 0 {
		return line[0]
	}
	return lower(fathoms-1) + line[1]
}
