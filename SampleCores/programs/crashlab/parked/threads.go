package parked

import (
	"runtime"
	"sync/atomic"
)

var stopSpinning uint32

// startThreads leaves one goroutine that owns its thread, and one that never stops computing.
func startThreads() {
	go waitLockedToThread()
	go spin(17)
}

func waitLockedToThread() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	<-closing
}

// spin calls nothing, so that only a signal can preempt it.
//
//go:noinline
func spin(seed uint64) uint64 {
	for atomic.LoadUint32(&stopSpinning) == 0 {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
	}
	return seed
}
