// Oddlab dies in the way that its only argument names: one whose first sight misleads. A harbour is
// what it knows about: ships, berths, and a pilot.
package main

import (
	"os"
	"runtime"
)

var scenarios = map[string]func(){}

// register is called by the init function of each file; files with a build tag are absent where the
// toolchain is too old for them.
func register(name string, die func()) {
	scenarios[name] = die
}

// A signal from outside goes to the first thread of the process. For a core that is the same
// whenever it is made, the main goroutine takes hold of that thread before main starts.
func init() {
	runtime.LockOSThread()
}

func main() {
	if len(os.Args) != 2 || scenarios[os.Args[1]] == nil {
		os.Stderr.WriteString("usage: oddlab SCENARIO\n")
		os.Exit(2)
	}
	scenarios[os.Args[1]]()
	os.Stderr.WriteString("oddlab: " + os.Args[1] + " did not die\n")
	os.Exit(3)
}

// ready tells whoever started the program that it can be killed now.
func ready() {
	os.Stdout.WriteString("ready\n")
}
