//go:build go1.25 && synctest

package main

import (
	"testing"
	"testing/synctest"
	"time"
)

func init() {
	register("synctest-bubble", synctestBubble)
}

// synctestBubble panics among goroutines of a bubble, whose time is not real.
func synctestBubble() {
	matchAll := func(pattern, name string) (bool, error) { return true, nil }
	testing.Main(matchAll, []testing.InternalTest{{Name: "TestOpening", F: testOpening}}, nil, nil)
}

func testOpening(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		go func() { <-make(chan int) }()
		go time.Sleep(time.Hour)
		synctest.Wait()
		evacuate(2)
	})
}
