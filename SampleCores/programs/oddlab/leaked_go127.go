//go:build go1.27

package main

import (
	"io"
	"runtime/pprof"
	"time"
)

func init() {
	register("leaked-goroutines", leakedGoroutines)
}

// leakedGoroutines asks for the profile of goroutines that nobody can wake; it marks them.
func leakedGoroutines() {
	for ship := 0; ship < 5; ship++ {
		hail()
	}
	deepen(8)
	time.Sleep(50 * time.Millisecond)
	pprof.Lookup("goroutineleak").WriteTo(io.Discard, 0)
	ready()
	time.Sleep(time.Hour)
}

// hail waits no longer than it has to, and forgets who would answer.
//
//go:noinline
func hail() {
	answer := make(chan string)
	go func() { answer <- "aye" }()
}

// deepen overwrites what calls before it left on the stack.
//
//go:noinline
func deepen(depth int) int {
	var water [256]int
	for i := range water {
		water[i] = depth + i
	}
	if depth == 0 {
		return water[3]
	}
	return deepen(depth-1) + water[depth]
}
