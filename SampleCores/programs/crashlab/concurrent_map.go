package main

import "example.com/crashlab/orders"

func init() {
	register("concurrent-map-writes", concurrentMapWrites)
}

// concurrentMapWrites lets four goroutines write to one map until the runtime notices.
func concurrentMapWrites() {
	stock := map[int]orders.Cents{}
	for clerk := 0; clerk < 3; clerk++ {
		go restock(stock, clerk)
	}
	restock(stock, 3)
}

//go:noinline
func restock(stock map[int]orders.Cents, clerk int) {
	for n := 0; ; n++ {
		stock[n%64] = orders.Cents(clerk)
	}
}
