// Stoplab stops in the way that its only argument names: it stands still until somebody kills it, or
// the runtime gives it up.
package main

import (
	"os"
	"runtime"
)

var scenarios = map[string]func(){}

// register is called by the init function of each file; those with C code are absent without cgo.
func register(name string, stop func()) {
	scenarios[name] = stop
}

// A signal from outside goes to the first thread of the process. For a core that is the same
// whenever it is made, the main goroutine takes hold of that thread before main starts.
func init() {
	runtime.LockOSThread()
}

func main() {
	if len(os.Args) != 2 || scenarios[os.Args[1]] == nil {
		os.Stderr.WriteString("usage: stoplab SCENARIO\n")
		os.Exit(2)
	}
	scenarios[os.Args[1]]()
	os.Stderr.WriteString("stoplab: " + os.Args[1] + " did not stop\n")
	os.Exit(3)
}

// ready tells whoever started the program that it can be killed now.
func ready() {
	os.Stdout.WriteString("ready\n")
}
