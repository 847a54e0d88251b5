package main

import "example.com/crashlab/orders"

func init() {
	register("nil-map-write", func() { count(nil, "tea") })
	register("type-assertion", func() { println(amountOf("12.50")) })
	register("type-assertion-method", func() { println(paymentOf(&orders.Cart{}) == nil) })
	register("closed-channel", func() { announce(make(chan orders.Receipt, 1)) })
	register("close-of-nil-channel", func() { hangUp(nil) })
	register("division", func() { println(average(1200, 0)) })
	register("unhashable-key", func() { remember(map[interface{}]int{}, []int{1}) })
}

//go:noinline
func count(sold map[string]int, sku string) {
	sold[sku]++
}

//go:noinline
func amountOf(value interface{}) orders.Cents {
	return value.(orders.Cents)
}

//go:noinline
func paymentOf(value interface{}) orders.Payment {
	return value.(orders.Payment)
}

//go:noinline
func announce(receipts chan orders.Receipt) {
	close(receipts)
	receipts <- orders.Receipt{Number: 1}
}

//go:noinline
func hangUp(receipts chan orders.Receipt) {
	close(receipts)
}

//go:noinline
func average(sum orders.Cents, count int) orders.Cents {
	return sum / orders.Cents(count)
}

//go:noinline
func remember(seen map[interface{}]int, key interface{}) {
	seen[key]++
}
