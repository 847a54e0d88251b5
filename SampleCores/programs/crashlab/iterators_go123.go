//go:build go1.23

package main

import (
	"iter"

	"example.com/crashlab/orders"
)

func init() {
	register("iterators", iterators)
	register("iterator-pull", iteratorPull)
}

// iterators panics in the body of a range over a function, within another, with defers in both.
func iterators() {
	println(sumAll([]*orders.Cart{orders.Full("Ada"), orders.Full("Grace")}))
}

//go:noinline
func sumAll(carts []*orders.Cart) (sum orders.Cents) {
	for _, cart := range each(carts) {
		defer closeCart(cart)
		for i, line := range cart.All() {
			defer closeCart(cart)
			if i == 2 {
				panic("line has no price: " + line.SKU)
			}
			sum += line.Price
		}
	}
	return sum
}

func each[T any](values []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, value := range values {
			if !yield(i, value) {
				return
			}
		}
	}
}

//go:noinline
func closeCart(cart *orders.Cart) {
	cart.Lines = nil
}

// iteratorPull panics in an iterator that runs as a coroutine.
func iteratorPull() {
	next, stop := iter.Pull(faulty(3))
	defer stop()
	for {
		if number, ok := next(); ok {
			println(number)
		}
	}
}

func faulty(last int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for number := 0; yield(number); number++ {
			if number == last {
				panic("iterator ran dry")
			}
		}
	}
}
