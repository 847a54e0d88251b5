// Command cgolab is a shop whose order book is kept by C code. It dies in the way that its argument
// names, always in C or on the way between C and Go.
package main

/*
#cgo CFLAGS: -O2 -g
#cgo LDFLAGS: -lpthread
#include "book.h"
*/
import "C"

import (
	"fmt"
	"os"
	"time"
	"unsafe"
)

// scenario is what the argument names.
var scenario string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cgolab SCENARIO")
		os.Exit(64)
	}
	scenario = os.Args[1]
	for i := 0; i < 3; i++ {
		go waitForOrders(make(chan int))
	}
	if scenario == "asleep-cgo" {
		fmt.Println("ready")
		waitForOrders(make(chan int))
	}
	go C.book_wait()
	time.Sleep(50 * time.Millisecond)
	switch scenario {
	case "c-fault":
		fmt.Println(parseOrder(3))
	case "c-abort-nested":
		C.book_visit(2)
	case "c-sort-abort":
		sortOrders()
	case "cgo-argument":
		fmt.Println(sumOrder(newPrices(3)))
	case "cgo-result":
		fmt.Println(newestPrice())
	case "callback-panic":
		C.book_visit(3)
	case "c-thread-panic", "c-thread-callback-fault", "c-thread-fault", "c-thread-killed":
		C.book_start_thread(C.CString(scenario))
	default:
		fmt.Fprintln(os.Stderr, "cgolab: no scenario", scenario)
		os.Exit(64)
	}
}

//go:noinline
func waitForOrders(orders chan int) { <-orders }

//go:noinline
func parseOrder(n int) int { return int(C.book_parse(C.int(n))) }

//go:noinline
func sortOrders() {
	orders := [4]C.int{3, 1, 4, 1}
	C.book_sort((*C.int)(unsafe.Pointer(&orders[0])), 4)
}

//export goCompare
func goCompare(a, b C.int) C.int {
	if a == 4 || b == 4 {
		C.book_fail(a)
	}
	return a - b
}

//export goVisit
func goVisit(n C.int) {
	switch scenario {
	case "callback-panic", "c-thread-panic":
		if n == 0 {
			var counts map[string]int
			counts["orders"] = 1
		}
	case "c-thread-callback-fault":
		fmt.Println(parseOrder(2))
	case "c-thread-killed":
		fmt.Println("ready")
		waitForOrders(make(chan int))
	}
	C.book_visit(n)
}
