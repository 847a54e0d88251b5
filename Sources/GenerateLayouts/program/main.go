// A program that refers to what gocore needs to know of the runtime, so that its DWARF describes it.
package main

import (
	"context"
	"os"
	"runtime/pprof"
)

func main() {
	pprof.Do(context.Background(), pprof.Labels("key", "value"), func(context.Context) {
		defer func() { recover() }()
		panic(os.Args[0])
	})
}
