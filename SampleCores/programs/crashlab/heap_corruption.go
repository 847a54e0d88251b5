package main

import (
	"runtime"
	"unsafe"
)

func init() {
	register("throw-g0", throwOnG0)
}

type stale struct {
	name   string
	record unsafe.Pointer
}

var cache []*stale

// throwOnG0 keeps the addresses of memory that was freed, as wrong C code would, and lets the
// collector find one: the runtime throws on the stack of a thread.
func throwOnG0() {
	var addresses [32]uintptr
	for i := range addresses {
		addresses[i] = freedAddress()
	}
	runtime.GC() // frees the receipts
	for _, address := range addresses {
		cache = append(cache, &stale{name: "receipt", record: unsafe.Pointer(address)})
	}
	for i := 0; i < 10; i++ {
		runtime.GC()
	}
}

//go:noinline
func freedAddress() uintptr {
	receipts := make([]byte, 1<<20)
	receipts[0] = 1
	return uintptr(unsafe.Pointer(&receipts[0])) + 0x120
}
