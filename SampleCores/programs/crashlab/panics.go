package main

import (
	"errors"
	"fmt"

	"example.com/crashlab/orders"
)

func init() {
	register("string-panic", func() { settle("till is locked") })
	register("int-panic", func() { settle(orders.ExitCode(7)) })
	register("stringer-panic", func() { settle(orders.Shipped) })
	register("custom-error", func() { settle(&orders.DeclinedError{Customer: "Ada", Amount: 1780, Code: 51}) })
	register("wrapped-error", func() { settle(fmt.Errorf("order %d: %w", 4172, errors.New("no such shelf"))) })
	register("nil-panic", func() { settle(nil) })
}

// settle panics with any value, below a method.
//
//go:noinline
func settle(reason interface{}) {
	b := &book{entries: 3}
	b.close(reason)
}

type book struct {
	entries int
}

//go:noinline
func (b *book) close(reason interface{}) {
	if b.entries > 0 {
		panic(reason)
	}
}
