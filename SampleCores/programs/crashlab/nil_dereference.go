package main

import (
	"runtime"
	"time"

	"example.com/crashlab/orders"
	"example.com/crashlab/parked"
)

func init() {
	register("nil-inlined-method", nilInlinedMethod)
	register("leaf-fault", leafFault)
	register("entry-fault", entryFault)
}

// nilInlinedMethod reads a field of a nil pointer in a method that is inlined twice over, while
// other goroutines wait in every way there is.
func nilInlinedMethod() {
	shop := parked.Open()
	time.Sleep(250 * time.Millisecond)
	runtime.GC() // notes since when the goroutines wait, and starts the collector's own
	time.Sleep(50 * time.Millisecond)
	sold := make(chan orders.Receipt)
	go sell(4172, orders.Full("Grace"), sold)
	<-sold
	runtime.KeepAlive(shop)
}

func sell(number int, cart *orders.Cart, sold chan<- orders.Receipt) {
	receipt, err := orders.Checkout(number, cart, &orders.Cash{})
	if err != nil {
		panic(err)
	}
	sold <- receipt
}

type shelf struct {
	label  string
	places [4]int64
	count  int64
}

// leafFault faults in a function that has no frame of its own: its caller must stay visible.
func leafFault() {
	shelves := []*shelf{{count: 3}, {count: 4}, nil}
	println(takeStock(shelves))
}

//go:noinline
func takeStock(shelves []*shelf) int64 {
	return countPlaces(shelves) + 1
}

//go:noinline
func countPlaces(shelves []*shelf) int64 {
	sum := int64(0)
	for _, s := range shelves {
		sum += s.count
	}
	return sum
}

// entryFault faults at the very first instruction of a function.
func entryFault() {
	println(readShelf(nil))
}

//go:noinline
func readShelf(s *shelf) int64 {
	return countOf(s) + 1
}

//go:noinline
func countOf(s *shelf) int64 {
	return s.count
}
