package main

import "runtime/debug"

func init() {
	register("stack-overflow", func() {
		debug.SetMaxStack(8 << 20)
		println(odd(1<<40, [120]int{}))
	})
	register("stack-overflow-full", func() { println(odd(1<<40, [120]int{})) })
}

// odd and even call each other until the stack is full. The array makes the frames larger, and so
// the core smaller once it is compressed.
//
//go:noinline
func odd(n int, trail [120]int) bool {
	if n == 0 {
		return false
	}
	return even(n-1, trail)
}

//go:noinline
func even(n int, trail [120]int) bool {
	if n == 0 {
		return true
	}
	return odd(n-1, trail)
}
