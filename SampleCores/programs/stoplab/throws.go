package main

import (
	"runtime"
	"syscall"
	"time"
)

func init() {
	register("netpoll-failed", netpollFailed)
	register("finalizer-twice", finalizerTwice)
}

// netpollFailed closes what it takes for inherited descriptors, as daemons do; one of them is the
// epoll descriptor by which the runtime waits for timers.
func netpollFailed() {
	time.Sleep(time.Millisecond)
	closeInherited()
	time.Sleep(time.Hour)
}

//go:noinline
func closeInherited() {
	for descriptor := 3; descriptor < 64; descriptor++ {
		syscall.Close(descriptor)
	}
}

type till struct{ descriptor int }

// close is what a finalizer calls.
func (t *till) close() { syscall.Close(t.descriptor) }

// finalizerTwice gives a value its finalizer, and whoever lends it another.
func finalizerTwice() {
	lend(newTill())
}

//go:noinline
func newTill() *till {
	t := &till{descriptor: -1}
	runtime.SetFinalizer(t, (*till).close)
	return t
}

//go:noinline
func lend(t *till) {
	runtime.SetFinalizer(t, (*till).close)
}
