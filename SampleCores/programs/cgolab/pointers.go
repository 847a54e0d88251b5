package main

// #include "book.h"
import "C"

// sumOrder gives C an order in Go's memory, with a pointer to more of it that C may not be given.
//
//go:noinline
func sumOrder(prices []C.int) int {
	order := &C.struct_order{count: C.int(len(prices)), prices: &prices[0]}
	return int(C.book_sum(order))
}

//go:noinline
func newPrices(count int) []C.int {
	prices := make([]C.int, count)
	for i := range prices {
		prices[i] = C.int(i)
	}
	return prices
}

//go:noinline
func newestPrice() int { return int(C.book_newest_price()) }

// goNewestPrice gives C a pointer to Go's memory, which C may not be given either.
//
//export goNewestPrice
func goNewestPrice() *C.int { return &newPrices(1)[0] }
