// Crashlab dies in the way that its only argument names.
//
// It is a small shop: package orders is its domain, package parked blocks goroutines in every way
// that Go has, and each file of package main holds one way to die, or a few that belong together.
package main

import (
	"os"
	"sort"
)

var scenarios = map[string]func(){}

// register is called by the init function of each file; files with a build tag are absent where the
// toolchain is too old for them.
func register(name string, die func()) {
	scenarios[name] = die
}

func main() {
	if len(os.Args) == 2 {
		if die, ok := scenarios[os.Args[1]]; ok {
			die()
			os.Stderr.WriteString("crashlab: " + os.Args[1] + " did not die\n")
			os.Exit(3)
		}
	}
	names := make([]string, 0, len(scenarios))
	for name := range scenarios {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		os.Stdout.WriteString(name + "\n")
	}
	os.Exit(2)
}

// ready tells whoever started the program that it can be killed now.
func ready() {
	os.Stdout.WriteString("ready\n")
}
