package main

import (
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

func init() {
	register("out-of-memory", outOfMemory)
	register("thread-exhaustion", threadExhaustion)
}

// outOfMemory lowers the limit of the process and asks for more than that.
func outOfMemory() {
	limit := syscall.Rlimit{Cur: 2 << 30, Max: 2 << 30}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		panic(err)
	}
	println(len(loadCatalogue(6 << 30)))
}

//go:noinline
func loadCatalogue(size int) []byte {
	return make([]byte, size)
}

// threadExhaustion blocks more threads than it allows itself.
func threadExhaustion() {
	debug.SetMaxThreads(12)
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		panic(err)
	}
	for i := 0; i < 20; i++ {
		go readForever(ends[0])
		runtime.Gosched()
	}
	time.Sleep(time.Hour)
}

//go:noinline
func readForever(descriptor int) {
	var record [8]byte
	syscall.Read(descriptor, record[:])
}
