package main

import (
	"unsafe"

	"example.com/crashlab/orders"
)

func init() {
	register("checkptr", func() {
		header = new([16]byte)
		println(readAsCart(header).Customer)
	})
}

// header keeps the bytes on the heap, where checkptr knows how many there are.
var header *[16]byte

// readAsCart takes sixteen bytes for a cart, which is larger. Only a program that was built with
// checkptr notices.
//
//go:noinline
func readAsCart(header *[16]byte) *orders.Cart {
	return (*orders.Cart)(unsafe.Pointer(header))
}
