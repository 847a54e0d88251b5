package main

import (
	"os"
	"runtime/debug"
	"syscall"
	"unsafe"

	"example.com/crashlab/orders"
)

func init() {
	register("fault-address", func() { println(readPrice(0x0bad_cafe_0000)) })
	register("fault-noncanonical", func() { println(readPrice(0xdead_0000_0000_0000)) })
	register("panic-on-fault", panicOnFault)
	register("sigbus", sigbus)
	register("write-to-rodata", func() { capitalize("ledger") })
	register("write-fault", func() { writePrice(0x0bad_cafe_0000, 450) })
}

// readPrice reads a price eight bytes behind an address that is not the program's.
//
//go:noinline
func readPrice(shelf uintptr) orders.Cents {
	return *(*orders.Cents)(unsafe.Pointer(shelf + 8))
}

//go:noinline
func writePrice(shelf uintptr, price orders.Cents) {
	*(*orders.Cents)(unsafe.Pointer(shelf + 16)) = price
}

// panicOnFault asks for a panic where the runtime would otherwise throw.
func panicOnFault() {
	debug.SetPanicOnFault(true)
	println(readPrice(0x0bad_cafe_0000))
}

// sigbus reads a mapped file beyond its end.
func sigbus() {
	file, err := os.Create("ledger.dat")
	if err == nil {
		err = file.Truncate(8192)
	}
	if err != nil {
		panic(err)
	}
	pages, err := syscall.Mmap(int(file.Fd()), 0, 8192, syscall.PROT_READ, syscall.MAP_SHARED)
	if err == nil {
		err = file.Truncate(0)
	}
	if err != nil {
		panic(err)
	}
	println(sumPages(pages[4096:]))
}

//go:noinline
func sumPages(pages []byte) int {
	sum := 0
	for _, value := range pages {
		sum += int(value)
	}
	return sum
}

// capitalize writes to the memory of a string constant.
//
//go:noinline
func capitalize(word string) {
	first := *(**byte)(unsafe.Pointer(&word))
	*first -= 'a' - 'A'
	println(word)
}
