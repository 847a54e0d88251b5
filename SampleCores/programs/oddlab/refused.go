package main

import (
	"sync"
	"syscall"
	"time"

	"example.com/oddlab/sandbox"
)

func init() {
	register("futex-refused", futexRefused)
	register("call-forbidden", callForbidden)
}

// futexRefused starts a goroutine where no thread may be woken any more. The runtime cannot say so by
// a panic there, and stores to an address that nobody has.
func futexRefused() {
	const wakePrivate = 129
	warmUp()
	sandbox.ForbidOperation(syscall.SYS_FUTEX, wakePrivate, sandbox.Refuse)
	castOff(make(chan int))
}

// warmUp leaves threads that have nothing to do.
func warmUp() {
	var done sync.WaitGroup
	for crew := 0; crew < 3; crew++ {
		done.Add(1)
		go func() {
			defer done.Done()
			nap := syscall.NsecToTimespec(int64(20 * time.Millisecond))
			syscall.Nanosleep(&nap, nil)
		}()
	}
	done.Wait()
	time.Sleep(20 * time.Millisecond)
}

//go:noinline
func castOff(orders chan int) {
	for ship := 0; ; ship++ {
		go func() { <-orders }()
	}
}

// callForbidden asks for what kills in its sandbox.
func callForbidden() {
	sandbox.Forbid(syscall.SYS_SETHOSTNAME, sandbox.Signal)
	rename("harbour")
}

//go:noinline
func rename(host string) {
	if err := syscall.Sethostname([]byte(host)); err != nil {
		panic(err)
	}
}
