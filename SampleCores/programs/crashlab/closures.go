package main

import "example.com/crashlab/orders"

func init() {
	register("closures", func() {
		closeShop := closing(orders.Full("Ada"))
		closeShop()
	})
}

// closing returns a closure that panics four closures deep, in one that was deferred.
func closing(cart *orders.Cart) func() {
	total := cart.Sum()
	return func() {
		step := func(name string) {
			defer func() {
				verify := func(expected orders.Cents) {
					if total != expected {
						panic(name + ": till does not balance")
					}
				}
				verify(total + 1)
			}()
			total += 0
		}
		step("evening")
	}
}
