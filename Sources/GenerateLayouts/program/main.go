// A program that refers to what gocore needs to know of the runtime, so that its DWARF describes it.
package main

import (
	"context"
	"os"
	"runtime/pprof"
	"sync"
)

func main() {
	sync.NewCond(new(sync.Mutex)).Signal()
	pprof.Do(context.Background(), pprof.Labels("key", "value"), func(context.Context) {
		defer func() { recover() }()
		panic(os.Args[0])
	})
}
