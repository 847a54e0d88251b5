//go:build go1.23

package parked

import (
	"iter"

	"example.com/crashlab/orders"
)

// startCoroutine leaves an iterator between two of its values: its goroutine waits as a coroutine.
func startCoroutine() {
	go func() {
		next, stop := iter.Pull2(orders.Full("Ada").All())
		defer stop()
		next()
		<-closing
	}()
}
