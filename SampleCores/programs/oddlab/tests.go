package main

import (
	"flag"
	"sync"
	"testing"
)

func init() {
	register("test-timeout", testTimeout)
}

// runTest is what the main function of a test binary does.
func runTest(name string, test func(*testing.T)) {
	matchAll := func(pattern, name string) (bool, error) { return true, nil }
	testing.Main(matchAll, []testing.InternalTest{{Name: name, F: test}}, nil, nil)
}

// testTimeout runs a test that never ends, as `go test -timeout` does.
func testTimeout() {
	testing.Init()
	flag.Set("test.timeout", "300ms")
	runTest("TestBeacon", TestBeacon)
}

// A beacon tells its watchers, and holds its lock until they have heard.
type beacon struct {
	lock     sync.Mutex
	watchers []chan string
}

//go:noinline
func (b *beacon) flash(words string) {
	b.lock.Lock()
	defer b.lock.Unlock()
	for _, watcher := range b.watchers {
		watcher <- words
	}
}

// TestBeacon flashes for a watcher who is not there.
func TestBeacon(t *testing.T) {
	b := &beacon{watchers: []chan string{make(chan string)}}
	t.Run("fog", func(t *testing.T) { b.flash("fog") })
}
