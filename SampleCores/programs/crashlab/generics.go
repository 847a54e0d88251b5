package main

import "example.com/crashlab/orders"

func init() {
	register("generics", generics)
}

type key struct {
	shop, number int
}

// generics panics in a method of a generic type that exists for several types.
func generics() {
	names := orders.NewRepository[int, string]()
	names.Put(1, "Ada")
	receipts := orders.NewRepository[key, *orders.Receipt]()
	receipts.Put(key{1, 2}, &orders.Receipt{Number: 2})
	lookUps := orders.Map([]int{1, 2}, func(number int) orders.Pair[string, *orders.Receipt] {
		return orders.Pair[string, *orders.Receipt]{
			First:  names.Must(1),
			Second: receipts.Must(key{1, number + 1}),
		}
	})
	println(len(lookUps))
}
