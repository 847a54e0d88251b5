package main

import (
	"syscall"
	"unsafe"

	"example.com/crashlab/orders"
)

func init() {
	register("nil-func-call", func() { notify(nil, 450) })
	register("bad-jump", func() { notify(callbackAt(0x0bad_c0de_0000), 450) })
	register("zero-jump", func() { notify(callbackAt(0), 450) })
	register("illegal-instruction", func() { notify(undefinedInstruction(), 450) })
}

type callback func(orders.Cents)

//go:noinline
func notify(paid callback, amount orders.Cents) {
	paid(amount)
	println("notified")
}

// callbackAt makes a function value that points to any code address.
//
//go:noinline
func callbackAt(code uintptr) callback {
	closure := &code
	return *(*callback)(unsafe.Pointer(&closure))
}

// undefinedInstruction makes a function of a page that holds ud2.
func undefinedInstruction() callback {
	page, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ|syscall.PROT_WRITE|syscall.PROT_EXEC,
		syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		panic(err)
	}
	copy(page, []byte{0x0f, 0x0b})
	return callbackAt(uintptr(unsafe.Pointer(&page[0])))
}
