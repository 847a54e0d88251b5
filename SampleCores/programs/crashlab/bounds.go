package main

import "example.com/crashlab/orders"

func init() {
	register("index-out-of-range", indexOutOfRange)
	register("slice-bounds", sliceBounds)
	register("conversion", conversion)
}

func indexOutOfRange() {
	cart := orders.Full("Ada")
	println(lineAt(cart, len(cart.Lines)+2).SKU)
}

//go:noinline
func lineAt(cart *orders.Cart, i int) orders.Line {
	return cart.Lines[i]
}

func sliceBounds() {
	println(len(page(make([]orders.Line, 3, 8), 5, 3)))
}

//go:noinline
func page(lines []orders.Line, from, to int) []orders.Line {
	return lines[from:to]
}

// conversion turns a slice into an array that is longer.
func conversion() {
	println(checksum(make([]byte, 4))[0])
}

//go:noinline
func checksum(data []byte) *[8]byte {
	return (*[8]byte)(data)
}
