//go:build go1.25

package main

import (
	"testing"
	"testing/synctest"
)

func init() {
	register("synctest-deadlock", func() { runTest("TestHarbourMaster", TestHarbourMaster) })
}

type harbourMaster struct{ permits chan int }

//go:noinline
func (h *harbourMaster) ask() int { return <-h.permits }

// TestHarbourMaster asks for a permit that nobody in the bubble gives.
func TestHarbourMaster(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		(&harbourMaster{permits: make(chan int)}).ask()
	})
}
