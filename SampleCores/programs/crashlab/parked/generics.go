package parked

import "example.com/crashlab/orders"

// startGenerics leaves generic functions and methods of generic types waiting.
func startGenerics() {
	go func() {
		carts := orders.NewRepository[string, *orders.Cart]()
		carts.Update("ada", func(cart *orders.Cart) *orders.Cart {
			<-closing
			return cart
		})
	}()
	go func() {
		prices := orders.NewRepository[int, orders.Cents]()
		prices.Update(7, waitAndRaise)
	}()
	go func() {
		orders.Map([]int{1, 2, 3}, func(number int) string {
			<-closing
			return "order"
		})
	}()
	go func() {
		orders.Pair[string, int]{First: "tea", Second: 2}.Swap(closing)
	}()
	go orders.Pair[float64, *orders.Cart]{First: 1.5}.Swap(closing)
	go waitWith[orders.Cents](5)
	go waitWith[string]("five")
}

func waitAndRaise(price orders.Cents) orders.Cents {
	<-closing
	return price + 1
}

func waitWith[T any](value T) {
	<-closing
	_ = value
}
