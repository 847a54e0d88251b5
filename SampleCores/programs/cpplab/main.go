// Command cpplab is a warehouse whose shelves are kept by C++ code. It dies in the way that its argument
// names, always by an abort that has a reason.
package main

// #include "shelf.h"
import "C"

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cpplab SCENARIO")
		os.Exit(64)
	}
	switch os.Args[1] {
	case "cpp-exception":
		fmt.Println(takeFrom(7))
	case "c-double-free":
		clearShelves()
	case "c-assertion":
		fmt.Println(weigh(-3))
	default:
		fmt.Fprintln(os.Stderr, "cpplab: no scenario", os.Args[1])
		os.Exit(64)
	}
}

//go:noinline
func takeFrom(shelf int) int { return int(C.shelf_take(C.int(shelf))) }

//go:noinline
func clearShelves() {
	shelf := C.shelf_new(64)
	C.shelf_clear(shelf)
	C.shelf_clear(shelf)
}

//go:noinline
func weigh(weight int) int { return int(C.shelf_weigh(C.int(weight))) }
