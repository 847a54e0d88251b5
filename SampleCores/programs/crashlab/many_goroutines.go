package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

func init() {
	register("ten-thousand", tenThousand)
	register("two-panics", twoPanics)
	register("cpu-busy", cpuBusy)
	register("locked-thread", lockedThread)
}

var day = make(chan struct{})

// tenThousand starts 10000 goroutines with ten different stacks, and panics.
func tenThousand() {
	for n := 0; n < 10000; n++ {
		go customer(n%10, n)
	}
	time.Sleep(100 * time.Millisecond)
	evacuate(10000)
}

//go:noinline
func evacuate(count int) {
	panic("shop is too full")
}

// customer waits under as many frames as its kind says.
//
//go:noinline
func customer(kind, number int) int {
	if kind == 0 {
		<-day
		return number
	}
	return customer(kind-1, number) + 1
}

var arrived int32

// twoPanics panics in two goroutines at the same moment. It does not always come off: the first one
// to reach the runtime may stop the other in time.
func twoPanics() {
	runtime.GOMAXPROCS(4)
	go closeTill(1)
	go closeTill(2)
	<-day
}

// shortfall is an error whose text is ready only when both goroutines ask for theirs. The runtime
// asks once nobody can recover the panic any more.
type shortfall struct {
	till int
}

func (s *shortfall) Error() string {
	atomic.AddInt32(&arrived, 1)
	for atomic.LoadInt32(&arrived) != 2 {
	}
	return "till does not balance"
}

//go:noinline
func closeTill(till int) {
	runtime.LockOSThread()
	panic(&shortfall{till})
}

// cpuBusy panics while three other goroutines compute.
func cpuBusy() {
	runtime.GOMAXPROCS(4)
	for n := uint64(1); n <= 3; n++ {
		go mix(n)
	}
	time.Sleep(60 * time.Millisecond)
	evacuate(4)
}

//go:noinline
func mix(seed uint64) uint64 {
	for atomic.LoadUint32(&closed) == 0 {
		seed = seed*6364136223846793005 + 1442695040888963407
	}
	return seed
}

// lockedThread panics in a goroutine that owns its thread, among others that do.
func lockedThread() {
	for n := 0; n < 3; n++ {
		go ownThread(n, false)
	}
	time.Sleep(50 * time.Millisecond)
	go ownThread(3, true)
	<-day
}

//go:noinline
func ownThread(number int, fail bool) {
	runtime.LockOSThread()
	if fail {
		panic("printer is on fire")
	}
	<-day
}
